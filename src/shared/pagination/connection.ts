import { ArgsType, Field, Int, ObjectType } from 'type-graphql';

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** Arguments of a connection that pages forwards, by the GraphQL Cursor Connections Specification (Relay). */
@ArgsType()
export class ForwardConnectionArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many to take from the start of the list or after the cursor: 0 to ${MAX_PAGE_SIZE}, ${DEFAULT_PAGE_SIZE} when left out.`,
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Take those after this cursor of the same list and order.',
  })
  after?: string | null;
}

/** Arguments of a connection that pages both ways. */
@ArgsType()
export class ConnectionArgs extends ForwardConnectionArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many to take from the end of the list or before the cursor, 0 to ${MAX_PAGE_SIZE}; instead of \`first\`.`,
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Take those before this cursor of the same list and order.',
  })
  before?: string | null;
}

/** What the fields of every connection and edge say of themselves. */
export const EDGES_FIELD = {
  description: 'The entries of the page in the order of the list, each with its cursor.',
};
export const NODES_FIELD = { description: 'The nodes of the edges, for who needs no cursors.' };
export const NODE_FIELD = { description: 'What stands at this place of the list.' };

@ObjectType({ description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean, {
    description: 'Whether the list goes on behind this page; paging backwards, whether `before` was given.',
  })
  hasNextPage!: boolean;

  @Field(() => Boolean, {
    description: 'Whether the list begins before this page; paging forwards, whether `after` was given.',
  })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Give it as `before` to page backwards; null on an empty page.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Give it as `after` to page on; null on an empty page.',
  })
  endCursor!: string | null;
}

@ObjectType()
export abstract class Edge {
  @Field(() => String, {
    description: 'Opaque place in the list; stays good when entries are added or removed.',
  })
  cursor!: string;
}

@ObjectType()
export abstract class Connection {
  @Field(() => PageInfo, { description: 'Whether the list goes on, and the cursors to go on with.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'Length of the whole list; counted only when asked for.' })
  totalCount!: number | Promise<number>;
}
