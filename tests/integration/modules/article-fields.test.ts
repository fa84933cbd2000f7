/** @isolated */
import '../../support/filterable-fields.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { printGraphQLSchema } from '../../../src/app/print-schema.js';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { ARTICLE_FIELDS } from '../../../src/fields/article.fields.js';
import { EMPTY_MODEL } from '../../../src/fields/content-model.js';
import { type ColumnField, MAX_URL_LENGTH, text } from '../../../src/fields/field.js';
import { FILTERABLE_FIELDS } from '../../../src/fields/filterable-fields.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { listFilterCases } from '../../support/filter-cases.js';
import { UNINDEXED } from '../../support/filterable-fields.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

type FieldName = keyof typeof ARTICLE_FIELDS;

/** The fields that have an input of their own. */
const FIELDS = (Object.entries(ARTICLE_FIELDS) as [FieldName, ColumnField][]).filter(
  ([, { hasInput }]) => hasInput !== false,
);
const NAMES = FIELDS.map(([name]) => name);
const FILTERABLE = FIELDS.filter(([, { isFilterable }]) => isFilterable);

let gateway: Gateway;
let desk: Query;
let preview: Query;
beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '16' });
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
afterAll(() => gateway.close());

/** The slug of the article that has a value in the field. */
function slugOf(name: FieldName): string {
  return `with-${name.toLowerCase()}`;
}

/** Two values that the field takes, as a GraphQL variable holds them. */
function samplesOf({ type, ...field }: ColumnField): [unknown, unknown] {
  if ((field as { isLanguageTag?: boolean }).isLanguageTag) return ['pt-BR', 'ga'];
  if (type === 'text') return ['First words', 'Other words'];
  if (type === 'url') return ['https://first.example/a', 'https://other.example/b'];
  if (type === 'boolean') return [true, false];
  if (type === 'number') return (({ min = 1 }) => [min, min + 1])(field as { min?: number });
  const days: [string, string] = ['2026-01-31', '2026-02-28'];
  if ((field as { isDay?: boolean }).isDay) return days;
  return [`${days[0]}T08:00:00.000Z`, `${days[1]}T08:00:00.000Z`];
}

async function write(mutation: 'createArticle' | 'updateArticle' | 'publishArticle', input: object) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { payload } = await desk(
    `mutation ($input: ${type}!) {
      payload: ${mutation}(input: $input) { article { id } userErrors { field code } }
    }`,
    { input },
  );
  await gateway.app.cacheInvalidator.waitForSync();
  return payload;
}

/** Reads a field's column where requests of a perspective read it, as JSON shows the value. */
async function readColumn(from: Gateway, perspective: 'published' | 'preview', name: FieldName) {
  const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const rows = await from.database.prisma.$queryRawUnsafe<{ value: unknown }[]>(
    `SELECT ${column} AS value FROM ${perspective}.article WHERE slug = $1`,
    slugOf(name),
  );
  return rows.map(({ value }) => (value instanceof Date ? value.toISOString() : value));
}

/** Reads a field through the graph; `seo` and other fields show the hidden ones. */
async function readField(query: Query, name: FieldName, { isHidden }: ColumnField) {
  if (isHidden) return undefined;
  const { article } = await query(`{ article(by: { slug: "${slugOf(name)}" }) { ${name} } }`);
  return article?.[name];
}

