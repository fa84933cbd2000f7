import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { toColumnName } from '../../../src/database/column-name.js';
import { Prisma } from '../../../src/database/generated/client.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const TABLES = {
  article: Prisma.ArticleScalarFieldEnum,
  article_body: Prisma.ArticleBodyScalarFieldEnum,
  draft: Prisma.DraftScalarFieldEnum,
  draft_body: Prisma.DraftBodyScalarFieldEnum,
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function listColumns(schema: string, table: string): Promise<string[]> {
  const rows = await database.prisma.$queryRaw<{ name: string }[]>`
    SELECT column_name::text AS name FROM information_schema.columns
    WHERE table_schema = ${schema} AND table_name = ${table}`;
  return rows.map(({ name }) => name).sort();
}

test.each(Object.entries(TABLES))(
  'The columns of %s are its fields in schema.prisma in snake_case',
  async (table, fields) => {
    expect(Object.keys(fields).map(toColumnName).sort()).toEqual(await listColumns('public', table));
  },
);

test.each(['article', 'article_body', 'article_author', 'article_tag'])(
  'Both perspectives of %s have every column of its table',
  async (table) => {
    const columns = await listColumns('public', table);
    expect(columns.length).toBeGreaterThan(3);
    expect(await listColumns('published', table)).toEqual(columns);
    expect(await listColumns('preview', table)).toEqual(columns);
  },
);
