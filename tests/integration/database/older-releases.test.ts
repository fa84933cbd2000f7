import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { CHANGE_LOG_LOCK } from '../../../src/changes/change-log.js';
import { getInstanceName, migrate } from '../../../src/database/migrations/migrate.js';
import { type Migration, readMigrations } from '../../../src/database/migrations/migration-files.js';
import { withWriteLock } from '../../../src/mutations/write-lock.js';
import { createSeededDatabase, createTestDatabase, type TestDatabase } from '../../support/test-database.js';

interface Statement {
  text: string;
  values: unknown[];
}

/**
 * Statements that a build of an earlier commit sent, for operations on the sample content: those of reads in full,
 * of writes the lock and the first that changes content.
 */
const RELEASED: {
  commit: string;
  newestMigration: string;
  reads: Record<string, Statement[]>;
  writes: Record<string, Statement[]>;
} = JSON.parse(readFileSync(new URL('released-statements.json', import.meta.url), 'utf8'));

let database: TestDatabase;
beforeAll(async () => {
  database = await createSeededDatabase();
});
afterAll(() => database.close());

async function withClient<T>(work: (client: pg.Client) => Promise<T>, name = ''): Promise<T> {
  const client = new pg.Client({ ...database.connection, application_name: name });
  await client.connect();
  return work(client).finally(() => client.end());
}

describe('The statements of an earlier release on the present schema', () => {
  test.each(Object.entries(RELEASED.reads))('The reads of %s succeed', async (_name, statements) => {
    await withClient(async (client) => {
      for (const { text, values } of statements) await client.query(text, values);
    });
  });

  test.each(Object.entries(RELEASED.writes))(
    'The write of %s is refused as by a read-only server',
    async (_name, statements) => {
      await withClient(async (client) => {
        await client.query('BEGIN');
        const [lock, write] = statements as [Statement, Statement];
        await client.query(lock.text, lock.values);
        await expect(client.query(write.text, write.values)).rejects.toMatchObject({
          code: '25006', // releases answer it with 503 and SERVICE_UNAVAILABLE
          message: expect.stringContaining('A newer release of Dateline has migrated the database'),
        });
      });
    },
  );
});

test('Writes of this release, and statements without the lock of writes, are not refused', async () => {
  const update = "UPDATE draft SET title = title || '.' WHERE id = 1";
  await withWriteLock(database.prisma, (tx) => tx.$executeRawUnsafe(update));
  await withClient(async (client) => {
    await client.query(update);
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [CHANGE_LOG_LOCK]);
    await expect(client.query(update)).rejects.toMatchObject({ code: '25006' });
  });
});

describe('Releases beside each other', () => {
  const create = (name: string, sql: string): Migration => ({ name, sql, checksum: name });
  const addition = create('29990101000000_place_expand', 'ALTER TABLE tag ADD COLUMN place TEXT');
  const fence = create('29990102000000_tags_fence', 'SELECT 1');
  const removal = create(
    '29990103000000_place',
    `DROP SCHEMA IF EXISTS published, members, preview CASCADE; ALTER TABLE tag DROP COLUMN place`,
  );

  test('A migration that removes something is refused while instances of a release before the last one are connected', async () => {
    const own = await createTestDatabase();
    const known = await readMigrations();
    const instance = new pg.Client({
      ...own.connection,
      application_name: getInstanceName(known.at(-1)!.name),
    });
    await instance.connect();
    await instance.query('SELECT 1');
    const { rows } = await instance.query('SELECT pg_backend_pid() AS pid');
    const next = [...known, addition, fence, removal];
    await expect(migrate(own.connection, next)).rejects.toThrow(
      new RegExp(
        `The migration ${removal.name} removes what older releases use, .*processes ${rows[0].pid}\\)`,
      ),
    );
    // Additions and fences are applied beside them.
    expect(await migrate(own.connection, next.slice(0, -1))).toEqual([addition.name, fence.name]);
    await expect(migrate(own.connection, next)).rejects.toThrow('Nothing was changed.');
    await instance.query(`SET application_name = '${getInstanceName(fence.name)}'`);
    expect(await migrate(own.connection, next)).toEqual([removal.name]);
    await instance.end();
    await own.close();
  });

  test('A release does not start on a database with a fence that it does not know', async () => {
    const own = await createTestDatabase();
    await migrate(own.connection, [...(await readMigrations()), fence]);
    await expect(migrate(own.connection)).rejects.toThrow(
      `The database is newer than this release of Dateline: it has ${fence.name}.`,
    );
    await own.close();
  });
});
