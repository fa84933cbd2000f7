import { BadUserInputError } from '../errors/errors.js';
import { type ConnectionArgs, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type PageInfo } from './connection.js';

/** A place in a list: the value that the list is sorted by, and the id that tells equal values apart. */
export interface Position {
  value: string | number;
  id: number;
}

/** Which part of a list is wanted. */
export interface PageRequest {
  /** Name of the list and its order; a cursor of another one is refused. */
  list: string;
  size: number;
  isBackwards: boolean;
  after: Position | null;
  before: Position | null;
}

/** Reads the arguments of a connection. Throws BadUserInput naming the argument that is out of its range. */
export function parsePageArgs(list: string, args: ConnectionArgs): PageRequest {
  const { first, last } = args;
  if (first != null && last != null) throw new BadUserInputError('Give first or last, not both.');
  assertPageSizes(args);
  return {
    list,
    size: first ?? last ?? DEFAULT_PAGE_SIZE,
    isBackwards: last != null,
    after: decodeCursor(list, 'after', args.after),
    before: decodeCursor(list, 'before', args.before),
  };
}

/** Throws BadUserInput when `size` is not from 0 to `max`: asking for too much is refused, never cut. */
export function assertPageSize(
  argument: string,
  size: number | null | undefined,
  max = MAX_PAGE_SIZE,
  advice = '',
): void {
  if (size == null || (size >= 0 && size <= max)) return;
  throw new BadUserInputError(`${argument} takes 0 to ${max}, not ${size}.${advice}`);
}

const PAGINATION_ADVICE = ' Page on with cursors for more.';

/** The same of `first` and `last` of a connection. */
export function assertPageSizes({ first, last }: Pick<ConnectionArgs, 'first' | 'last'>): void {
  assertPageSize('first', first, MAX_PAGE_SIZE, PAGINATION_ADVICE);
  assertPageSize('last', last, MAX_PAGE_SIZE, PAGINATION_ADVICE);
}

/** A page of rows in the shape of a connection. */
export interface ConnectionPage<Row> {
  edges: { cursor: string; node: Row }[];
  readonly nodes: Row[];
  pageInfo: PageInfo;
  readonly totalCount: Promise<number>;
}

/**
 * Makes the page from rows in the order in which they were read (from the end when paging backwards), of
 * which there may be one more than wanted: it tells that the list goes on. `count` runs only when asked.
 */
export function buildConnection<Row>(
  request: PageRequest,
  rows: Row[],
  getPosition: (row: Row) => Position,
  count: () => Promise<number>,
): ConnectionPage<Row> {
  const hasMore = rows.length > request.size;
  const nodes = rows.slice(0, request.size);
  if (request.isBackwards) nodes.reverse();
  const edges = nodes.map((node) => ({ cursor: encodeCursor(request.list, getPosition(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: request.isBackwards ? request.before !== null : hasMore,
      hasPreviousPage: request.isBackwards ? hasMore : request.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    get totalCount() {
      return count();
    },
  };
}

function encodeCursor(list: string, { value, id }: Position): string {
  return Buffer.from(JSON.stringify([list, value, id])).toString('base64url');
}

function decodeCursor(list: string, argument: string, cursor: string | null | undefined): Position | null {
  if (cursor == null) return null;
  const [cursorList, value, id] = parseJsonArray(Buffer.from(cursor, 'base64url').toString());
  const isPosition = (typeof value === 'string' || typeof value === 'number') && Number.isSafeInteger(id);
  if (cursorList === list && isPosition && encodeCursor(list, { value, id } as Position) === cursor) {
    return { value, id } as Position;
  }
  const reason =
    typeof cursorList === 'string' && cursorList !== list
      ? `is a cursor of ${cursorList}`
      : 'is not a cursor';
  throw new BadUserInputError(
    `${argument}: this ${reason}, and the list is ${list}. Give a cursor that this list has answered with.`,
  );
}

function parseJsonArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
