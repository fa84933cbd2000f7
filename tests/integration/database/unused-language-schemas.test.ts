import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dropUnusedLanguageSchemas } from '../../../src/database/migrations/unused-language-schemas.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const SEVERAL = { SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,pt-BR' };
const LIST = '{ articles(first: 5) { nodes { slug } } }';

let first: Gateway;
const started: Gateway[] = [];
beforeAll(async () => {
  first = await startGateway(SEVERAL);
  await first.saveMany([{ slug: 'fähre', title: 'Die Fähre', language: 'de' }]);
  await first.database.pool.query(
    'CREATE SCHEMA published_backup; CREATE SCHEMA published_notes; CREATE SCHEMA members_notes;' +
      "COMMENT ON SCHEMA published_notes IS 'Notes of the newsroom'",
  );
});
afterAll(async () => {
  for (const gateway of started) await gateway.close();
  await first.close();
});

async function startWith(settings: Record<string, string>): Promise<Gateway> {
  const gateway = await startGateway(settings, { beside: first });
  started.push(gateway);
  return gateway;
}

async function listSchemas(): Promise<string[]> {
  const { rows } = await first.database.pool.query<{ nspname: string }>(
    "SELECT nspname::text FROM pg_namespace WHERE nspname ~ '^(published|members|preview)_' ORDER BY 1",
  );
  return rows.map(({ nspname }) => nspname);
}

/** Runs the job as it runs so many hours later. */
async function runAfter(hours: number): Promise<void> {
  const { pool, prisma } = first.database;
  const { rows } = await pool.query<{ name: string; at: string }>(
    `SELECT nspname::text AS name, substring(obj_description(oid) FROM 'unused since (.*)') AS at
     FROM pg_namespace WHERE obj_description(oid) LIKE 'unused since %'`,
  );
  for (const { name, at } of rows) {
    const earlier = new Date(Date.parse(at) - hours * 3_600_000).toISOString();
    await pool.query(`COMMENT ON SCHEMA "${name}" IS 'unused since ${earlier}'`);
  }
  await dropUnusedLanguageSchemas(prisma);
}

const OF_OTHERS = ['members_notes', 'published_backup', 'published_notes'];
const ofLanguage = (tag: string) =>
  ['members', 'preview', 'published'].map((perspective) => `${perspective}_${tag}`);
const sort = (...names: string[][]) => [...OF_OTHERS, ...names.flat()].sort();

test('View schemas of a removed language are dropped a day later, and instances with the former settings read them until then', async () => {
  expect(await listSchemas()).toEqual(sort(ofLanguage('en'), ofLanguage('de'), ofLanguage('pt_br')));
  await dropUnusedLanguageSchemas(first.database.prisma);
  await startWith({ SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'pt-BR' });
  await dropUnusedLanguageSchemas(first.database.prisma);
  await runAfter(23);
  expect(await listSchemas()).toEqual(sort(ofLanguage('en'), ofLanguage('de'), ofLanguage('pt_br')));
  const { articles } = await first.query(LIST, {}, { 'x-language': 'de' });
  expect(articles.nodes).toHaveLength(1);
  await runAfter(1);
  expect(await listSchemas()).toEqual(sort(ofLanguage('en'), ofLanguage('pt_br')));
});

test('A language that is added again within the day has its views, and they stay', async () => {
  const again = await startWith(SEVERAL);
  await startWith({ SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'pt-BR' });
  await dropUnusedLanguageSchemas(first.database.prisma);
  await startWith(SEVERAL);
  await runAfter(48);
  await runAfter(48);
  expect(await listSchemas()).toEqual(sort(ofLanguage('en'), ofLanguage('de'), ofLanguage('pt_br')));
  const { articles } = await again.query(LIST, {}, { 'x-language': 'de' });
  expect(articles.nodes).toHaveLength(1);
});

test('A site that has one language again loses all, and the job waits while an instance migrates', async () => {
  const one = await startWith({ SITE_LANGUAGE: 'en' });
  await dropUnusedLanguageSchemas(first.database.prisma);
  const client = await first.database.pool.connect();
  await client.query('SELECT pg_advisory_lock(7203115)');
  await runAfter(25);
  expect(await listSchemas()).toHaveLength(12);
  await client.query('SELECT pg_advisory_unlock(7203115)');
  client.release();
  await runAfter(0);
  expect(await listSchemas()).toEqual(OF_OTHERS);
  expect((await one.query(LIST)).articles.nodes).toHaveLength(1);
});
