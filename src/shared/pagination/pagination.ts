import { BadUserInputError } from '../errors/errors.js';
import {
  type ConnectionArgs,
  DEFAULT_PAGE_SIZE,
  MAX_NUMBERED,
  MAX_PAGE_SIZE,
  type NumberedConnectionArgs,
  type PageInfo,
} from './connection.js';

/** A position in a list: the sort value, and the ID that breaks ties. */
export interface Position {
  value: string | number;
  id: number;
}

/** Requested page of a list. */
export interface PageRequest {
  /** Name of the list and its order; cursors of other lists are refused. */
  list: string;
  size: number;
  isBackwards: boolean;
  after: Position | null;
  before: Position | null;
  /** Number of the page, from 1; null if it was requested by cursors. */
  number: number | null;
}

/** Parses the arguments of a connection. Throws BadUserInputError that names the argument out of range. */
export function parsePageArgs(list: string, args: NumberedConnectionArgs): PageRequest {
  const { first, last } = args;
  if (first != null && last != null) throw new BadUserInputError('Give first or last, not both.');
  assertPageSizes(args);
  const number = parsePageNumber(args);
  return {
    list,
    size: first ?? last ?? DEFAULT_PAGE_SIZE,
    isBackwards: last != null,
    after: decodeCursor(list, 'after', args.after),
    before: decodeCursor(list, 'before', args.before),
    number,
  };
}

/** Returns the number of elements before a page that was requested by number; 0 for one by cursors. */
export function getOffset({ number, size }: PageRequest): number {
  return number === null ? 0 : (number - 1) * size;
}

function parsePageNumber({ page, first, last, after, before }: NumberedConnectionArgs): number | null {
  if (page == null) return null;
  if (last != null || after != null || before != null)
    throw new BadUserInputError('page cannot be combined with after, before or last. Give first and page.');
  if (page < 1) throw new BadUserInputError(`page must be at least 1, not ${page}.`);
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (page * size > MAX_NUMBERED) {
    const maximum = MAX_NUMBERED.toLocaleString('en');
    throw new BadUserInputError(
      `page ${page} of ${size} is beyond the first ${maximum} elements, which is the maximum. Use cursors to go on.`,
    );
  }
  return page;
}

/** Throws BadUserInputError unless `size` is from 0 to `max`; larger sizes are never reduced silently. */
export function assertPageSize(
  argument: string,
  size: number | null | undefined,
  max = MAX_PAGE_SIZE,
  advice = '',
): void {
  if (size == null || (size >= 0 && size <= max)) return;
  throw new BadUserInputError(`${argument} must be between 0 and ${max}, not ${size}.${advice}`);
}

const PAGINATION_ADVICE = ' Use cursors to get more.';

/** Throws BadUserInputError unless `first` and `last` are in range. */
export function assertPageSizes({ first, last }: Pick<ConnectionArgs, 'first' | 'last'>): void {
  assertPageSize('first', first, MAX_PAGE_SIZE, PAGINATION_ADVICE);
  assertPageSize('last', last, MAX_PAGE_SIZE, PAGINATION_ADVICE);
}

/** A page of rows in the shape of a connection. */
export interface ConnectionPage<Row> {
  readonly edges: { cursor: string; node: Row }[];
  readonly nodes: Row[];
  pageInfo: PageInfo;
  readonly totalCount: Promise<number>;
}

/**
 * Builds a page from rows in reading order (from the end when paging backwards); an extra row shows that
 * there is a next page. `count` runs only if totalCount or pageCount is read.
 */
export function buildConnection<Row>(
  request: PageRequest,
  rows: Row[],
  getPosition: (row: Row) => Position,
  count: () => Promise<number>,
): ConnectionPage<Row> {
  return new RowPage(request, rows, getPosition, count);
}

// Classes, since V8 gives each object with getters of its own a hidden class of its own.
class RowPage<Row> implements ConnectionPage<Row> {
  readonly nodes: Row[];
  readonly pageInfo: PageInfo;

  constructor(
    private readonly request: PageRequest,
    rows: Row[],
    private readonly getPosition: (row: Row) => Position,
    private readonly count: () => Promise<number>,
  ) {
    this.nodes = rows.slice(0, request.size);
    if (request.isBackwards) this.nodes.reverse();
    this.pageInfo = new RowPageInfo(request, rows.length > request.size, this);
  }

  get edges() {
    return this.nodes.map((node) => ({ cursor: this.encodeCursorOf(node), node }));
  }

  get totalCount() {
    return this.count();
  }

  encodeCursorOf(node: Row): string {
    return encodeCursor(this.request.list, this.getPosition(node));
  }
}

class RowPageInfo<Row> implements PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly page: number | null;

  constructor(
    private readonly request: PageRequest,
    hasMore: boolean,
    private readonly rows: RowPage<Row>,
  ) {
    const { isBackwards, before, after, number } = request;
    this.hasNextPage = isBackwards ? before !== null : hasMore;
    this.hasPreviousPage = isBackwards ? hasMore : after !== null || getOffset(request) > 0;
    this.page = number;
  }

  get startCursor() {
    return this.getCursor(this.rows.nodes.at(0));
  }

  get endCursor() {
    return this.getCursor(this.rows.nodes.at(-1));
  }

  get pageCount() {
    const { size } = this.request;
    return size === 0 ? null : this.rows.totalCount.then((total) => Math.ceil(total / size));
  }

  /** Cursors are made when they are read: most clients ask for none but the last. */
  private getCursor(node: Row | undefined): string | null {
    return node === undefined ? null : this.rows.encodeCursorOf(node);
  }
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
      ? `this is a cursor of ${cursorList}, but the list is ${list}`
      : 'not a valid cursor';
  throw new BadUserInputError(`${argument}: ${reason}. Use a cursor that this list returned.`);
}

function parseJsonArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
