import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SiteConfig } from '../../../src/app/define-config.js';
import { printGraphQLSchema } from '../../../src/app/print-schema.js';
import { loadSiteConfig } from '../../../src/app/site-config.js';
import type { SchemaExtension } from '../../../src/graphql/extension/schema-extension.js';
import { readPage } from '../../support/documentation.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createWebSocketClient } from '../../support/live-clients.js';
import { recordStatements } from '../../support/statements.js';

const REPORT = `mutation ($sky: String!) {
  reportWeather(input: { place: "harbour", sky: $sky }) { weather { sky } userErrors { field code } }
}`;
const SECTION = '{ section(by: { slug: "harbour" }) { name weather { sky } } }';

let folder: string;
let siteConfig: SiteConfig;
let gateway: Gateway;
let report: (sky: string) => Promise<unknown>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-schema-'));
  const file = join(folder, 'dateline.config.ts');
  await writeFile(
    file,
    readPage('docs/extending/resolvers.md').blocks.find(({ language }) => language === 'ts')!.text,
  );
  siteConfig = await loadSiteConfig(file);
  gateway = await startGateway({ CACHE_MB: '16', CACHE_MAX_AGE: '5', CACHE_S_MAXAGE: '600' }, { siteConfig });
  await gateway.saveMany([
    { slug: 'eels', section: ['Harbour'] },
    { slug: 'gulls', section: ['Pier'] },
  ]);
  const asDesk = gateway.queryAs(await gateway.createKey('write'));
  report = async (sky) => (await asDesk(REPORT, { sky })).reportWeather;
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

async function get(query: string) {
  const response = await fetch(`${gateway.address}/graphql?query=${encodeURIComponent(query)}`);
  const { data } = (await response.json()) as { data: unknown };
  return { data, control: response.headers.get('cache-control'), cache: response.headers.get('x-cache') };
}

describe('The example of docs/extending/resolvers.md', () => {
  test('has a query that is never cached, compiled or not', async () => {
    for (const sky of ['fog', 'rain', 'sun', 'wind']) {
      await report(sky);
      const expected = { weather: { sky, shout: sky.toUpperCase() } };
      expect(await gateway.query('{ weather(place: "harbour") { sky shout } }')).toEqual(expected);
    }
    const { control, cache } = await get(
      '{ weather(place: "harbour") { sky } articles(first: 1) { totalCount } }',
    );
    expect([control, cache]).toEqual(['no-store', 'MISS']);
  });

  test('has a query that is cached without end', async () => {
    await get('{ editions }');
    expect(await get('{ editions }')).toMatchObject({
      data: { editions: ['Morning', 'Evening'] },
      cache: 'HIT',
      control: expect.stringMatching(/^public/),
    });
  });

  test('has a field that is cached for its seconds, and follows changes of what it queries', async () => {
    await report('fog');
    expect(await get(SECTION)).toMatchObject({
      data: { section: { name: 'Harbour', weather: { sky: 'fog' } } },
      control: expect.stringMatching(/max-age=5, s-maxage=(59|60)/),
    });
    await report('rain');
    expect((await get(SECTION)).data).toEqual({ section: { name: 'Harbour', weather: { sky: 'fog' } } });
    const { section } = await gateway.query('{ section(by: { slug: "harbour" }) { id } }');
    const asDesk = gateway.queryAs(await gateway.createKey('publish'));
    await asDesk(
      'mutation ($id: ID!) { updateSection(input: { id: $id, name: "Port" }) { section { id } } }',
      section,
    );
    expect((await get(SECTION)).data).toEqual({ section: { name: 'Port', weather: { sky: 'rain' } } });
  });

  test('has a mutation with a scope and user errors', async () => {
    const [error] = await gateway.queryErrors(REPORT, { sky: 'sun' });
    expect(error!.extensions.code).toBe('FORBIDDEN');
    expect(await report('')).toEqual({ weather: null, userErrors: [{ field: ['sky'], code: 'INVALID' }] });
    expect((await gateway.queryErrors('{ weather(place: "") { sky } }'))[0]).toMatchObject({
      message: 'place is empty.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('has a subscription', async () => {
    const client = createWebSocketClient(gateway.address);
    const reports = client.iterate({ query: 'subscription { weatherReported { place shout } }' });
    const first = reports.next();
    const reporting = setInterval(() => void report('snow'), 100); // until the subscription has begun
    expect((await first).value).toEqual({ data: { weatherReported: { place: 'harbour', shout: 'SNOW' } } });
    clearInterval(reporting);
    await client.dispose();
  });

  test('counts in the query cost, and is in the printed schema', async () => {
    const fields = Array.from({ length: 5 }, (_, i) => `f${i}: weather(place: "harbour") { sky }`).join(' ');
    const costs = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-show-cost': '1' },
      body: JSON.stringify({ query: `{ ${fields} }` }),
    });
    expect(await costs.json()).toMatchObject({ extensions: { cost: { fields: 10 } } });
    const printed = await printGraphQLSchema(undefined, siteConfig.schema);
    expect(printed).toContain('weather(place: String!): Weather');
    expect(await printGraphQLSchema()).not.toContain('Weather');
  });

  test('takes as many statements for two sections as for one', async () => {
    const asDesk = gateway.queryAs(await gateway.createKey('preview'), 'preview');
    const count = async (slugs: string[]) => {
      const fields = slugs.map((slug) => `${slug}: section(by: { slug: "${slug}" }) { weather { sky } }`);
      return (await recordStatements(() => asDesk(`{ ${fields.join(' ')} }`))).length;
    };
    await count(['pier']); // records that the key is used
    expect(await count(['harbour', 'pier'])).toBe(await count(['harbour']));
  });
});

