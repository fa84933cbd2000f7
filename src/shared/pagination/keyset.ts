import { Prisma } from '../../database/generated/client.js';
import { BadUserInputError } from '../errors/errors.js';
import { isStorableTime } from '../time.js';
import { getOffset, type PageRequest, type Position } from './pagination.js';

const { sql, empty } = Prisma;

/** Sort order of a list: a column that is never null, then the ID. */
export interface SortKey {
  column: Prisma.Sql;
  id: Prisma.Sql;
  isDescending: boolean;
  /** PostgreSQL type of the column, to which a cursor's value is cast. */
  type: 'timestamptz' | 'text' | 'int' | 'numeric' | 'bigint[]';
}

/** Builds ORDER BY, LIMIT and OFFSET of a page, with at least one extra row that shows if there is a next page. */
export function buildOrderAndLimit({ column, id, isDescending }: SortKey, page: PageRequest): Prisma.Sql {
  const direction = isDescending !== page.isBackwards ? sql`DESC` : sql`ASC`;
  const offset = getOffset(page);
  const skip = offset === 0 ? empty : sql` OFFSET ${offset}::int`;
  return sql`ORDER BY ${column} ${direction}, ${id} ${direction} ${buildLimit(page.size + 1)}${skip}`;
}

const LIMITS = [6, 11, 21, 51, 101];

/**
 * Builds a literal LIMIT of at least `rows`, rounded up to few sizes to keep statements few. With a
 * parameter, PostgreSQL assumes a tenth of the table and plans each execution again.
 */
export function buildLimit(rows: number): Prisma.Sql {
  return Prisma.raw(`LIMIT ${LIMITS.find((limit) => limit >= rows) ?? rows}`);
}

/** Builds the condition that limits a page to its cursors; starts with AND unless empty. */
export function buildCursorRange(sort: SortKey, { after, before }: PageRequest): Prisma.Sql {
  return sql`${buildCursorBound(sort, after, sort.isDescending)} ${buildCursorBound(sort, before, !sort.isDescending)}`;
}

function buildCursorBound(sort: SortKey, position: Position | null, isBelow: boolean): Prisma.Sql {
  if (!position) return empty;
  if (!isValidCursorValue[sort.type](position.value) || Math.abs(position.id) >= 2 ** 31) {
    throw new BadUserInputError(
      'The cursor does not belong to this list. Use a cursor that this list returned.',
    );
  }
  const operator = isBelow ? sql`<` : sql`>`;
  // The row comparison allows PostgreSQL to enter the index at the cursor.
  const value = sql`${String(position.value)}::text::${Prisma.raw(sort.type)}`;
  return sql`AND (${sort.column}, ${sort.id}) ${operator} (${value}, ${position.id}::int)`;
}

const isValidCursorValue: Record<SortKey['type'], (value: string | number) => boolean> = {
  timestamptz: (value) => typeof value === 'string' && isCanonicalTime(value),
  // PostgreSQL cannot store U+0000 or lone surrogates.
  text: (value) => typeof value === 'string' && !/\0|\p{Surrogate}/u.test(value),
  // As PostgreSQL writes it.
  numeric: (value) => typeof value === 'string' && /^-?(\d{1,400}(\.\d{1,400})?|Infinity)$/.test(value),
  'bigint[]': (value) => typeof value === 'string' && /^\{\d{1,10},-?\d{1,15}\}$/.test(value),
  int: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
};

/** Returns true if the text is a cursor's time: as toISOString writes it, in the years 1 to 9999. */
function isCanonicalTime(text: string): boolean {
  const time = new Date(text);
  return isStorableTime(time) && time.toISOString() === text;
}