describe.each(FIELDS)('The field %s of an article', (name, field) => {
  const [first, other] = samplesOf(field);
  const isShown = (value: unknown) => (field.isHidden ? undefined : value);
  let id: string;

  test('is written by editors and shown to readers after publishing', async () => {
    const created = await write('createArticle', { title: 'A title', slug: slugOf(name), [name]: first });
    expect(created.userErrors).toEqual([]);
    ({ id } = created.article);
    expect(await readColumn(gateway, 'preview', name)).toEqual([first]);
    expect(await readColumn(gateway, 'published', name)).toEqual([]);
    expect(await readField(preview, name, field)).toEqual(isShown(first));

    expect((await write('publishArticle', { id })).userErrors).toEqual([]);
    expect(await readColumn(gateway, 'published', name)).toEqual([first]);
    expect(await readField(gateway.query, name, field)).toEqual(isShown(first));
  });

  test('stays when an update omits it, and changes when an update has it', async () => {
    expect((await write('updateArticle', { id, bodyMarkdown: 'More.' })).userErrors).toEqual([]);
    expect(await readColumn(gateway, 'preview', name)).toEqual([first]);
    expect((await write('updateArticle', { id, [name]: other })).userErrors).toEqual([]);
    expect(await readColumn(gateway, 'preview', name)).toEqual([other]);
    expect(await readColumn(gateway, 'published', name)).toEqual([first]);
  });

  test('is in the differences between revisions', async () => {
    const { node } = await desk(
      'query ($id: ID!) { node(id: $id) { ... on Article { revisions(first: 1) { nodes { changes { field before after } } } } } }',
      { id },
    );
    expect(node.revisions.nodes[0].changes).toEqual([
      { field: name, before: String(first), after: String(other) },
    ]);
  });

  test('is refused when it is null or beyond its limits', async () => {
    const { userErrors } = await write('updateArticle', { id, [name]: null });
    expect(userErrors).toEqual(field.isRequired ? [{ field: [name], code: 'INVALID' }] : []);
    if (!field.isRequired) expect(await readColumn(gateway, 'preview', name)).toEqual([null]);
    for (const { value, code } of listRefused(field)) {
      const refused = await write('updateArticle', { id, [name]: value });
      expect(refused.userErrors).toEqual([{ field: [name], code }]);
    }
  });
});

function listRefused(field: ColumnField): { value: unknown; code: string }[] {
  if (field.type === 'text') return [{ value: 'x'.repeat(field.maxLength + 1), code: 'TOO_LONG' }];
  if (field.type === 'number' && field.min !== undefined) return [{ value: field.min - 1, code: 'INVALID' }];
  if (field.type !== 'url') return [];
  return [
    { value: 'ftp://files.example/a', code: 'INVALID' },
    { value: `https://long.example/${'x'.repeat(MAX_URL_LENGTH)}`, code: 'TOO_LONG' },
  ];
}

describe('Exported to Markdown and imported elsewhere,', () => {
  let other: Gateway;
  let folder: string;
  beforeAll(async () => {
    other = await startGateway();
    folder = await mkdtemp(join(tmpdir(), 'dateline-fields-'));
    const { counts } = await exportMarkdown(folder, gateway.database.prisma);
    expect(counts.written).toBe(NAMES.length);
    expect((await importMarkdown(folder, other.importService)).counts).toMatchObject({
      created: NAMES.length,
    });
  });
  afterAll(async () => {
    await other.close();
    await rm(folder, { recursive: true });
  });

  test.each(FIELDS)('the field %s has the same value', async (name, field) => {
    const [first] = samplesOf(field);
    expect(await readColumn(gateway, 'published', name)).toEqual([first]);
    expect(await readColumn(other, 'published', name)).toEqual([first]);
  });
});

test('The filter of lists has a condition on each filterable field and on no other', async () => {
  const { __type } = await gateway.query('{ __type(name: "ArticleFilter") { inputFields { name } } }');
  const conditions = new Set(__type.inputFields.map((each: { name: string }) => each.name));
  expect(NAMES.filter((name) => conditions.has(name))).toEqual(Object.keys(FILTERABLE_FIELDS));
});

test('The types of conditions are those of own fields', async () => {
  const mood = text({ description: 'The mood.', isFilterable: true });
  const schema = await printGraphQLSchema({
    ...EMPTY_MODEL,
    fields: { ...EMPTY_MODEL.fields, article: { mood } },
  });
  expect(schema.match(/^input TextFilter /gm)).toHaveLength(1);
  expect(schema).toMatch(/input ArticleFilter \{[^}]*\bstandfirst: TextFilter/);
  expect(schema).toMatch(/input ArticleFieldsFilter \{[^}]*\bmood: TextFilter/);
});

