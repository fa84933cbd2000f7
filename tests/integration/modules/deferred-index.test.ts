import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { ANNOUNCE_INDEXED_TASK } from '../../../src/changes/announce-indexed.js';
import { appendToChangeLog } from '../../../src/changes/change-log.js';
import type { ExternalArticle } from '../../../src/modules/import/external-article.js';
import { indexPending } from '../../../src/modules/search/index/index-pending.js';
import { reindexRenamed } from '../../../src/modules/search/index/reindex-renamed.js';
import { ARTICLE_DEFAULTS, type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { waitUntil } from '../../support/until.js';

let gateway: Gateway;
let preview: Query;
beforeAll(async () => {
  gateway = await startGateway();
  preview = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'), 'preview');
});
beforeEach(() => indexPending(gateway.database.prisma));
afterAll(() => gateway.close());

const create = (slug: string, values: Partial<ExternalArticle> = {}): ExternalArticle => ({
  ...ARTICLE_DEFAULTS,
  ...{ slug, sourceId: `${slug}.md`, title: `Title of ${slug}`, draft: false },
  body: { format: 'markdown', text: `A text about ${slug}.` },
  ...values,
});

/** Saves articles as an import does that ends before they are indexed. */
async function saveUnindexed(...articles: ExternalArticle[]): Promise<void> {
  const results = await gateway.importService.upsertMany(articles, { indexesLater: true });
  expect(results.map(({ outcome }) => outcome)).toEqual(articles.map(() => 'created'));
}

async function search(query: string, ask = gateway.query): Promise<string[]> {
  const result = await ask(
    'query ($query: String!) { search(query: $query, mode: ALL_WORDS) { nodes { slug } } }',
    {
      query,
    },
  );
  return result.search.nodes.map(({ slug }: { slug: string }) => slug);
}

const countPending = async () => {
  const { rows } = await gateway.database.pool.query(
    `SELECT (SELECT count(*)::int FROM draft_search WHERE stale IS NOT NULL) AS drafts,
       (SELECT count(*)::int FROM article_search WHERE stale IS NOT NULL) AS articles`,
  );
  return rows[0];
};

const change = async (field: string, input: string) => {
  const result = await preview(`mutation { ${field}(input: ${input}) { userErrors { message } } }`);
  expect(result[field].userErrors).toEqual([]);
};

const idOf = async (slug: string): Promise<string> =>
  (await preview('query ($slug: String!) { article(by: { slug: $slug }) { id } }', { slug })).article.id;

test('Articles that are indexed later are found after a moment, with one document for draft and article', async () => {
  await saveUnindexed(create('ocelot'), create('margay', { draft: true }));
  expect((await gateway.query('{ article(by: { slug: "ocelot" }) { title } }')).article.title).toBe(
    'Title of ocelot',
  );
  await waitUntil(async () => (await search('ocelot')).length > 0);
  expect(await search('ocelot', preview)).toEqual(['ocelot']);
  expect(await search('margay')).toEqual([]);
  expect(await search('margay', preview)).toEqual(['margay']);
  const { rows } = await gateway.database.pool.query(
    `SELECT d.slug, s.is_shared FROM draft d JOIN draft_search s ON s.article_id = d.id
     WHERE slug IN ('ocelot', 'margay') ORDER BY slug`,
  );
  expect(rows).toEqual([
    { slug: 'margay', is_shared: false },
    { slug: 'ocelot', is_shared: true },
  ]);
  expect(await countPending()).toEqual({ drafts: 0, articles: 0 });
});

test('The next import indexes the pending articles of an interrupted one, and a job invalidates the caches', async () => {
  const { prisma, pool } = gateway.database;
  await saveUnindexed(create('serval'));
  await pool.query(`DELETE FROM graphile_worker._private_jobs`);
  await gateway.importService.finishIndexing();
  expect(await search('serval')).toEqual(['serval']);
  const { rows } = await pool.query('SELECT task_identifier AS task FROM graphile_worker.jobs');
  expect(rows.map(({ task }) => task)).toContain(ANNOUNCE_INDEXED_TASK);
  await indexPending(prisma);
  expect(await countPending()).toEqual({ drafts: 0, articles: 0 });
});

test('An article that is edited before it is indexed is immediately found by its new words', async () => {
  await saveUnindexed(create('caracal', { tags: ['Desert'] }));
  const id = await idOf('caracal');
  await change('updateArticle', `{ id: "${id}", title: "A lynx of dry land" }`);
  await change('publishArticle', `{ id: "${id}" }`);
  expect(await search('lynx')).toEqual(['caracal']);
  expect(await search('lynx desert', preview)).toEqual(['caracal']);
  await gateway.importService.finishIndexing();
  expect(await search('lynx')).toEqual(['caracal']);
});

test('An edit while an article is being indexed waits and is not lost, and other edits do not wait', async () => {
  await saveUnindexed(create('kodkod', { tags: ['Forest'] }), create('other'));
  const indexer = new pg.Client(gateway.database.connection);
  await indexer.connect();
  try {
    await indexer.query('BEGIN');
    await indexer.query('SELECT public.index_pending_documents(100)');
    await gateway.save({ slug: 'meanwhile', title: 'Another text' });
    const id = await idOf('kodkod');
    let isDone = false;
    const editing = change('updateArticle', `{ id: "${id}", title: "The guigna" }`)
      .then(() => change('publishArticle', `{ id: "${id}" }`))
      .then(() => {
        isDone = true;
      });
    await waitUntil(async () => {
      const { rows } = await gateway.database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    expect(isDone).toBe(false);
    await indexer.query('COMMIT');
    await editing;
  } finally {
    await indexer.end();
  }
  expect(await search('guigna')).toEqual(['kodkod']);
  expect(await search('kodkod guigna', preview)).toEqual(['kodkod']);
  expect(await search('meanwhile another')).toEqual([]);
});

test('A tag that is renamed while an article is being indexed is found by its new name', async () => {
  await saveUnindexed(create('oncilla', { tags: ['Andes'] }));
  const indexer = new pg.Client(gateway.database.connection);
  await indexer.connect();
  try {
    await indexer.query('BEGIN');
    await indexer.query('SELECT public.index_pending_documents(100)');
    const { tag } = await preview('{ tag(by: { slug: "andes" }) { id } }');
    const renaming = change('updateTag', `{ id: "${tag.id}", name: "Cordillera" }`);
    await waitUntil(async () => {
      const { rows } = await gateway.database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    await indexer.query('COMMIT');
    await renaming;
    await reindexRenamed(gateway.database.jobPool);
  } finally {
    await indexer.end();
  }
  expect(await search('oncilla cordillera')).toEqual(['oncilla']);
  expect(await search('oncilla andes')).toEqual([]);
});

test('Entries of the search index are merged when articles were indexed', async () => {
  await saveUnindexed(create('manul'));
  await gateway.importService.finishIndexing();
  await gateway.save({ slug: 'colocolo', title: 'A colocolo' });
  const { rows } = await gateway.database.pool.query(
    `SELECT sum(gin_clean_pending_list(i.indexrelid))::int AS pages FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE c.relname IN ('article_search_document_idx', 'article_search_word_pairs')`,
  );
  expect(rows).toEqual([{ pages: 0 }]);
});

test('Articles are indexed again while an editor has the write lock, which the index has no need of', async () => {
  await saveUnindexed(create('pampas'));
  await indexPending(gateway.database.prisma);
  const { pool } = gateway.database;
  const editor = await pool.connect();
  try {
    await editor.query('BEGIN');
    await appendToChangeLog(editor, { kind: 'UPDATED', nodeType: 'Site', nodeId: 0, keys: ['site'] });
    await pool.query(
      `INSERT INTO search_due (half, article_id) SELECT 'article', id FROM article WHERE slug = 'pampas'`,
    );
    // Waiting for the lock with rows of the index would be a deadlock with the next statement.
    expect(await reindexRenamed(pool)).toBe(false);
    await editor.query(
      `UPDATE article_search s SET stale = stale FROM article a WHERE a.id = s.article_id AND a.slug = 'pampas'`,
    );
  } finally {
    await editor.query('ROLLBACK');
    editor.release();
  }
});
