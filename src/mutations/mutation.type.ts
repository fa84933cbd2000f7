import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ArticleStatus } from '../shared/article/article-status.js';
import { UserErrorCode } from './user-error-code.js';

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'The reason why a write was refused.',
  valuesConfig: {
    INVALID: { description: 'The value is invalid. The message says what is accepted.' },
    TAKEN: { description: 'The slug or path is already in use.' },
    NOT_FOUND: { description: 'The value refers to something that does not exist.' },
    CONFLICT: { description: 'Another write was saved first. Load the current state and try again.' },
    TOO_LONG: { description: 'The value exceeds the maximum length.' },
    EXPIRED: { description: 'The token has expired or the time has passed.' },
    NOT_ALLOWED: { description: 'The current state does not allow the operation.' },
    HOOK_FAILED: { description: "The site's own check of the content failed or took too long." },
  },
});

@ObjectType({ description: 'An error in the input that the client can correct. Nothing was changed.' })
export class UserError {
  @Field(() => String, { description: 'A message for people that says what is wrong and what is accepted.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'The path to the value in the input. Null if the error concerns the input as a whole.',
  })
  field!: string[] | null;

  @Field(() => UserErrorCode, { description: 'The kind of error, for programs.' })
  code!: UserErrorCode;
}

@ObjectType({ description: 'The result of a write to an article.' })
export class ArticlePayload {
  /** What readers lose of the body; missing in stored answers of earlier versions, and where no body was given. */
  losses?: string[];

  /** Null when the write was refused. */
  articleId!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the latest revision, to be passed as `expectedRevision`. Null if the write was refused.',
  })
  revision!: number | null;

  @Field(() => ArticleStatus, {
    nullable: true,
    description: 'The publication status after the write. Null if the write was refused.',
  })
  status!: ArticleStatus | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the write succeeded.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of deleting an article.' })
export class DeleteArticlePayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the deleted article. Null if the write was refused.',
  })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the article was deleted.' })
  userErrors!: UserError[];
}
