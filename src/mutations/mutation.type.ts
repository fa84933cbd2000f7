import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { UserErrorCode } from './user-error-code.js';

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'Why a write was refused.',
  valuesConfig: {
    INVALID: { description: 'The value is not of its form; the message says what is taken.' },
    TAKEN: { description: 'Something else has this slug or address already.' },
    NOT_FOUND: { description: 'What the value names is not there.' },
    CONFLICT: { description: 'Someone else saved first: read again, then save.' },
    TOO_LONG: { description: 'The value is longer than is taken.' },
    EXPIRED: { description: 'The token or the time has passed.' },
    NOT_ALLOWED: { description: 'Not in the state that it is in.' },
  },
});

@ObjectType({ description: 'Something that whoever sent the input can put right. Nothing was changed.' })
export class UserError {
  @Field(() => String, { description: 'For people: what is wrong, and what would be taken.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'The way to it in the input; null when it is about the whole.',
  })
  field!: string[] | null;

  @Field(() => UserErrorCode, { description: 'For programs: what kind of thing is wrong.' })
  code!: UserErrorCode;
}

export enum ArticleStatus {
  DRAFT = 'DRAFT',
  SCHEDULED = 'SCHEDULED',
  PUBLISHED = 'PUBLISHED',
  UNPUBLISHED = 'UNPUBLISHED',
}
registerEnumType(ArticleStatus, {
  name: 'ArticleStatus',
  description: 'Where an article is on its way to readers.',
  valuesConfig: {
    DRAFT: { description: 'Never published.' },
    SCHEDULED: { description: 'To be published at a set time. What is published already stays until then.' },
    PUBLISHED: { description: 'Readers see it, though perhaps not its latest revision.' },
    UNPUBLISHED: { description: 'Was published, and was taken away.' },
  },
});

@ObjectType({ description: 'What came of a write to an article.' })
export class ArticlePayload {
  /** Null when the write was refused. */
  articleId!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of the latest revision; give it as expectedRevision. Null when the write was refused.',
  })
  revision!: number | null;

  @Field(() => ArticleStatus, {
    nullable: true,
    description: 'Where the article now is on its way to readers; null when the write was refused.',
  })
  status!: ArticleStatus | null;

  @Field(() => [UserError], { description: 'Empty when the write was done.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What came of deleting an article.' })
export class DeleteArticlePayload {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the article that is gone; null when the write was refused.',
  })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'Empty when the article was deleted.' })
  userErrors!: UserError[];
}
