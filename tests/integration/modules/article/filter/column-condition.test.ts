import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Prisma } from '../../../../../src/database/generated/client.js';
import { boolean, type ColumnField, date, number, text, url } from '../../../../../src/fields/field.js';
import { buildColumnCondition } from '../../../../../src/modules/article/filter/column-condition.sql.js';
import type { FieldCondition } from '../../../../../src/modules/article/filter/field-condition.sql.js';
import { listFilterCases } from '../../../../support/filter-cases.js';
import { createTestDatabase, type TestDatabase } from '../../../../support/test-database.js';

const description = 'A value.';
const NEW_YEAR = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:00:00.001Z';

/** Fields with the type of their column and two values. */
const FIELDS: [name: string, field: ColumnField, column: string, first: unknown, other: unknown][] = [
  ['pageLabel', text({ description }), 'text', 'A', 'a'],
  ['sourceUrl', url({ description }), 'text', 'https://a.example/', 'https://b.example/'],
  ['printPage', number({ description, isInteger: true }), 'int', 1, 2],
  ['ratio', number({ description }), 'double precision', 0.1, 0.3],
  ['isPaid', boolean({ description }), 'boolean', true, false],
  ['heldAt', date({ description }), 'timestamptz(3)', NEW_YEAR, LATER],
  ['heldOn', date({ description, isDay: true }), 'date', '2026-01-31', '2026-02-01'],
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

describe.each(FIELDS)('The conditions on the field %s', (name, field, column, first, other) => {
  const table = `filtered_${column.replace(/\W/g, '_')}_${name.toLowerCase()}`;
  const columnName = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const values = [first, other, null];
  beforeAll(async () => {
    await database.prisma.$executeRawUnsafe(`CREATE TABLE ${table} (id int, ${columnName} ${column})`);
    await database.prisma.$executeRawUnsafe(`CREATE INDEX ON ${table} (${columnName})`);
    for (const [id, value] of values.entries()) {
      await database.prisma.$executeRawUnsafe(
        `INSERT INTO ${table} VALUES ($1, $2::text::${column})`,
        id,
        value === null ? null : String(value),
      );
    }
  });

  const build = (condition: unknown) =>
    Prisma.join(
      [Prisma.sql`true`, ...buildColumnCondition(`filter.${name}`, name, field, coerce(field, condition))],
      ' AND ',
    );

  test.each(listFilterCases(field, first, other))(
    '$condition select by the value',
    async ({ condition, isMet }) => {
      const rows = await database.prisma.$queryRaw<{ id: number }[]>`
      SELECT id FROM ${Prisma.raw(table)} a WHERE ${build(condition)} ORDER BY id`;
      expect(rows.map(({ id }) => id)).toEqual([...values.keys()].filter((id) => isMet(values[id])));
    },
  );

  test('compare the column in its own type, which an index has', async () => {
    const { condition } = listFilterCases(field, first, other)[0]!;
    const plan = await database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      return tx.$queryRaw`EXPLAIN SELECT id FROM ${Prisma.raw(table)} a WHERE ${build(condition)}`;
    });
    expect(JSON.stringify(plan)).toContain('Index Cond');
  });
});

/** Converts the operands of dates as the schema does. */
function coerce({ type }: ColumnField, condition: any): boolean | FieldCondition {
  if (type !== 'date') return condition;
  return Object.fromEntries(
    Object.entries<any>(condition).map(([operator, time]) => [operator, new Date(time)]),
  );
}

test('Conditions refuse years that PostgreSQL does not store, and more than 100 values', () => {
  const heldAt = date({ description });
  const condition = { after: new Date('-000001-01-01T00:00:00Z') };
  expect(() => buildColumnCondition('filter.heldAt', 'heldAt', heldAt, condition)).toThrow(
    'filter.heldAt.after takes the years 1 to 9999.',
  );
  const pageLabel = text({ description });
  const values = { none: Array(101).fill('x') };
  expect(() => buildColumnCondition('filter.pageLabel', 'pageLabel', pageLabel, values)).toThrow(
    'filter.pageLabel.none',
  );
});
