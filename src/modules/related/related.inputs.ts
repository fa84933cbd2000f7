import { ArgsType, Field, ID, Int } from 'type-graphql';
import { MAX_RELATED } from './index/related-lists.js';

@ArgsType()
export class RelatedArgs {
  @Field(() => Int, {
    defaultValue: 6,
    description: `Returns at most this many articles, 0 to ${MAX_RELATED}.`,
  })
  first!: number;

  @Field(() => [ID], {
    nullable: true,
    description: 'The IDs of articles to leave out, e.g. those already shown. At most 100.',
  })
  excludeIds?: string[] | null;
}
