import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { formerName } from '../../shared/former-name.js';

export enum ArticleEventKind {
  PUBLISHED = 'PUBLISHED',
  UPDATED = 'UPDATED',
  CORRECTED = 'CORRECTED',
  MOVED = 'MOVED',
  UNPUBLISHED = 'UNPUBLISHED',
}
registerEnumType(ArticleEventKind, {
  name: 'ArticleEventKind',
  description: 'The kind of change of an article.',
  valuesConfig: {
    PUBLISHED: { description: 'The article became public.' },
    UPDATED: { description: 'The content of the article changed.' },
    CORRECTED: { description: 'A correction was added or changed.' },
    MOVED: {
      description:
        'The URL path of the article changed, and possibly its content. The former path redirects.',
    },
    UNPUBLISHED: { description: 'The article is no longer public.' },
  },
});

@ObjectType({ description: 'A change of published content.' })
export class ArticleEvent {
  @Field(() => String, {
    description:
      'The opaque cursor of the event, in commit order. Pass it as `after` to resume after the event.',
  })
  cursor!: string;

  @Field(() => ArticleEventKind, {
    description: 'The kind of change. Deleting an article is reported as UNPUBLISHED.',
  })
  kind!: ArticleEventKind;

  @Field(() => Date, { name: 'occurredAt', description: 'The time of the change.' })
  @Field(() => Date, { name: 'at', ...formerName('occurredAt') })
  at!: Date;

  @Field(() => ID, { description: 'The ID of the article, even if it is no longer public.' })
  articleId!: string;

  articleNumber!: number;

  /** True if the article matches the filter of the subscription; undefined without one. */
  isMatch?: boolean;
}
