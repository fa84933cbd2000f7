import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ExternalArticle } from '../../../src/modules/import/external-article.js';
import { MediaUsages } from '../../../src/modules/media/media-usages.js';
import { AccessLevel } from '../../../src/shared/article/access-level.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const MIGRATION = new URL(
  '../../../prisma/migrations/20261129070000_shared_bodies_expand/migration.sql',
  import.meta.url,
);
const TEXT = 'A word for all.\n\n<!-- members-only -->\n\nThe rest.';
const TABLES = ['draft_body', 'article_body', 'article_full_body'];

let gateway: Gateway;
let preview: Query;
let member: Query;
let number = 0;
let slug: string;
beforeAll(async () => {
  gateway = await startGateway();
  preview = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'), 'preview');
  member = gateway.queryAs(await gateway.createKey('members'), 'members');
});
afterAll(() => gateway.close());
beforeEach(() => {
  number += 1;
  slug = `story-${number}`;
});

/** Runs a mutation with an input, in which `id` is that of the article. */
async function change(field: string, input: Record<string, unknown>): Promise<void> {
  const { article } = await preview('query ($slug: String!) { article(by: { slug: $slug }) { id } }', {
    slug,
  });
  const type = {
    addCorrection: 'AddCorrectionInput',
    updateArticle: 'UpdateArticleInput',
    publishArticle: 'PublishArticleInput',
  }[field];
  const result = await preview(
    `mutation ($input: ${type ?? 'ArticleActionInput'}!) { ${field}(input: $input) { userErrors { message } } }`,
    { input: { id: article.id, ...input } },
  );
  expect(result[field].userErrors).toEqual([]);
}

const create = async (input: Record<string, unknown>): Promise<void> => {
  const { createArticle } = await preview(
    'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { userErrors { message } } }',
    { input: { slug, title: 'A story', ...input } },
  );
  expect(createArticle.userErrors).toEqual([]);
};

const readText = async (query: Query): Promise<string | undefined> => {
  const { article } = await query(
    'query ($slug: String!) { article(by: { slug: $slug }) { body { text } } }',
    {
      slug,
    },
  );
  return article?.body.text;
};

const find = async (query: Query, words: string): Promise<string[]> => {
  const { search } = await query(
    'query ($query: String!) { search(query: $query, mode: ALL_WORDS) { nodes { slug } } }',
    { query: words },
  );
  return search.nodes.map((node: { slug: string }) => node.slug);
};

/** Lists the tables that have a body of the article. */
async function listPlaces(): Promise<string[]> {
  const { rows } = await gateway.database.pool.query(
    TABLES.map(
      (table) =>
        `SELECT '${table}' AS place FROM ${table} b JOIN draft d ON d.id = b.article_id WHERE d.slug = $1`,
    ).join(' UNION ALL '),
    [slug],
  );
  return rows.map(({ place }) => place);
}

test('Publishing moves the body, an edit adds another, and unpublishing gives it back', async () => {
  await create({ bodyMarkdown: 'The first text.' });
  expect(await listPlaces()).toEqual(['draft_body']);
  await change('publishArticle', {});
  expect(await listPlaces()).toEqual(['article_body']);
  expect([await readText(gateway.query), await readText(preview)]).toEqual([
    'The first text.',
    'The first text.',
  ]);

  await change('updateArticle', { bodyMarkdown: 'The second text.' });
  expect(await listPlaces()).toEqual(['draft_body', 'article_body']);
  expect([await readText(gateway.query), await readText(preview)]).toEqual([
    'The first text.',
    'The second text.',
  ]);
  await change('publishArticle', {});
  expect(await listPlaces()).toEqual(['article_body']);
  await change('publishArticle', {});
  expect([await readText(gateway.query), await readText(preview)]).toEqual([
    'The second text.',
    'The second text.',
  ]);

  await change('unpublishArticle', {});
  expect(await listPlaces()).toEqual(['draft_body']);
  expect([await readText(gateway.query), await readText(preview)]).toEqual([undefined, 'The second text.']);
  expect(await find(preview, 'second text')).toContain(slug);
  await change('publishArticle', {});
  expect([await readText(gateway.query), await readText(preview)]).toEqual([
    'The second text.',
    'The second text.',
  ]);
});

test('Unpublishing an edited article leaves the edit', async () => {
  await create({ bodyMarkdown: 'As published.', publish: {} });
  await change('updateArticle', { bodyMarkdown: 'As edited.' });
  await change('unpublishArticle', {});
  expect(await listPlaces()).toEqual(['draft_body']);
  expect(await readText(preview)).toBe('As edited.');
});

