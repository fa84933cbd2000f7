import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureLanguageSchemas } from '../../../src/database/migrations/language-schemas.js';
import { migrate } from '../../../src/database/migrations/migrate.js';
import { type Migration, readMigrations } from '../../../src/database/migrations/migration-files.js';
import { SiteLanguages } from '../../../src/shared/languages.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const SETTINGS = { SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,fr', SITE_LANGUAGE_FALLBACKS: 'fr:en' };
const EXPANSION = createMigration(
  '29990101000000_place_expand',
  'ALTER TABLE section ADD COLUMN place TEXT; ALTER TABLE article ADD COLUMN weight INTEGER',
);
const CONTRACTION = createMigration(
  '29990102000000_place',
  'ALTER TABLE section DROP COLUMN place; ALTER TABLE article ALTER COLUMN weight TYPE BIGINT',
);

let gateway: Gateway;
let known: Migration[];
beforeEach(async () => {
  gateway = await startGateway(SETTINGS);
  const translationKeys = ['tide'];
  await gateway.saveMany([
    { slug: 'tide', title: 'Tide', language: 'en', translationKeys },
    { slug: 'ebbe', title: 'Ebbe', language: 'de', translationKeys },
    { slug: 'boat', title: 'Boat', language: 'en' },
  ]);
  // A database of the next release, whose views have the columns.
  known = [...(await readMigrations()), EXPANSION];
  const { connection, pool } = gateway.database;
  await migrate(connection, known);
  for (const language of ['en', 'de', 'fr']) await pool.query(`DROP SCHEMA published_${language} CASCADE`);
  await ensureLanguages();
});
afterEach(() => gateway.close());

function createMigration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

function ensureLanguages(): Promise<void> {
  const languages = new SiteLanguages({ primary: 'en', others: ['de', 'fr'], fallbacks: { fr: ['en'] } });
  return ensureLanguageSchemas(gateway.database.connection, languages);
}

async function listTitles(language: string): Promise<string[]> {
  const { articles } = await gateway.query(
    `query @inLanguage(of: "${language}") { articles(first: 9) { nodes { title section { name } } } }`,
  );
  return articles.nodes.map(({ title }: { title: string }) => title).sort();
}

/** Lists the number of views of each schema, and those with a column. */
async function countViews(): Promise<{ schemas: Record<string, number>; withPlace: number }> {
  const { rows } = await gateway.database.pool.query<{ schema: string; count: number }>(
    `SELECT schemaname AS schema, count(*)::int FROM pg_views WHERE schemaname ~ '^(published|members|preview)'
     GROUP BY 1 ORDER BY 1`,
  );
  const place = await gateway.database.pool.query(
    "SELECT FROM information_schema.columns WHERE column_name = 'place' AND table_name = 'section'",
  );
  return {
    schemas: Object.fromEntries(rows.map(({ schema, count }) => [schema, count])),
    withPlace: place.rowCount ?? 0,
  };
}

const TITLES = { en: ['Boat', 'Tide'], de: ['Ebbe'], fr: ['Boat', 'Tide'] };
const readTitles = async () => ({
  en: await listTitles('en'),
  de: await listTitles('de'),
  fr: await listTitles('fr'),
});

test('A migration that drops and retypes columns of views leaves no request without views in any language', async () => {
  const before = await countViews();
  expect(before.withPlace).toBe(13); // the table, and a view of each perspective in each language and in all
  let isMigrating = true;
  const reader = async () => {
    let count = 0;
    for (; isMigrating; count += 1) expect(await readTitles()).toEqual(TITLES);
    return count;
  };
  const readers = [reader(), reader(), reader()];
  const names = await migrate(gateway.database.connection, [...known, CONTRACTION]);
  const after = await countViews();
  isMigrating = false;
  expect(names).toEqual([CONTRACTION.name]);
  for (const count of await Promise.all(readers)) expect(count).toBeGreaterThan(0);
  expect(after).toEqual({ schemas: before.schemas, withPlace: 0 });
  expect(await readTitles()).toEqual(TITLES);
  // The rest of the start finds nothing to do.
  const digests = await readComments();
  await ensureLanguages();
  expect(await readComments()).toEqual(digests);
});

async function readComments(): Promise<unknown[]> {
  const { rows } = await gateway.database.pool.query(
    "SELECT nspname, oid, obj_description(oid) FROM pg_namespace WHERE nspname ~ '^published_' ORDER BY 1",
  );
  return rows;
}

test('A migration that ends without its views leaves the views as they were, and is applied by the next start', async () => {
  const { connection, pool } = gateway.database;
  const before = await countViews();
  const slow = createMigration(
    CONTRACTION.name,
    `${CONTRACTION.sql}; SELECT pg_sleep(60) AS during_migration`,
  );
  const ended = migrate(connection, [...known, slow]);
  const isEnded = expect(ended).rejects.toThrow(/terminat/i);
  for (;;) {
    const { rowCount } = await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE query LIKE '%during_migration%' AND wait_event = 'PgSleep' AND pid <> pg_backend_pid()`,
    );
    if (rowCount) break;
    await sleep(20);
  }
  await isEnded;
  expect(await countViews()).toEqual(before);
  expect(await readTitles()).toEqual(TITLES);
  expect(await migrate(connection, [...known, CONTRACTION])).toEqual([CONTRACTION.name]);
  expect(await readTitles()).toEqual(TITLES);
});

test('A site with one language keeps its views, and a migration that fails for another reason changes nothing', async () => {
  const { connection, pool } = gateway.database;
  await pool.query('DELETE FROM site_language');
  const wrong = createMigration(CONTRACTION.name, `${CONTRACTION.sql}; DROP TABLE author`);
  await expect(migrate(connection, [...known, wrong])).rejects.toThrow(/failed and was rolled back/);
  const { withPlace } = await countViews();
  expect(withPlace).toBe(13);
  await pool.query('DELETE FROM _prisma_migrations WHERE finished_at IS NULL');
  await migrate(connection, [...known, CONTRACTION]);
  const { schemas } = await countViews();
  expect(Object.keys(schemas)).toEqual(['members', 'preview', 'published']);
});

test('A list in a language that no other shares its first subtag with reads an index of the language', async () => {
  const client = await gateway.database.pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off');
    const { rows } = await client.query(
      'EXPLAIN SELECT id FROM published_de.article ORDER BY listed_at DESC, id DESC LIMIT 20',
    );
    expect(JSON.stringify(rows)).toContain('article_language_listed_at');
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});
