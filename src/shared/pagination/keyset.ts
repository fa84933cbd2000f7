import { Prisma } from '../../database/generated/client.js';
import { BadUserInputError } from '../errors/errors.js';
import { isStorableTime } from '../time.js';
import type { PageRequest, Position } from './pagination.js';

const { sql, empty } = Prisma;

/** What a list is sorted by: a column that never is null, then the id. */
export interface SortKey {
  column: Prisma.Sql;
  id: Prisma.Sql;
  isDescending: boolean;
  /** The column's type in PostgreSQL, to which a cursor's value is cast. */
  type: 'timestamptz' | 'text' | 'int';
}

/** ORDER BY and LIMIT of the page, at least one row more than wanted so as to know whether the list goes on. */
export function buildOrderAndLimit({ column, id, isDescending }: SortKey, page: PageRequest): Prisma.Sql {
  const direction = isDescending !== page.isBackwards ? sql`DESC` : sql`ASC`;
  return sql`ORDER BY ${column} ${direction}, ${id} ${direction} ${buildLimit(page.size + 1)}`;
}

const LIMITS = [6, 11, 21, 51, 101];

/**
 * LIMIT of at least so many rows, written out. Of a parameter PostgreSQL expects a tenth of the table, so that it finds
 * a plan for the few rows of each page cheaper, and makes one each time; written out, few sizes keep statements few.
 */
export function buildLimit(rows: number): Prisma.Sql {
  return Prisma.raw(`LIMIT ${LIMITS.find((limit) => limit >= rows) ?? rows}`);
}

/** The condition that keeps a page between its cursors; starts with AND when there is one. */
export function buildCursorRange(sort: SortKey, { after, before }: PageRequest): Prisma.Sql {
  return sql`${buildCursorBound(sort, after, sort.isDescending)} ${buildCursorBound(sort, before, !sort.isDescending)}`;
}

function buildCursorBound(sort: SortKey, position: Position | null, isBelow: boolean): Prisma.Sql {
  if (!position) return empty;
  if (!isValidCursorValue[sort.type](position.value) || Math.abs(position.id) >= 2 ** 31) {
    throw new BadUserInputError('This cursor was not made by this list.');
  }
  const operator = isBelow ? sql`<` : sql`>`;
  // The row comparison is what lets PostgreSQL enter the index at the cursor.
  const value = sql`${String(position.value)}::text::${Prisma.raw(sort.type)}`;
  return sql`AND (${sort.column}, ${sort.id}) ${operator} (${value}, ${position.id}::int)`;
}

const isValidCursorValue: Record<SortKey['type'], (value: string | number) => boolean> = {
  timestamptz: (value) => typeof value === 'string' && isCanonicalTime(value),
  // U+0000 and halves of a character are no text to PostgreSQL.
  text: (value) => typeof value === 'string' && !/\0|\p{Surrogate}/u.test(value),
  int: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
};

/** Exactly as a cursor has it: by toISOString, in the years that PostgreSQL reads the same way. */
function isCanonicalTime(text: string): boolean {
  const time = new Date(text);
  return isStorableTime(time) && time.toISOString() === text;
}
