import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { ARTICLE_FIELDS } from '../../../src/fields/article.fields.js';
import { type ColumnField, MAX_URL_LENGTH } from '../../../src/fields/field.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

type FieldName = keyof typeof ARTICLE_FIELDS;

const FIELDS = Object.entries(ARTICLE_FIELDS) as [FieldName, ColumnField][];
const NAMES = FIELDS.map(([name]) => name);

let gateway: Gateway;
let desk: Query;
let preview: Query;
beforeAll(async () => {
  gateway = await startGateway();
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
  const { article } = await query(`{ article(slug: "${slugOf(name)}") { ${name} } }`);
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
