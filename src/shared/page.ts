import { type ConnectionArgs, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type PageInfo } from './connection.js';
import { BadUserInput } from './errors.js';

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
export function readPage(list: string, args: ConnectionArgs): PageRequest {
  const { first, last } = args;
  if (first != null && last != null) throw new BadUserInput('Give first or last, not both.');
  checkPageSizes(args);
  return {
    list,
    size: first ?? last ?? DEFAULT_PAGE_SIZE,
    isBackwards: last != null,
    after: readCursor(list, 'after', args.after),
    before: readCursor(list, 'before', args.before),
  };
}

/** Throws BadUserInput when `size` is not from 0 to `max`: asking for too much is refused, never cut. */
export function checkSize(
  argument: string,
  size: number | null | undefined,
  max = MAX_PAGE_SIZE,
  advice = '',
): void {
  if (size == null || (size >= 0 && size <= max)) return;
  throw new BadUserInput(`${argument} takes 0 to ${max}, not ${size}.${advice}`);
}

const PAGE_ON = ' Page on with cursors for more.';

/** The same of `first` and `last` of a connection. */
export function checkPageSizes({ first, last }: Pick<ConnectionArgs, 'first' | 'last'>): void {
  checkSize('first', first, MAX_PAGE_SIZE, PAGE_ON);
  checkSize('last', last, MAX_PAGE_SIZE, PAGE_ON);
}

/** A page of rows in the shape of a connection. */
export interface Page<Row> {
  edges: { cursor: string; node: Row }[];
  readonly nodes: Row[];
  pageInfo: PageInfo;
  readonly totalCount: Promise<number>;
}

/**
 * Makes the page from rows in the order in which they were read (from the end when paging backwards), of
 * which there may be one more than wanted: it tells that the list goes on. `count` runs only when asked.
 */
export function toPage<Row>(
  request: PageRequest,
  rows: Row[],
  position: (row: Row) => Position,
  count: () => Promise<number>,
): Page<Row> {
  const goesOn = rows.length > request.size;
  const nodes = rows.slice(0, request.size);
  if (request.isBackwards) nodes.reverse();
  const edges = nodes.map((node) => ({ cursor: writeCursor(request.list, position(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: request.isBackwards ? request.before !== null : goesOn,
      hasPreviousPage: request.isBackwards ? goesOn : request.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    get totalCount() {
      return count();
    },
  };
}

function writeCursor(list: string, { value, id }: Position): string {
  return Buffer.from(JSON.stringify([list, value, id])).toString('base64url');
}

function readCursor(list: string, argument: string, cursor: string | null | undefined): Position | null {
  if (cursor == null) return null;
  const [of, value, id] = parseJson(Buffer.from(cursor, 'base64url').toString());
  const isPosition = (typeof value === 'string' || typeof value === 'number') && Number.isSafeInteger(id);
  if (of === list && isPosition && writeCursor(list, { value, id } as Position) === cursor) {
    return { value, id } as Position;
  }
  const why = typeof of === 'string' && of !== list ? `is a cursor of ${of}` : 'is not a cursor';
  throw new BadUserInput(
    `${argument}: this ${why}, and the list is ${list}. Give a cursor that this list has answered with.`,
  );
}

function parseJson(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