test('A condition takes at most 100 values', async () => {
  const [error] = await gateway.queryErrors(
    'query ($none: [String!]) { articles(filter: { standfirst: { none: $none } }) { totalCount } }',
    { none: Array(101).fill('x') },
  );
  expect(error).toMatchObject({
    message: expect.stringContaining('filter.standfirst.none'),
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

describe.each(FILTERABLE)('Lists filtered by the field %s', (name, field) => {
  const [first, other] = samplesOf(field);
  const slugs = ['one', 'two', 'none'].map((word) => `filtered-${name.toLowerCase()}-${word}`);
  const ids: string[] = [];

  /** Compares the lists of both perspectives, read twice to reuse cached responses, with the stored values. */
  async function expectLists() {
    for (const [perspective, query] of [
      ['published', gateway.query],
      ['preview', preview],
    ] as const) {
      const rows = await readColumns(perspective, name);
      for (const { condition, isMet } of listFilterCases(field, first, other)) {
        const expected = rows.filter(({ value }) => isMet(value)).map(({ slug }) => slug);
        for (const round of ['first', 'second'])
          expect([round, condition, await listSlugs(query, { [name]: condition })]).toEqual([
            round,
            condition,
            expected,
          ]);
      }
    }
  }

  /** Returns the cache tags of the last change of a published article. */
  async function readLastTags() {
    const change = await gateway.database.prisma.contentChange.findFirstOrThrow({
      orderBy: { sequence: 'desc' },
    });
    return change.keys;
  }

  test('have the articles that a comparison by hand finds, in both perspectives', async () => {
    for (const [i, value] of [first, other, undefined].entries()) {
      const input = {
        title: 'A title',
        bodyMarkdown: 'Herring.',
        slug: slugs[i],
        ...(value !== undefined && { [name]: value }),
      };
      ids.push((await write('createArticle', input)).article.id);
      await expectLists();
      expect((await write('publishArticle', { id: ids[i] })).userErrors).toEqual([]);
      await expectLists();
    }
    const { articles } = await gateway.query('{ articles(first: 50) { nodes { slug } } }');
    expect(articles.nodes).toEqual(expect.arrayContaining(slugs.map((slug) => ({ slug }))));
  });

  test('follow a change once it is published', async () => {
    await write('updateArticle', { id: ids[0], [name]: other });
    await expectLists();
    await write('publishArticle', { id: ids[0] });
    expect(await readLastTags()).toContain(`filed:field:${name}`);
    await expectLists();
    if (!field.isRequired) {
      await write('updateArticle', { id: ids[0], [name]: null });
      await write('publishArticle', { id: ids[0] });
      await expectLists();
    }
  });

  test('keep their cache entries when another field changes', async () => {
    await write('updateArticle', { id: ids[1], bodyMarkdown: 'Two herring.' });
    await write('publishArticle', { id: ids[1] });
    expect(await readLastTags()).not.toContain(`filed:field:${name}`);
    await expectLists();
  });

  test('are searched and counted by month in the same way', async () => {
    const { condition, isMet } = listFilterCases(field, first, other)[1]!;
    const expected = (await readColumns('published', name)).filter(({ value }) => isMet(value));
    const { archive, search } = await gateway.query(
      `query ($filter: ArticleFilter) {
        archive(filter: $filter) { articleCount }
        search(query: "herring", first: 50, filter: $filter) { nodes { slug } }
      }`,
      { filter: { [name]: condition } },
    );
    expect(archive).toEqual([{ articleCount: expected.length }]);
    const found = search.nodes.map(({ slug }: { slug: string }) => slug).sort();
    expect(found).toEqual(expected.map(({ slug }) => slug).filter((slug) => slug.startsWith('filtered-')));
  });

  test('come from an index', async () => {
    const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const { rowCount } = await gateway.database.pool.query(
      `SELECT FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'article' AND indexdef LIKE $1`,
      [`%(${column}%`],
    );
    expect(rowCount! > 0 || UNINDEXED.includes(name)).toBe(true);
  });
});

/** Reads the values of a field of all articles of a perspective, as JSON shows them, by slug. */
async function readColumns(perspective: 'published' | 'preview', name: FieldName) {
  const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const { rows } = await gateway.database.pool.query<{ slug: string; value: unknown }>(
    `SELECT slug, ${column} AS value FROM ${perspective}.article ORDER BY slug COLLATE "C"`,
  );
  return rows.map(({ slug, value }) => ({
    slug,
    value: value instanceof Date ? value.toISOString() : value,
  }));
}

async function listSlugs(query: Query, filter: object): Promise<string[]> {
  const { articles } = await query(
    'query ($filter: ArticleFilter) { articles(filter: $filter, first: 50) { totalCount nodes { slug } } }',
    { filter },
  );
  expect(articles.totalCount).toBe(articles.nodes.length);
  return articles.nodes.map(({ slug }: { slug: string }) => slug).sort();
}