test('The draft of an article for members shares the whole text', async () => {
  await create({ bodyMarkdown: TEXT, access: AccessLevel.MEMBERS, publish: {} });
  expect(await listPlaces()).toEqual(['article_body', 'article_full_body']);
  const whole = 'A word for all.\n\nThe rest.';
  const readAll = async () => [
    await readText(gateway.query),
    await readText(member),
    await readText(preview),
  ];
  expect(await readAll()).toEqual(['A word for all.', whole, whole]);
  await change('publishArticle', {});
  expect(await readAll()).toEqual(['A word for all.', whole, whole]);
  expect(await find(preview, 'rest')).toContain(slug);
  expect(await find(gateway.query, 'rest')).not.toContain(slug);

  await change('unpublishArticle', {});
  expect(await listPlaces()).toEqual(['draft_body']);
  expect(await readText(preview)).toBe(whole);

  await change('updateArticle', { access: AccessLevel.PUBLIC, publish: {} });
  expect(await listPlaces()).toEqual(['article_body']);
  expect(await readAll()).toEqual([whole, whole, whole]);
  await change('updateArticle', { access: AccessLevel.PAID });
  expect(await readAll()).toEqual([whole, whole, whole]);
  await change('publishArticle', {});
  expect(await listPlaces()).toEqual(['article_body', 'article_full_body']);
  expect(await readAll()).toEqual(['A word for all.', whole, whole]);
});

test('A correction of an article without other changes stores no second body', async () => {
  await create({ bodyMarkdown: 'It was on Monday.', publish: {} });
  await change('addCorrection', { text: 'It was on Tuesday.' });
  expect(await listPlaces()).toEqual(['article_body']);
  await change('updateArticle', { bodyMarkdown: 'It was on Tuesday.' });
  await change('addCorrection', { text: 'It was in the morning.' });
  expect([await readText(gateway.query), await readText(preview)]).toEqual([
    'It was on Monday.',
    'It was on Tuesday.',
  ]);
});

/** Saves an imported article of one word, which nothing but its text tells from others. */
const importText = (text: string, article: Partial<ExternalArticle> = {}) =>
  gateway.save({ slug, sourceId: slug, title: 'A story', body: { format: 'markdown', text }, ...article });

/** Has the next import take the article for one that nobody has edited, and that has changed at its source. */
const forgetEdits = () =>
  gateway.database.pool.query('UPDATE draft SET edited_at = NULL, source_digest = NULL WHERE slug = $1', [
    slug,
  ]);

test.each(['published', 'unpublished'])(
  'An import stores the texts of published articles once, and replaces %s edits',
  async (edits) => {
    await importText(`About wombats ${edits}.`);
    expect(await listPlaces()).toEqual(['article_body']);
    await change('updateArticle', { bodyMarkdown: `About echidnas ${edits}.` });
    expect(await find(preview, `echidnas ${edits}`)).toEqual([slug]);
    if (edits === 'published') await change('publishArticle', {});
    await forgetEdits();
    const text = `About bandicoots ${edits}.`;
    await importText(text);
    expect(await listPlaces()).toEqual(['article_body']);
    expect([await readText(gateway.query), await readText(preview)]).toEqual([text, text]);
    for (const query of [gateway.query, preview]) {
      expect(await find(query, `bandicoots ${edits}`)).toEqual([slug]);
      for (const former of ['echidnas', 'wombats'])
        expect(await find(query, `${former} ${edits}`)).toEqual([]);
    }
  },
);

test.each(['A story', 'Another title'])(
  'An import that undoes edits as "%s" leaves no word of them',
  async (title) => {
    const [kept, undone] = [`wolverine${number}`, `pangolin${number}`];
    await importText(kept);
    await change('updateArticle', { title, bodyMarkdown: undone });
    await forgetEdits();
    await importText(kept, { title });
    for (const query of [gateway.query, preview]) {
      expect(await find(query, undone)).toEqual([]);
      expect(await find(query, kept)).toEqual([slug]);
    }
  },
);

test('Imports that change who may read an article change the results of search', async () => {
  const [free, rest] = [`capybara${number}`, `tapir${number}`];
  const whole = `${free}\n\n<!-- members-only -->\n\n${rest}`;
  const found = async () => [
    await find(gateway.query, rest),
    await find(preview, rest),
    await find(preview, free),
  ];
  await importText(whole);
  expect(await found()).toEqual([[slug], [slug], [slug]]);
  await importText(whole, { access: AccessLevel.MEMBERS });
  expect(await found()).toEqual([[], [slug], [slug]]);
  await importText(free);
  expect(await found()).toEqual([[], [], [slug]]);
});

