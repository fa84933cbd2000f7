import { ArgsType, Field, ID, Int } from 'type-graphql';
import { MAX_RELATED } from './index/related-lists.js';

@ArgsType()
export class RelatedArgs {
  @Field(() => Int, { defaultValue: 6, description: `At most so many, 0 to ${MAX_RELATED}.` })
  first!: number;

  @Field(() => [ID], {
    nullable: true,
    description: 'Articles to leave out, e.g. those shown already; at most 100.',
  })
  excludeIds?: string[] | null;
}
