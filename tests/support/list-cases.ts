import type pg from 'pg';

type Random = () => number;
type Value = unknown;
/** Facts about a row by name. `id` is that of its node in the graph. */
export type Row = { id: string } & Record<string, any>;

/** A condition of a filter: how to make a random value, and which rows it matches. */
interface Condition {
  create(random: Random, rows: Row[]): Value;
  matches(row: Row, value: any): boolean;
}

/** A list of the graph, with the rows that it may have. */
export interface ListCase {
  name: string;
  /** Selection of the list with `ARGS` in place of its arguments and `PAGE` in place of its fields. */
  selection: string;
  filterType: string;
  orderType: string;
  /** Field of a node that tells it from the others. */
  key: string;
  perspective: 'published' | 'preview';
  rows: Row[];
  conditions: Record<string, Condition>;
  /** Values by which the rows are ordered, and then by their number in the table. */
  orders: Record<string, { by: string; isDescending: boolean }>;
}

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;
const some = <Item>(random: Random, items: readonly Item[]): Item[] =>
  items.filter(() => random() < 4 / Math.max(items.length, 1));

/** Splits a Latin name into words without accents, in lower case. */
const toWords = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

/** Begins random words of a random row, in another case, with other accents or none. */
const createName =
  (fact: string) =>
  (random: Random, rows: Row[]): string => {
    if (random() < 0.1) return pick(random, ['', '  ', 'zzz', '!', 'o']);
    const words = toWords(String(pick(random, rows)[fact]));
    const found = some(random, words)
      .slice(0, 2)
      .map((word) => word.slice(0, 1 + Math.floor(random() * word.length)));
    return pick(random, [found.join(' '), found.join('-').toUpperCase(), found.join(' ').replace('e', 'é')]);
  };

export const byName = (fact: string): Condition => ({
  create: createName(fact),
  matches: (row, text: string) => {
    if (text.trim() === '') return true;
    const wanted = toWords(text);
    const words = toWords(row[fact]);
    return wanted.length > 0 && wanted.every((start) => words.some((word) => word.startsWith(start)));
  },
});

export const byFlag = (fact: string): Condition => ({
  create: (random) => pick(random, [true, false]),
  matches: (row, isTrue) => row[fact] === isTrue,
});

/** Alternatives of values that a fact has. */
export const byAny = (fact: string): Condition => ({
  create: (random, rows) =>
    some(
      random,
      rows.map((row) => row[fact]),
    ),
  matches: (row, values) => values.includes(row[fact]),
});

export const byValue = (fact: string): Condition => ({
  create: (random, rows) => pick(random, rows)[fact],
  matches: (row, value) => row[fact] === value,
});

/** A value among those of a fact that is a list. */
export const byElement = (fact: string): Condition => ({
  create: (random, rows) => pick(random, pick(random, rows)[fact]),
  matches: (row, value) => row[fact].includes(value),
});

export const byPrefix = (fact: string): Condition => ({
  create: (random, rows) =>
    pick(random, rows)
      [fact].slice(0, 1 + Math.floor(random() * 12))
      .toLowerCase(),
  matches: (row, start) => row[fact].toLowerCase().startsWith(start),
});

export const byTime = (fact: string): Condition => ({
  create: (random, rows) => {
    const time = () => (pick(random, rows)[fact] ?? new Date('2026-05-01')).toISOString();
    return { ...(random() < 0.7 && { after: time() }), ...(random() < 0.5 && { before: time() }) };
  },
  matches: (row, { after, before }) => {
    const time: Date | null = row[fact];
    if (after === undefined && before === undefined) return true;
    return (
      time !== null &&
      (after === undefined || time >= new Date(after)) &&
      (before === undefined || time < new Date(before))
    );
  },
});

/** Creates a random filter of at most three conditions. */
export function createListFilter(
  random: Random,
  { conditions, rows }: ListCase,
): Record<string, Value> | null {
  if (random() < 0.1) return null;
  const names = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
    pick(random, Object.keys(conditions)),
  );
  return Object.fromEntries(
    names.map((name) => [name, random() < 0.05 ? null : conditions[name]!.create(random, rows)]),
  );
}

/** Filters and orders the rows of a list one after the other. */
export function selectRows(
  { conditions, orders, rows }: ListCase,
  filter: object | null,
  orderBy: string,
): Row[] {
  const { by, isDescending } = orders[orderBy]!;
  const direction = isDescending ? -1 : 1;
  const compare = (a: number | Date, b: number | Date) => (a < b ? -1 : a > b ? 1 : 0);
  return rows
    .filter((row) =>
      Object.entries(filter ?? {}).every(
        ([name, value]) => value === null || conditions[name]!.matches(row, value),
      ),
    )
    .sort((a, b) => direction * (compare(a[by], b[by]) || compare(a.number, b.number)));
}

/** Reads facts from the tables. The statement returns `number`, the ID in the table, and the facts. */
export async function readRows(
  pool: pg.Pool,
  toId: (number: number) => string,
  statement: string,
): Promise<Row[]> {
  const { rows } = await pool.query(statement);
  return rows.map((row) => ({ id: toId(row.number), ...row }));
}