const resolve = () => null;
test.each<[what: string, extension: SchemaExtension, message: string]>([
  [
    'a field that Dateline has',
    { typeDefs: 'extend type Article { title: String }', resolvers: {} },
    'schema.typeDefs in the site\'s configuration: Field "Article.title" already exists in the schema.',
  ],
  [
    'a type that Dateline has',
    { typeDefs: 'type Article { name: String }', resolvers: {} },
    'Type "Article" already exists in the schema.',
  ],
  ['invalid text', { typeDefs: 'extend type {', resolvers: {} }, 'Syntax Error: Expected Name'],
  [
    'an unknown type',
    { typeDefs: 'extend type Query { rate: Rate }', resolvers: {} },
    'Unknown type "Rate".',
  ],
  [
    'a field without a resolver',
    { typeDefs: 'extend type Query { rate: Int }', resolvers: {} },
    "schema.resolvers.Query.rate in the site's configuration: The field has no resolver.",
  ],
  [
    'a resolver without a field',
    { typeDefs: 'extend type Query { rate: Int }', resolvers: { Query: { rate: resolve, rates: resolve } } },
    "schema.resolvers.Query.rates in the site's configuration: typeDefs has no field Query.rates.",
  ],
  [
    "a resolver of one of Dateline's fields",
    {
      typeDefs: 'extend type Query { rate: Int }',
      resolvers: { Query: { rate: resolve }, Article: { title: resolve } },
    },
    'The field is one of Dateline.',
  ],
  [
    "a field that returns one of Dateline's types",
    { typeDefs: 'extend type Query { pick: Article }', resolvers: { Query: { pick: resolve } } },
    'The field cannot return Article, a type of Dateline. Return the ID as text.',
  ],
  [
    'a field of a type whose objects have no ID',
    { typeDefs: 'extend type Seo { rate: Int }', resolvers: { Seo: { rate: resolve } } },
    'Seo cannot have further fields, as its objects have no ID.',
  ],
  [
    'a further condition of filters',
    { typeDefs: 'extend input ArticleFilter { rate: Int }', resolvers: {} },
    'A site cannot write a InputObjectTypeExtension (ArticleFilter).',
  ],
  [
    'a subscription without subscribe',
    { typeDefs: 'extend type Subscription { rate: Int }', resolvers: { Subscription: { rate: resolve } } },
    'A subscription needs a function subscribe.',
  ],
])('The start is refused with a sentence for %s', async (_what, extension, message) => {
  await expect(printGraphQLSchema(undefined, extension)).rejects.toThrow(message);
});
