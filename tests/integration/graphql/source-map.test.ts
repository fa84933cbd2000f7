import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { PLAYGROUND_TABS } from '../../../src/app/playground-tabs.js';
import type { SourceMap } from '../../../src/graphql/source-map/read-sources.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createRandom } from '../../support/random.mjs';
import { RandomOperationGenerator } from '../../support/random-operations.js';
import { createSampleQueries } from '../../support/sample-queries.js';
import { createSeededDatabase, type TestDatabase } from '../../support/test-database.js';

/** Random queries that are compared with and without their source map. */
const RANDOM_QUERIES = 200;

interface Sent {
  query: string;
  variables?: Record<string, unknown>;
}

let database: TestDatabase;
let gateway: Gateway;
let key: string;
let desk: Query;
beforeAll(async () => {
  database = await createSeededDatabase();
  gateway = await startGateway({}, { database });
  key = await gateway.createKey('write', 'publish', 'preview');
  desk = gateway.queryAs(key, 'preview');
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

async function send(sent: Sent, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'x-perspective': 'preview',
      ...headers,
    },
    body: JSON.stringify(sent),
  });
  return { status: response.status, text: await response.text() };
}

async function mapSources(sent: Sent) {
  const { text } = await send(sent, { 'x-source-map': 'true' });
  const { data, extensions } = JSON.parse(text) as { data: object; extensions: { sourceMap: SourceMap } };
  const { nodes, fields, leaves } = extensions.sourceMap;
  const find = (pointer: string) => {
    const field = fields[leaves[pointer]!];
    return field && { ...field, object: field.node === null ? null : nodes[field.node] };
  };
  return { data, nodes, fields, leaves, find };
}

/** Fields of the type JSON, whose value is one for the map. */
const JSON_FIELDS = /\/(ninjs|tree)$/;

/** Lists the JSON pointers of the values of a response that are no objects and no lists with values. */
function listPointers(value: unknown, pointer = ''): string[] {
  const isNested = typeof value === 'object' && value !== null;
  const entries = isNested ? Object.entries(value) : [];
  const isEmpty = Array.isArray(value) && value.length === 0;
  if (!isNested || isEmpty || JSON_FIELDS.test(pointer)) return [pointer];
  return entries.flatMap(([name, each]) => listPointers(each, `${pointer}/${name}`));
}

