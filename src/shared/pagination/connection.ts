import { ArgsType, Field, Int, ObjectType } from 'type-graphql';

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;
/** Maximum number of elements that page numbers reach, since PostgreSQL reads and skips those before a page. */
export const MAX_NUMBERED = 10_000;

/**
 * Arguments of a connection with forward pagination, by the GraphQL Cursor Connections Specification (Relay).
 */
@ArgsType()
export class ForwardConnectionArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Returns the first elements of the list, or after the cursor. 0 to ${MAX_PAGE_SIZE}, defaults to ${DEFAULT_PAGE_SIZE}.`,
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Returns the elements that come after the specified cursor of the same list and order.',
  })
  after?: string | null;
}

/** Arguments of a connection with forward and backward pagination. */
@ArgsType()
export class ConnectionArgs extends ForwardConnectionArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Returns the last elements of the list, or before the cursor. 0 to ${MAX_PAGE_SIZE}; cannot be combined with \`first\`.`,
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Returns the elements that come before the specified cursor of the same list and order.',
  })
  before?: string | null;
}

/** Arguments of a connection with pages that can also be requested by number. */
@ArgsType()
export class NumberedConnectionArgs extends ConnectionArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      `The number of a page of \`first\` elements, from 1, in place of cursors. Pages reach the first ` +
      `${MAX_NUMBERED.toLocaleString('en')} elements. They shift when elements are added; cursors do not.`,
  })
  page?: number | null;
}

/** Descriptions of the fields of every connection and edge. */
export const EDGES_FIELD = {
  description: 'The edges of the page in the order of the list, each with its cursor.',
};
export const NODES_FIELD = { description: 'The nodes of the edges, for clients that need no cursors.' };
export const NODE_FIELD = { description: 'The node of the edge.' };

@ObjectType({ description: 'The position of a page in its list.' })
export class PageInfo {
  @Field(() => Boolean, {
    description:
      'True if there are elements after this page. When paging backwards, true if `before` was given.',
  })
  hasNextPage!: boolean;

  @Field(() => Boolean, {
    description:
      'True if there are elements before this page. When paging forwards, true if `after` or a `page` above 1 was given.',
  })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first edge, for `before`. Null on an empty page.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last edge, for `after`. Null on an empty page.',
  })
  endCursor!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of the page, from 1. Null unless the page was requested by number.',
  })
  page!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of pages of this size in the whole list. Counted only if requested. Null if the size is 0.',
  })
  pageCount!: number | null | Promise<number | null>;
}

@ObjectType()
export abstract class Edge {
  @Field(() => String, {
    description: 'The opaque position in the list. It stays valid when elements are added or removed.',
  })
  cursor!: string;
}

@ObjectType()
export abstract class Connection {
  @Field(() => PageInfo, { description: 'The cursors of the page, and whether there are more elements.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'The number of elements in the whole list. Counted only if requested.' })
  totalCount!: number | Promise<number>;
}
