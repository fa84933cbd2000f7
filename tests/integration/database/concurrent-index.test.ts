import { createHash, randomInt } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../../src/database/migrations/migrate.js';
import { type Migration, readMigrations } from '../../../src/database/migrations/migration-files.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const INDEX = 'tag_description_idx';
const CREATE = `-- Tags are looked up by description.\nCREATE INDEX CONCURRENTLY IF NOT EXISTS "${INDEX}" ON "tag"("description");\n`;
const INSERT = 'INSERT INTO tag (slug, name, description) VALUES ($1, $1, $2)';

let database: TestDatabase;
let writer: pg.Client;
beforeEach(async () => {
  database = await createTestDatabase();
  writer = new pg.Client(database.connection);
  await writer.connect();
});
afterEach(async () => {
  await writer.end();
  await database.close();
});

async function apply(sql: string): Promise<string[]> {
  const checksum = createHash('sha256').update(sql).digest('hex');
  const name = `29990101${randomInt(100_000, 999_999)}_index_expand`;
  const migration: Migration = { name, sql, checksum };
  return migrate(database.connection, [...(await readMigrations()), migration]);
}

async function readIndex(): Promise<boolean[]> {
  const { rows } = await database.pool.query(
    'SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)',
    [INDEX],
  );
  return rows.map(({ indisvalid }) => indisvalid);
}

describe('A migration that builds an index concurrently', () => {
  test('waits for an open transaction that has written to the table, while others write', async () => {
    await writer.query('BEGIN');
    await writer.query(INSERT, ['one', 'An open transaction']);
    let isDone = false;
    const applying = apply(CREATE).then((names) => {
      isDone = true;
      return names;
    });
    while ((await readIndex()).length === 0) await database.pool.query('SELECT pg_sleep(0.05)');
    await database.pool.query(INSERT, ['two', 'Written meanwhile']);
    expect(isDone).toBe(false);
    expect(await readIndex()).toEqual([false]);
    await writer.query('COMMIT');
    expect(await applying).toHaveLength(1);
    expect(await readIndex()).toEqual([true]);
  });

  test('builds the index again that an interrupted start left unfinished', async () => {
    for (const slug of ['one', 'two']) await writer.query(INSERT, [slug, 'The same']);
    const unique = CREATE.replace('CREATE INDEX', 'CREATE UNIQUE INDEX');
    await expect(writer.query(unique)).rejects.toThrow('could not create unique index');
    expect(await readIndex()).toEqual([false]);
    expect(await apply(CREATE)).toHaveLength(1);
    expect(await readIndex()).toEqual([true]);
  });

  test('leaves no index if it fails, and names the cause', async () => {
    for (const slug of ['one', 'two']) await writer.query(INSERT, [slug, 'The same']);
    const unique = CREATE.replace('CREATE INDEX', 'CREATE UNIQUE INDEX');
    await expect(apply(unique)).rejects.toThrow(
      /could not create unique index[\s\S]*npx dateline migrate retry/,
    );
    expect(await readIndex()).toEqual([]);
  });

  test('drops an index, which may be gone', async () => {
    await apply(CREATE);
    await database.pool.query('DELETE FROM _prisma_migrations WHERE migration_name ~ $1', ['^2999']);
    const drop = `DROP INDEX CONCURRENTLY IF EXISTS "${INDEX}"`;
    expect(await apply(drop)).toHaveLength(1);
    expect(await readIndex()).toEqual([]);
  });

  test.each([
    `${CREATE} SELECT 1;`,
    CREATE.replace('IF NOT EXISTS ', ''),
    `ALTER TABLE tag ADD COLUMN size int; ${CREATE}`,
  ])('is refused with anything beside the statement: %s', async (sql) => {
    await expect(apply(sql)).rejects.toThrow(
      'It must be a single statement: CREATE INDEX CONCURRENTLY IF NOT EXISTS',
    );
    expect(await readIndex()).toEqual([]);
  });
});
