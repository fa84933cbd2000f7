import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EMPTY_CONTENT } from '../../../src/modules/editing/article-content.js';
import { ImportService } from '../../../src/modules/import/import.service.js';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { createRandom } from '../../support/random.mjs';
import { recordStatements } from '../../support/statements.js';
import { startServer, type TestServer } from '../../support/test-server.js';
import { waysToAsk } from '../../support/transports.js';
import {
  type LoadIds,
  type PageField,
  predictPage,
  RandomPageGenerator,
  writeFields,
} from '../../support/unique-pages.js';

const PAGE = `query Page($slug: String!) {
  article(by: { slug: $slug }) @unique { id related(first: 4, unique: { name: "related" }) { article { id } } }
  popular(window: ALL, first: 5, unique: { name: "popular" }) { rank article { id } }
  articles(first: 6, unique: { name: "articles" }) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
  sections { slug articles(first: 3, unique: { name: "articles" }) { nodes { id } } }
}`;
const VARIABLES = { slug: 'ferry-strike-enters-second-week' };

/** Random pages of one run, 100 in tests/stress/random-pages.test.ts. */
const PAGE_COUNT = Number(process.env.RANDOM_PAGES ?? 10);

let server: TestServer;
let slugs: string[];
beforeAll(async () => {
  server = await startServer({ withSeeds: true, settings: { CACHE_MB: '32' } });
  await new RelatedService(server.database.pool, 'en').rebuild(() => undefined);
  slugs = (await query('{ articles(first: 100) { nodes { slug } } }')).articles.nodes.map(
    ({ slug }: { slug: string }) => slug,
  );
});
afterAll(() => server.close());

async function post(document: string, variables?: object, headers?: Record<string, string>): Promise<any> {
  return (await server.post({ query: document, variables }, headers)).json();
}

async function query(document: string, variables?: object): Promise<any> {
  const { data, errors } = await post(document, variables);
  if (errors) throw new Error(`${document}\n${JSON.stringify(errors)}`);
  return data;
}

function listIds(page: any): string[] {
  return [
    page.article.id,
    ...[...page.article.related, ...page.popular].map(({ article }: any) => article.id),
    ...[page.articles, ...page.sections.map(({ articles }: any) => articles)].flatMap(({ nodes }: any) =>
      nodes.map(({ id }: any) => id),
    ),
  ];
}

/** Creates a function that loads whole lists with queries of their own. */
function createListReader(): LoadIds {
  const known = new Map<string, Promise<string[]>>();
  const load = async (parentId: string | null, field: PageField) => {
    const read = async (exclude = '') => {
      const args = field.args.replace(
        /first: \d+/,
        `first: ${field.name === 'related' ? 20 : 100}${exclude}`,
      );
      const whole = { ...field, alias: 'list', args, fields: [] };
      const selection = writeFields([whole], { isUnique: false });
      const type = /^(related|previous|next)$/.test(field.name) ? 'Article' : 'Section';
      const parent = `query ($id: ID!) { parent: node(id: $id) { ... on ${type} { ${selection} } } }`;
      const data = parentId
        ? (await query(parent, { id: parentId })).parent
        : await query(`{ ${selection} }`);
      const found = data.list?.nodes ?? data.list ?? [];
      return [found].flat().map((each: any): string => (each.article ?? each).id);
    };
    const ids = await read();
    if (field.name !== 'related') return ids;
    const more = () => read(`, exclude: { ids: ${JSON.stringify(ids)} }`);
    for (let next = await more(); next.length > 0; next = await more()) ids.push(...next);
    return ids;
  };
  return (parentId, field) => {
    const key = `${parentId} ${field.name} ${field.args.replace(/first: \d+/, '')}`;
    const ids = known.get(key) ?? load(parentId, field);
    known.set(key, ids);
    return ids;
  };
}