describe('The source map of a response', () => {
  test('It leads from each value to its object, its field, and the mutation that changes it', async () => {
    const { find } = await mapSources({
      query: `query ($slug: String!) { first: article(by: { slug: $slug }) {
        headline: title ...Details authors { name } section { name url } revisions(first: 1) { nodes { number } }
      } site { title } }
      fragment Details on Article { image { alt } seo { title } readingTime }`,
      variables: { slug: 'first-electric-ferry-ties-up' },
    });
    expect(find('/first/headline')).toMatchObject({ field: 'title', mutations: ['updateArticle'] });
    expect(find('/first/headline')?.object).toEqual({ type: 'Article', revision: 1, editUrl: null });
    expect(find('/first/image/alt')).toMatchObject({ field: 'image.alt', mutations: ['updateArticle'] });
    expect(find('/first/seo/title')).toMatchObject({ field: 'seo.title', mutations: ['updateArticle'] });
    expect(find('/first/readingTime')).toMatchObject({
      mutations: [],
      reason: 'It follows from other fields or objects.',
    });
    expect(find('/first/authors/0/name')).toMatchObject({
      mutations: expect.arrayContaining(['updateAuthor']),
      object: { type: 'Author' },
    });
    expect(find('/first/section/name')?.mutations).toContain('updateSection');
    expect(find('/first/section/url')).toMatchObject({ mutations: [], reason: expect.any(String) });
    expect(find('/first/revisions/nodes/0/number')).toMatchObject({ object: { type: 'ArticleRevision' } });
    expect(find('/site/title')?.mutations).toContain('updateSite');
  });

  test('The mutation that it names changes the value', async () => {
    const read = () =>
      mapSources({
        query: '{ article(by: { slug: "first-electric-ferry-ties-up" }) { title tags { name } } }',
      });
    const { find } = await read();
    const title = find('/article/title')!;
    const tag = find('/article/tags/0/name')!;
    expect([title.mutations, tag.mutations[0]]).toEqual([['updateArticle'], 'updateTag']);
    await desk(
      'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }',
      {
        input: { id: title.node, title: 'Ferry, renamed', expectedRevision: title.object?.revision },
      },
    );
    await desk('mutation ($input: UpdateTagInput!) { updateTag(input: $input) { userErrors { message } } }', {
      input: { id: tag.node, name: 'Renamed' },
    });
    const changed = await read();
    expect(changed.data).toMatchObject({
      article: { title: 'Ferry, renamed', tags: expect.arrayContaining([{ name: 'Renamed' }]) },
    });
    expect(changed.find('/article/title')?.object?.revision).toBe(2);
  });

  test('It leads to the editor of the CMS that an article came from', async () => {
    const save = (source: string, sourceId: string, slug: string) =>
      gateway.save({ source, sourceId, slug, title: slug });
    await save('wordpress blog.example/news', 'post/42', 'from-wordpress');
    await save('ghost stories.example', '5f0a', 'from-ghost');
    await save('cms', '7', 'from-elsewhere');
    const query = `{ wordpress: article(by: { slug: "from-wordpress" }) { title }
      ghost: article(by: { slug: "from-ghost" }) { title } cms: article(by: { slug: "from-elsewhere" }) { title } }`;
    const { find } = await mapSources({ query });
    const urls = ['wordpress', 'ghost', 'cms'].map((name) => find(`/${name}/title`)?.object?.editUrl);
    expect(urls).toEqual([
      'https://blog.example/news/wp-admin/post.php?post=42&action=edit',
      'https://stories.example/ghost/#/editor/post/5f0a',
      null,
    ]);
  });

  test('Every value of random queries has one, and the data and errors are the same without it', async () => {
    const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
    const texts = ['first-electric-ferry-ties-up', 'science', 'harbour', 'nothing', 'QXJ0aWNsZTox'];
    const examples = PLAYGROUND_TABS.filter((query) => !/^\s*(mutation|subscription)/m.test(query));
    const operations: Sent[] = [...createSampleQueries(), ...examples].map((query) => ({ query }));
    const fixed = operations.length;
    // A generator repeats itself after some thousand numbers, perhaps without a valid operation.
    for (let seed = 1; operations.length < fixed + RANDOM_QUERIES; seed += 1) {
      const random = new RandomOperationGenerator(schema, createRandom(seed * 7_919), texts);
      const drawn = Array.from({ length: 10 }, () => random.next());
      operations.push(...drawn.filter(({ query }) => validate(schema, parse(query)).length === 0));
    }
    let values = 0;
    for (const operation of operations) {
      const plain = await send(operation);
      const mapped = await send(operation, { 'x-source-map': 'true' });
      const { data, errors } = JSON.parse(plain.text);
      const { extensions, ...result } = JSON.parse(mapped.text);
      expect([operation, result.errors, mapped.status]).toEqual([operation, errors, plain.status]);
      expect([operation, JSON.stringify(result.data)]).toEqual([operation, JSON.stringify(data)]);
      if (!data) continue;
      expect(mapped.text).toContain(
        plain.text.slice(plain.text.indexOf('"data":'), plain.text.lastIndexOf('}')).trim(),
      );
      const { leaves, fields } = extensions.sourceMap as SourceMap;
      expect([operation, Object.keys(leaves).sort()]).toEqual([operation, listPointers(data).sort()]);
      expect(
        fields.filter(({ mutations, reason }) => mutations.length > 0 === (reason !== undefined)),
      ).toEqual([]);
      expect(fields.filter(({ reason }) => reason?.includes('resolver of the site'))).toEqual([]);
      values += Object.keys(leaves).length;
    }
    expect(values).toBeGreaterThan(2_000);
  }, 300_000);

  test('A request without a key is refused, and one without the header has none', async () => {
    const query = '{ site { title } }';
    const refused = await send(
      { query },
      { 'x-source-map': 'true', authorization: '', 'x-perspective': 'published' },
    );
    expect([refused.status, refused.text]).toEqual([401, expect.any(String)]);
    const reader = await gateway.createKey('members');
    const forbidden = await send(
      { query },
      { 'x-source-map': 'true', authorization: `Bearer ${reader}`, 'x-perspective': 'published' },
    );
    expect([forbidden.status, forbidden.text]).toEqual([
      403,
      expect.stringContaining('scope preview is required'),
    ]);
    expect(JSON.parse((await send({ query })).text)).not.toHaveProperty('extensions');
  });
});
