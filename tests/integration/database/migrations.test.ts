import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createMigration } from '../../../src/database/migrations/create-migration.js';
import { migrate } from '../../../src/database/migrations/migrate.js';
import {
  type Migration,
  PRISMA_FOLDER,
  readMigrations,
} from '../../../src/database/migrations/migration-files.js';
import { DatabaseSetupError } from '../../../src/database/setup-error.js';
import { getTestServer, queryAsAdmin } from '../../support/test-database.js';

const databases: string[] = [];
let connection: pg.PoolConfig;

beforeEach(async () => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await queryAsAdmin(`CREATE DATABASE ${name}`);
  databases.push(name);
  connection = { ...getTestServer(), database: name };
});
afterAll(async () => {
  for (const name of databases) await queryAsAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
});

describe('Applying migrations', () => {
  test('applies every migration to an empty database and none the second time', async () => {
    const names = (await readMigrations()).map(({ name }) => name);
    expect(await migrate(connection)).toEqual(names);
    expect(await migrate(connection)).toEqual([]);
    expect(await history()).toEqual(names);
  });

  test('applies each migration once when three instances start together', async () => {
    const names = (await readMigrations()).map(({ name }) => name);
    const applied = await Promise.all([migrate(connection), migrate(connection), migrate(connection)]);
    expect(applied.flat()).toEqual(names);
    expect(await history()).toEqual(names);
  });

  test('records migrations in the table of Prisma, in which its own tools look', async () => {
    const known = await readMigrations();
    await migrate(connection, known);
    const failing = later('SELECT 1;\n\nSELEC 1');
    await expect(migrate(connection, [...known, failing])).rejects.toThrow(/"SELEC" \(line 3\)/);
    const rows = await run('SELECT * FROM _prisma_migrations ORDER BY migration_name');
    const applied = { finished_at: expect.any(Date), logs: null, applied_steps_count: 1 };
    const failed = { finished_at: null, logs: expect.stringContaining('SELEC'), applied_steps_count: 0 };
    expect(rows).toEqual(
      [...known, failing].map((migration) => ({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        migration_name: migration.name,
        checksum: createHash('sha256').update(migration.sql).digest('hex'),
        started_at: expect.any(Date),
        rolled_back_at: null,
        ...(migration === failing ? failed : applied),
      })),
    );
  });

  test('refuses a database with tables of another program, and changes nothing', async () => {
    await run('CREATE TABLE theirs ()');
    const before = await everything();
    await expect(migrate(connection)).rejects.toThrow(/tables that are not Dateline's: theirs\. Give/);
    expect(await everything()).toEqual(before);
    await run('DROP TABLE theirs; CREATE EXTENSION pg_trgm; CREATE VIEW theirs AS SELECT 1');
    expect(await migrate(connection)).toHaveLength((await readMigrations()).length);
  });

  test('applies the migrations before one that waits for a lock just once', async () => {
    const known = await readMigrations();
    await migrate(connection, known);
    const first = { ...later('CREATE TABLE first_of_two ()'), name: '29990101000000_first' };
    const second = { ...later('ALTER TABLE tag ADD COLUMN mood text'), name: '29990101000001_second' };
    const holder = new pg.Client(connection);
    await holder.connect();
    await holder.query('BEGIN; SELECT FROM tag');
    const migrating = migrate(connection, [...known, first, second], {
      lockRetryPolicy: { timeoutMs: 50, attempts: 1_000, pauseMs: 50 },
    });
    while ((await run("SELECT to_regclass('first_of_two') AS made"))[0].made === null) await sleep(20);
    await sleep(300);
    await holder.end();
    expect(await migrating).toEqual([first.name, second.name]);
  });

  test('applies a migration again that a deadlock ended', async () => {
    const known = await readMigrations();
    await migrate(connection, known);
    const second = later('LOCK TABLE tag; SELECT pg_sleep(1.5); LOCK TABLE author; CREATE TABLE made ()');
    const other = new pg.Client(connection);
    await other.connect();
    await other.query('BEGIN; LOCK TABLE author');
    const migrating = migrate(connection, [...known, second], {
      lockRetryPolicy: { timeoutMs: 10_000, attempts: 2, pauseMs: 50 },
    });
    const locked =
      "SELECT FROM pg_locks WHERE relation = 'tag'::regclass AND mode = 'AccessExclusiveLock' AND granted";
    while ((await run(locked)).length === 0) await sleep(20);
    // Waits first, so that PostgreSQL ends the migration, which notices the deadlock.
    await other.query('LOCK TABLE tag');
    await other.end();
    expect(await migrating).toEqual([second.name]);
    expect(await run("SELECT FROM pg_tables WHERE tablename = 'made'")).toHaveLength(1);
  });

  test('waits for a `prisma migrate` that runs', async () => {
    const prisma = new pg.Client(connection);
    await prisma.connect();
    await prisma.query('SELECT pg_advisory_lock(72707369)');
    const migrating = migrate(connection);
    const waiting = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 72707369 AND NOT granted";
    while ((await run(waiting)).length === 0) await sleep(20);
    expect(await run("SELECT FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    await prisma.end();
    expect(await migrating).toEqual(await history());
  });

  test('refuses a database newer than the release and changes nothing', async () => {
    const known = await readMigrations();
    await migrate(connection, [...known, later('CREATE TABLE of_tomorrow ()')]);
    const before = await everything();
    await expect(migrate(connection, known)).rejects.toThrow(
      /newer than this release of Dateline: it has 29990101000000_later\. Start the release that migrated the database/,
    );
    expect(await everything()).toEqual(before);
    await expectNoLock();
  });

  test('refuses a database with another checksum of an applied migration and changes nothing', async () => {
    const known = await readMigrations();
    await migrate(connection, [...known, later('CREATE TABLE one ()')]);
    const before = await everything();
    await expect(migrate(connection, [...known, later('CREATE TABLE other ()')])).rejects.toThrow(
      /29990101000000_later was changed after it was applied.*Restore the file/,
    );
    expect(await everything()).toEqual(before);
    await expectNoLock();
  });

  test('rolls back a migration that fails halfway and refuses the next start', async () => {
    const known = await readMigrations();
    await migrate(connection, known);
    const before = await everything();
    const failing = [...known, later('CREATE TABLE half (id int); INSERT INTO half VALUES (1); SELECT 1/0')];
    const refusal = /was rolled back[\s\S]*division by zero[\s\S]*npx dateline migrate retry/;
    await expect(migrate(connection, failing)).rejects.toThrow(refusal);
    await expect(migrate(connection, failing)).rejects.toThrow(refusal);
    await expect(migrate(connection, failing)).rejects.toBeInstanceOf(DatabaseSetupError);
    expect(await everything()).toEqual(before);
    await expectNoLock();
  });

  test('reapplies a migration that was interrupted', async () => {
    const known = [...(await readMigrations()), later('CREATE TABLE whole ()')];
    await migrate(connection, known);
    await run(
      'DROP TABLE whole; UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name ~ $$later$$',
    );
    expect(await migrate(connection, known)).toEqual(['29990101000000_later']);
    expect(await run('SELECT * FROM whole')).toEqual([]);
  });

  test('retries a failed migration only on request, once its cause is fixed', async () => {
    const known = [...(await readMigrations()), later('ALTER TABLE wanted ADD COLUMN more int')];
    await expect(migrate(connection, known)).rejects.toThrow(/relation "wanted" does not exist/);
    await expect(migrate(connection, known, { retryFailed: true })).rejects.toThrow(
      /"wanted" does not exist/,
    );
    await run('CREATE TABLE wanted ()');
    await expect(migrate(connection, known)).rejects.toThrow(/migrate retry/);
    expect(await migrate(connection, known, { retryFailed: true })).toEqual(['29990101000000_later']);
    expect(await migrate(connection, known)).toEqual([]);
  });

  test('rebuilds the view schemas to include a column added by an interrupted start', async () => {
    await migrate(connection);
    await run('ALTER TABLE article ADD COLUMN mood text');
    const known = await readMigrations();
    await migrate(connection, [...known, later('SELECT 1')]);
    const [{ count }] = await run(
      "SELECT count(*)::int FROM information_schema.columns WHERE table_schema = 'published' AND column_name = 'mood'",
    );
    expect(count).toBe(1);
  });
});

test('Pages of a WordPress imported before kinds are of the kind PAGE, also in revisions', async () => {
  const known = await readMigrations();
  const i = known.findIndex(({ name }) => name.endsWith('_article_kinds_expand'));
  // Without the views, which need the tables of all migrations.
  for (const { sql } of known.slice(0, i)) await run(sql);
  await run(`INSERT INTO draft (slug, path, title, opening, word_count, revision, updated_at, source, source_id, kind)
    SELECT slug, '/' || slug, slug, '', 0, 1, now(), source, source_id, kind FROM (VALUES
      ('about', 'wordpress old.example', 'page/1', 'ARTICLE'), ('post', 'wordpress old.example', 'post/2', 'ARTICLE'),
      ('review', 'wordpress', 'page/3', 'REVIEW'), ('folder', 'markdown', 'page/4', 'ARTICLE')
    ) each(slug, source, source_id, kind)`);
  await run(`INSERT INTO article (id, slug, path, title, opening, word_count, revision, listed_at, published_at, updated_at, kind)
    SELECT id, slug, path, title, opening, word_count, revision, now(), now(), updated_at, kind FROM draft`);
  await run(`INSERT INTO article_revision (article_id, number, content, kind)
    SELECT id, 1, jsonb_build_object('title', title), 'IMPORTED' FROM draft`);
  await run(known[i]!.sql);
  const rows =
    await run(`SELECT a.slug, a.kind, d.kind AS draft, r.content ->> 'kind' AS revision FROM article a
    JOIN draft d ON d.id = a.id JOIN article_revision r ON r.article_id = a.id ORDER BY a.id`);
  expect(rows).toEqual([
    { slug: 'about', kind: 'PAGE', draft: 'PAGE', revision: 'PAGE' },
    { slug: 'post', kind: 'ARTICLE', draft: 'ARTICLE', revision: null },
    { slug: 'review', kind: 'REVIEW', draft: 'REVIEW', revision: null },
    { slug: 'folder', kind: 'ARTICLE', draft: 'ARTICLE', revision: null },
  ]);
  expect(await run('SELECT a.slug FROM related_due JOIN article a ON a.id = article_id')).toEqual([
    { slug: 'about' },
  ]);
});

describe('Creating a migration', () => {
  test('writes no migration while schema.prisma matches the migrations', async () => {
    expect(await createMigration(connection, 'nothing')).toBeNull();
  });

  test('writes the statements that schema.prisma needs beyond the migrations', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dateline-prisma-'));
    await cp(PRISMA_FOLDER, folder, { recursive: true });
    const schema = join(folder, 'schema.prisma');
    const added = '\nmodel Mood {\n  id Int @id\n  name String @unique\n  @@map("mood")\n}\n';
    await writeFile(schema, (await readFile(schema, 'utf8')) + added);
    const file = await createMigration(connection, 'Moods of the day', folder);
    expect(file).toMatch(/migrations\/\d{14}_moods_of_the_day\/migration\.sql$/);
    const sql = await readFile(file!, 'utf8');
    expect(sql).toContain('CREATE TABLE "mood"');
    expect(sql.match(/^(CREATE|ALTER|DROP) /gm)).toHaveLength(2);
    expect(await createMigration(connection, 'nothing more', folder)).toBeNull();
    await rm(folder, { recursive: true });
  });
});

function later(sql: string): Migration {
  return { name: '29990101000000_later', sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

async function run(statement: string): Promise<any[]> {
  const client = new pg.Client(connection);
  await client.connect();
  return client
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

async function history(): Promise<string[]> {
  const rows = await run('SELECT migration_name FROM _prisma_migrations ORDER BY started_at');
  return rows.map(({ migration_name }) => migration_name);
}

/** Returns every table, view, index and function with the transaction that last changed it. */
function everything(): Promise<any[]> {
  return run(`
    SELECT relname AS name, xmin::text, relnatts AS size FROM pg_class
      WHERE relnamespace::regnamespace::text IN ('public', 'published', 'preview') AND relname NOT LIKE '\\_prisma%'
    UNION ALL SELECT proname, xmin::text, 0 FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY name, xmin`);
}

async function expectNoLock(): Promise<void> {
  const held = await run(`
    SELECT objid FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE locktype = 'advisory' AND datname = current_database()`);
  expect(held).toEqual([]);
}