describe('A page of unique lists', () => {
  test('shows no article twice, and full lists', async () => {
    const page = await query(PAGE, VARIABLES);
    const ids = listIds(page);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page.article.related).toHaveLength(4);
    expect(page.popular.map(({ rank }: any) => rank)).toEqual([1, 2, 3, 4, 5]);
    expect(page.articles.nodes).toHaveLength(6);
    const { articles } = await query('{ articles { totalCount } }');
    expect(page.articles.totalCount).toBe(articles.totalCount);
    const plain = listIds(await query(PAGE.replaceAll(/, unique: \{[^}]*\}| @unique/g, ''), VARIABLES));
    expect(new Set(plain).size).toBeLessThan(plain.length);
  });

  test('equals the result of filling the fields by hand, for random pages', async () => {
    const generator = new RandomPageGenerator(createRandom(7), slugs);
    const loadIds = createListReader();
    for (let i = 0; i < PAGE_COUNT; i++) {
      const page = generator.next();
      const document = `{ ${writeFields(page, { isUnique: true })} }`;
      const expected = await predictPage(page, loadIds);
      const given = await query(document);
      expect({ document, data: given }).toEqual({ document, data: expected });
    }
  });

  test('stays the same when it is cached, repeated without the cache, and often enough to be compiled', async () => {
    const first = await query(PAGE, VARIABLES);
    expect(await query(PAGE, VARIABLES)).toEqual(first);
    for (let i = 0; i < 40; i++) {
      const { data } = await post(PAGE, VARIABLES, { 'x-perspective': 'published' });
      expect(data).toEqual(first);
    }
  });

  test('is the same over every transport, by its text and by its hash', async () => {
    const data = await query(PAGE, VARIABLES);
    const ways = waysToAsk(server.address);
    for (const way of ways.names) {
      for (const form of ['text', 'hash'] as const) {
        const given = JSON.parse(await ways.ask(way, form, PAGE, VARIABLES));
        expect({ way, form, ...given }).toEqual({ way, form, data });
      }
    }
    await ways.close();
  });

  test('follows a publication, an unpublication and an article that only others made room for', async () => {
    const imports = new ImportService(server.database.prisma);
    const save = async (slug: string, draft: boolean) => {
      await imports.upsert({
        ...{ ...EMPTY_CONTENT, slug, title: `Title of ${slug}`, sourceId: slug, source: 'test' },
        ...{ draft, section: ['Science'], publishedAt: new Date('2026-11-20T00:00:00Z') },
      } as never);
      await server.app.cacheInvalidator.waitForSync();
    };
    const before = await query(PAGE, VARIABLES);
    await save('breaking', false);
    const after = await query(PAGE, VARIABLES);
    const { article } = await query('{ article(by: { slug: "breaking" }) { id } }');
    expect(after.articles.nodes[0].id).toBe(article.id);
    expect(new Set(listIds(after)).size).toBe(listIds(after).length);
    await save('breaking', true);
    expect(await query(PAGE, VARIABLES)).toEqual(before);
  });

  test('goes on after its last edge', async () => {
    const pageOf = (after: string | null) =>
      query(
        `query ($after: String) {
          popular(window: ALL, first: 5, unique: { name: "popular" }) { article { id } }
          articles(first: 4, after: $after, unique: { name: "articles" }) { nodes { id } pageInfo { hasNextPage endCursor } }
        }`,
        { after },
      );
    const all = (await query('{ articles(first: 100) { nodes { id } } }')).articles.nodes;
    const seen: string[] = [];
    let popular: string[] = [];
    let after: string | null = null;
    for (let hasNextPage = true; hasNextPage; ) {
      const page = await pageOf(after);
      popular = page.popular.map(({ article }: any) => article.id);
      seen.push(...page.articles.nodes.map(({ id }: any) => id));
      ({ hasNextPage, endCursor: after } = page.articles.pageInfo);
    }
    const expected = all.map(({ id }: any) => id).filter((id: string) => !popular.includes(id));
    expect(seen).toEqual(expected);
  });

  test('also omits the articles that exclude names', async () => {
    const [first] = (await query('{ articles(first: 1) { nodes { id } } }')).articles.nodes;
    const page = await query(
      `query ($exclude: Exclude) {
        popular(window: ALL, first: 3, unique: { name: "popular" }) { article { id } }
        articles(first: 3, exclude: $exclude, unique: { name: "articles" }) { nodes { id } }
      }`,
      { exclude: { ids: [first.id] } },
    );
    const ids = [
      ...page.popular.map(({ article }: any) => article.id),
      ...page.articles.nodes.map(({ id }: any) => id),
    ];
    expect(new Set(ids).size).toBe(6);
    expect(page.articles.nodes).not.toContainEqual(first);
  });

  test('keeps groups apart, and honours fragments, aliases, @skip and @include', async () => {
    const page = await query(
      `query ($no: Boolean!, $group: String!) {
        skipped: popular(window: ALL, first: 5, unique: { name: "skipped" }) @include(if: $no) { article { id } }
        ...Lists
        other: articles(first: 3, unique: { name: "other", group: $group }) { nodes { id } }
        plain: articles(first: 3) { nodes { id } }
      }
      fragment Lists on Query {
        one: articles(first: 3, unique: { name: "one" }) { nodes { id } }
        ... @skip(if: $no) { two: articles(first: 3, unique: { name: "two" }) { nodes { id } } }
      }`,
      { no: false, group: 'aside' },
    );
    const all = (await query('{ articles(first: 6) { nodes { id } } }')).articles.nodes;
    expect(page).toEqual({
      one: { nodes: all.slice(0, 3) },
      two: { nodes: all.slice(3) },
      other: { nodes: all.slice(0, 3) },
      plain: { nodes: all.slice(0, 3) },
    });
  });

  test('counts an article that route or node returns as shown', async () => {
    const [first, second] = (await query('{ articles(first: 2) { nodes { id path } } }')).articles.nodes;
    const page = await query(
      `query ($path: String!, $id: ID!) {
        route(path: $path) { node @unique { id } }
        node(id: $id) @unique { id }
        articles(first: 2, unique: { name: "articles" }) { nodes { id } }
      }`,
      { path: first.path, id: second.id },
    );
    const ids = page.articles.nodes.map(({ id }: any) => id);
    expect(ids).toHaveLength(2);
    expect(ids).not.toContain(first.id);
    expect(ids).not.toContain(second.id);
  });

  test('reports the error of a list, and fills the others', async () => {
    const { data, errors } = await post(`{
      popular(window: ALL, first: 2, unique: { name: "popular" }) { article { id } }
      article(by: { slug: "keep-the-little-boat" }) { related(first: 100, unique: { name: "related" }) { score } }
      articles(first: 2, unique: { name: "articles" }) { nodes { id } }
    }`);
    expect(errors).toMatchObject([
      { message: 'first must be between 0 and 20, not 100.', path: ['article', 'related'] },
    ]);
    expect(data.article).toEqual({ related: null });
    expect(data.articles.nodes).toHaveLength(2);
  });

  test('sends statements that depend on its fields only, not on the lengths of lists', async () => {
    const uncached = await startServer({ database: server.database });
    const buildPage = (first: number) =>
      `{
        popular(window: ALL, first: ${first}, unique: { name: "popular" }) { article { id } }
        sections { articles(first: ${first}, unique: { name: "articles" }) { nodes { id related(first: ${first}, unique: { name: "related" }) { article { id } } } } popular(window: ALL, first: ${first}, unique: { name: "popular" }) { article { id } } }
      }`;
    const count = async (first: number) =>
      (
        await recordStatements(async () => {
          const response = await uncached.post({ query: buildPage(first) });
          expect(((await response.json()) as any).errors).toBeUndefined();
        })
      ).length;
    // Two for each of four fields, the IDs and the articles, and one for the sections.
    for (const first of [1, 5, 20]) expect(await count(first)).toBeLessThanOrEqual(9);
  });

  test('costs more than without it', async () => {
    const readCost = async (document: string) =>
      (await post(document, undefined, { 'x-show-cost': '1' })).extensions.cost.fields;
    const plain = await readCost('{ articles(first: 10) { nodes { id } } }');
    expect(await readCost('{ articles(first: 10, unique: { name: "articles" }) { nodes { id } } }')).toBe(
      plain + 10,
    );
  });
});

