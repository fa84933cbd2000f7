import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum ArticleEventKind {
  PUBLISHED = 'PUBLISHED',
  UPDATED = 'UPDATED',
  CORRECTED = 'CORRECTED',
  MOVED = 'MOVED',
  UNPUBLISHED = 'UNPUBLISHED',
}
registerEnumType(ArticleEventKind, {
  name: 'ArticleEventKind',
  description: 'What readers notice of an article.',
  valuesConfig: {
    PUBLISHED: { description: 'It is there, and was not before.' },
    UPDATED: { description: 'Its content changed.' },
    CORRECTED: { description: 'A correction was added.' },
    MOVED: { description: 'Its address changed, and perhaps its content; the old one redirects.' },
    UNPUBLISHED: { description: 'It was taken away.' },
  },
});

@ObjectType({ description: 'A change of published content.' })
export class ArticleEvent {
  @Field(() => String, {
    description: 'Place of the event in the order of commit; opaque. Given as `after`, it resumes behind it.',
  })
  cursor!: string;

  @Field(() => ArticleEventKind, {
    description: 'What happened to the article; that it was deleted is UNPUBLISHED.',
  })
  kind!: ArticleEventKind;

  @Field(() => Date, { description: 'When it was written.' })
  at!: Date;

  @Field(() => ID, { description: 'Id of the article, also when it is there no more.' })
  articleId!: string;

  articleNumber!: number;
}