test('The preview finds words behind the free preview of an article that was public', async () => {
  const rest = `okapi${number}`;
  await create({ bodyMarkdown: `Free.\n\n<!-- members-only -->\n\n${rest}`, publish: {} });
  await change('updateArticle', { access: AccessLevel.PAID });
  await change('publishArticle', {});
  expect(await find(gateway.query, rest)).toEqual([]);
  expect(await find(preview, rest)).toEqual([slug]);
});

test('Pictures in the text for members are in use', async () => {
  const hash = 'a'.repeat(40);
  const { pool, prisma } = gateway.database;
  const { rows } = await pool.query(
    `INSERT INTO media_file (hash, name, mime_type, bytes) VALUES ('used', 'boat.png', 'image/png', 1) RETURNING id`,
  );
  await pool.query(`INSERT INTO media_source (url, file_id) VALUES ('/media/${hash}.png', $1)`, [rows[0].id]);
  await create({
    bodyMarkdown: `Free.\n\n<!-- members-only -->\n\n![A boat](/media/${hash}.png)`,
    access: AccessLevel.MEMBERS,
    publish: {},
  });
  const usages = await new MediaUsages(prisma).load('used');
  expect(usages.map(({ title }) => title)).toEqual(['A story']);
});

test('A release before that publishes an unchanged draft again loses no text', async () => {
  const { pool } = gateway.database;
  // It deletes the bodies of articles for which it finds none of a draft.
  const deleteFrom = (table: string) =>
    pool.query(
      `DELETE FROM ${table} b USING draft d WHERE d.slug = $1 AND d.id = b.article_id
       AND NOT EXISTS (SELECT FROM draft_body s WHERE s.article_id = d.id)`,
      [slug],
    );
  await create({ bodyMarkdown: 'For all.', publish: {} });
  await deleteFrom('article_body');
  expect(await listPlaces()).toEqual(['article_body']);

  slug = `${slug}-for-members`;
  await create({ bodyMarkdown: TEXT, access: AccessLevel.MEMBERS, publish: {} });
  await deleteFrom('article_full_body');
  expect(await listPlaces()).toEqual(['article_body', 'article_full_body']);
});

test('No body remains of an article that is deleted with its draft', async () => {
  await create({ bodyMarkdown: 'Of a deleted article.', publish: {} });
  const { pool } = gateway.database;
  const count = async () =>
    (await pool.query("SELECT FROM body_of_draft WHERE text = 'Of a deleted article.'")).rowCount;
  expect(await count()).toBe(1);
  for (const table of ['article', 'draft']) await pool.query(`DELETE FROM ${table} WHERE slug = $1`, [slug]);
  expect(await count()).toBe(0);
});

test('The migration removes the bodies of drafts that are published as they are', async () => {
  const { pool } = gateway.database;
  const deletions = readFileSync(MIGRATION, 'utf8')
    .split(/(?=^DELETE FROM public\.draft_body)/m)
    .slice(1)
    // Without the functions after them: those of prisma/functions are newer.
    .map((statement) => statement.slice(0, statement.indexOf(';')));
  expect(deletions).toHaveLength(2);
  for (const access of [AccessLevel.PUBLIC, AccessLevel.PAID]) {
    slug = `twice-${access.toLowerCase()}`;
    await create({ bodyMarkdown: TEXT, access, publish: {} });
    const places = await listPlaces();
    await pool.query(
      'INSERT INTO draft_body SELECT b.* FROM body_of_draft b JOIN draft d ON d.id = b.article_id WHERE d.slug = $1',
      [slug],
    );
    expect(await listPlaces()).toEqual(['draft_body', ...places]);
    for (const deletion of deletions) await pool.query(deletion);
    expect(await listPlaces()).toEqual(places);
    await change('updateArticle', { bodyMarkdown: 'Another.' });
    for (const deletion of deletions) await pool.query(deletion);
    expect(await listPlaces()).toEqual(['draft_body', ...places]);
  }
});

test('body_of_draft has every column of a body', async () => {
  const { rows } = await gateway.database.pool.query(
    `SELECT table_name, array_agg(column_name::text ORDER BY column_name) AS columns FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name IN ('body_of_draft', 'draft_body') GROUP BY table_name`,
  );
  expect(rows).toHaveLength(2);
  expect(rows[0].columns).toEqual(rows[1].columns);
});
