import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';

@ObjectType({ description: 'The result of a change of many articles for one of them.' })
export class BulkResult {
  articleId!: number;

  @Field(() => [UserError], {
    description: 'The reasons why the article was not changed. Empty if it was.',
  })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of a change of many articles.' })
export class BulkPayload {
  /** Null if the request has changed the articles itself, or was refused. */
  jobId!: number | null;

  @Field(() => [BulkResult], {
    description:
      'The result for each article, in the order of `ids`, or of IDs for a filter. Empty if a job changes them. If ALL_OR_NONE was refused, those with errors.',
  })
  results!: BulkResult[];

  @Field(() => [UserError], {
    description: 'The errors of the input as a whole. If there are any, nothing was changed.',
  })
  userErrors!: UserError[];
}
