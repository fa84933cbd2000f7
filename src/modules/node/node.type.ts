import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType({
  description: 'Anything that can be fetched again by its id.',
  resolveType: (row: { __typename?: string }) => row.__typename,
})
export abstract class Node {
  /** The row's number; clients see it made opaque, by NodeResolver. */
  @Field(() => ID, { description: 'Unique in the whole graph. Opaque: keep it, do not read it.' })
  id!: number;
}
