import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate } from '../../src/database/migrations/migrate.js';
import { type Migration, readMigrations } from '../../src/database/migrations/migration-files.js';
import { DatabaseSetupError } from '../../src/database/setup-error.js';
import { type Gateway, startGateway } from '../support/gateway.js';
import { seedArticles } from '../support/seeds.js';

/** Additions that the next release may make while this one runs: tables, nullable or default columns, indexes. */
const EXPANSION = migration(
  '29990101000000_place_expand',
  `SELECT 1;
  ${[
    'article',
    'draft',
    'section',
    'tag',
    'author',
    'image',
    'address',
    'correction',
    'newsletter',
    'webhook',
    'api_key',
  ]
    .map(
      (table) => `ALTER TABLE ${table} ADD COLUMN place TEXT, ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;`,
    )
    .join('\n')}
  ALTER TABLE content_change ADD COLUMN place TEXT;
  ALTER TABLE article_revision ADD COLUMN place TEXT;
  CREATE TABLE place (id SERIAL PRIMARY KEY, name TEXT NOT NULL, article_id INTEGER REFERENCES article (id) ON DELETE CASCADE);
  CREATE INDEX article_place ON article (place);`,
);

const READS = [
  '{ articles(first: 5) { totalCount nodes { title path standfirst authors { name } tags { name } section { name path } image { url } } } }',
  '{ article(by: { slug: "first-electric-ferry-ties-up" }) { title body { html text } previous { title } related(first: 3) { article { title } } corrections { text } } }',
  '{ sections { name path children { name } articles(first: 2) { nodes { title } } } }',
  '{ search(query: "ferry", first: 3) { totalCount edges { node { title } } } }',
  '{ popular(window: ALL, first: 3) { rank article { title } } }',
  '{ route(path: "/business/first-electric-ferry-ties-up") { __typename } }',
  '{ suggest(prefix: "fer") { __typename } }',
];

/** All readers have one address here, where a site's have many, and the machine may be busy. */
const SETTINGS = { RATE_EXEMPT: '127.0.0.1', READ_SECONDS: '60' };

let gateway: Gateway;
let key: string;
beforeAll(async () => {
  gateway = await startGateway(SETTINGS);
  await seedArticles(gateway.database);
  key = await gateway.createKey('preview', 'write', 'publish', 'admin');
});
afterAll(() => gateway.close());

/** Runs all queries often enough to prepare their statements on every connection. */
async function readAll({ query }: Gateway): Promise<unknown[]> {
  const rounds = Array.from({ length: 10 }, () => Promise.all(READS.map((document) => query(document))));
  return (await Promise.all(rounds)).at(-1)!;
}

async function writeAll(to: Gateway, title: string): Promise<void> {
  const desk = to.queryAs(key);
  const write = async (field: string, input: object, selection: string) => {
    const type = field[0]!.toUpperCase() + field.slice(1);
    const document = `mutation ($input: ${type}Input!) { ${field}(input: $input) { ${selection} userErrors { message } } }`;
    const payload = (await desk(document, { input }))[field];
    expect(payload.userErrors).toEqual([]);
    return payload;
  };
  await write('createTag', { name: `Tag ${title}` }, 'tag { id }');
  const { article } = await write(
    'createArticle',
    { title, bodyMarkdown: 'Words.', tags: [`Tag ${title}`] },
    'article { id slug }',
  );
  await write('publishArticle', { id: article.id }, 'status');
  await write('updateArticle', { id: article.id, standfirst: 'More.' }, 'article { id }');
  await write('publishArticle', { id: article.id }, 'status');
  expect(await to.query(`{ article(by: { slug: "${article.slug}" }) { title tags { name } } }`)).toEqual({
    article: { title, tags: [{ name: `Tag ${title}` }] },
  });
}

describe('A release beside the next one', () => {
  test('The running release reads and writes while the next one expands the schema', async () => {
    await writeAll(gateway, 'Before');
    const before = await readAll(gateway);
    const next = [...(await readMigrations()), EXPANSION];
    expect(await migrate(gateway.database.connection, next)).toEqual([EXPANSION.name]);
    expect(await readAll(gateway)).toEqual(before);
    await writeAll(gateway, 'After');
  });

  test('A release restarts on a schema that the next one expanded and changes nothing', async () => {
    const { connection, pool } = gateway.database;
    expect(await migrate(connection)).toEqual([]);
    const again = await startGateway(SETTINGS, { database: gateway.database });
    await readAll(again);
    await writeAll(again, 'Again');
    await again.close();
    const seen = await pool.query('SELECT place FROM published.article LIMIT 1');
    expect(seen.rows).toEqual([{ place: null }]);
  });

  test('A release refuses to start on a schema that a later migration contracted', async () => {
    const contraction = migration('29990102000000_contract', 'ALTER TABLE place DROP COLUMN name');
    const { connection } = gateway.database;
    await migrate(connection, [...(await readMigrations()), EXPANSION, contraction]);
    await expect(migrate(connection)).rejects.toThrow(
      /newer than this release of Dateline: it has 29990102000000_contract\./,
    );
  });
});

describe('Migrations under a lock', () => {
  const patience = { timeoutMs: 100, attempts: 3, pauseMs: 50 };
  const more = migration('29990103000000_more_expand', 'ALTER TABLE article ADD COLUMN more TEXT');
  const WAITING =
    "SELECT xact_start::text AS start FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query = $1";
  const known = async () => [
    ...(await readMigrations()),
    EXPANSION,
    migration('29990102000000_contract', 'ALTER TABLE place DROP COLUMN name'),
    more,
  ];

  test('A migration gives up after its lock retries and names the blocking process', async () => {
    const { pool, connection } = gateway.database;
    const holder = await pool.connect();
    await holder.query('BEGIN; SELECT 1 FROM article LIMIT 1');
    const { rows } = await holder.query('SELECT pg_backend_pid() AS pid');
    const refused = migrate(connection, await known(), { lockRetryPolicy: patience });
    await expect(refused).rejects.toThrow(
      new RegExp(
        `lock that another transaction holds: it tried 3 times .* Nothing was changed.*process ${rows[0].pid} \\(.*idle in transaction`,
      ),
    );
    await expect(refused).rejects.toBeInstanceOf(DatabaseSetupError);
    await holder.query('ROLLBACK');
    holder.release();
  });

  test('A migration retries until the lock is free', async () => {
    const { pool, connection } = gateway.database;
    const holder = await pool.connect();
    await holder.query('BEGIN; SELECT 1 FROM article LIMIT 1');
    const migrated = migrate(connection, await known(), {
      lockRetryPolicy: { ...patience, attempts: 1_000 },
    });
    const tries = new Set<string>(); // by the start of their transactions
    while (tries.size < 4) {
      const { rows } = await pool.query(WAITING, [more.sql]);
      for (const { start } of rows) tries.add(start);
    }
    await holder.query('ROLLBACK');
    holder.release();
    expect(await migrated).toEqual([more.name]);
  });
});

function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}
