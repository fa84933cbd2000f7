import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';

const ERRORS = { description: 'The errors in the input. Empty if the write succeeded.' };

@ObjectType({ description: 'The result of a write to a live blog.' })
export class LiveBlogPayload {
  /** ID of the article; null when the write was refused. */
  articleId!: number | null;

  @Field(() => [UserError], ERRORS)
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of a write to an entry of a live blog.' })
export class LiveBlogEntryPayload {
  /** ID of the entry; null when the write was refused. */
  entryId!: number | null;

  /** Losses of the body for readers. */
  warnings?: string[];

  @Field(() => [UserError], ERRORS)
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of making an article of an entry of a live blog.' })
export class BreakOutLiveBlogEntryPayload {
  /** IDs of the entry and of the article; null when the write was refused. */
  entryId!: number | null;
  articleId!: number | null;

  @Field(() => [UserError], ERRORS)
  userErrors!: UserError[];
}