describe('What makes fields unique', () => {
  const COLLIDING = `{
    hero: articles(first: 1, unique: { name: "front" }) { nodes { id } }
    rest: articles(first: 1, unique: { name: "front" }) { nodes { id } }
  }`;

  test.each([
    ['{ sections @unique { id } }', 'Query.sections cannot carry @unique.'],
    ['{ articles { nodes @unique { id } } }', 'ArticleConnection.nodes cannot carry @unique.'],
    [
      '{ hero: articles(first: 1) @unique { nodes { id } } rest: articles(first: 1) @unique { nodes { id } } }',
      'so that caches of clients tell it from other lists: articles(unique: { name: "rest" }).',
    ],
    [COLLIDING, 'hero and rest are lists of Query.articles with the same unique.name.'],
    [
      `query ($name: String!) { ...A ...B }
       fragment A on Query { a: articles(first: 1, unique: { name: $name }) { nodes { id } } }
       fragment B on Query { b: articles(first: 2, unique: { name: $name }) { nodes { id } } }`,
      'a and b are lists of Query.articles with the same unique.name.',
    ],
    [
      'mutation { recordView(input: { article: "a" }) @unique { recorded } }',
      'queries only, not in a mutation.',
    ],
    [
      `{ ...A ...A ...A } fragment A on Query { section(by: { slug: "science" }) { ...B ...B ...B ...B ...B ...B ...B } }
       fragment B on Section { articles(unique: { name: "all" }) { totalCount } }`,
      'At most 20 fields of an operation can be unique, but 21 are.',
    ],
    ['{ articles(unique: { name: " " }) { totalCount } }', 'unique.name must have 1 to 100 characters'],
  ])('The document %s is refused with a sentence', async (document, message) => {
    const { errors } = await post(document);
    expect(errors.map((error: any) => error.message)).toContainEqual(expect.stringContaining(message));
  });

  test('A variable that is null leaves a list as it is', async () => {
    const document = `query ($unique: Unique) {
      one: articles(first: 2, unique: { name: "one" }) { nodes { id } }
      two: articles(first: 2, unique: $unique) { nodes { id } }
    }`;
    const plain = await query(document, { unique: null });
    expect(plain.two).toEqual(plain.one);
    const unique = await query(document, { unique: { name: 'two' } });
    expect(unique.two).not.toEqual(plain.one);
  });

  test('A list of one object is the same at each of its places, as in caches of clients', async () => {
    const { article, section, articles } = await query(`{
      article(by: { slug: "ferry-strike-enters-second-week" }) { section { slug ...More } }
      section(by: { slug: "business" }) { slug ...More }
      articles(first: 5, unique: { name: "latest" }) { nodes { id section { slug ...More } } }
    }
    fragment More on Section { articles(first: 2, unique: { name: "more" }) { nodes { id } } }`);
    expect(article.section).toEqual(section);
    const shown = [...section.articles.nodes, ...articles.nodes].map(({ id }: any) => id);
    expect(new Set(shown).size).toBe(shown.length);
    const bySection = new Map<string, string>([[section.slug, JSON.stringify(section)]]);
    for (const { section: each } of articles.nodes) {
      if (!each) continue;
      expect(bySection.get(each.slug) ?? JSON.stringify(each)).toBe(JSON.stringify(each));
      bySection.set(each.slug, JSON.stringify(each));
    }
  });
});
