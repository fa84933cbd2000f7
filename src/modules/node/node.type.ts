import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType({
  description: 'An object that can be refetched by its ID.',
  resolveType: (row: { __typename?: string }) => row.__typename,
})
export abstract class Node {
  /** Database ID; NodeResolver exposes it as an opaque global ID. */
  @Field(() => ID, {
    description: 'The global ID of the object, unique across all types. It is opaque: do not parse it.',
  })
  id!: number;
}
