import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { recordStatements } from '../../support/statements.js';
import { startServer, type TestServer } from '../../support/test-server.js';

/** Fields that take `exclude`, with the selection that leads to the article of each entry. */
const LISTS: [field: string, args: string, toArticle: string[]][] = [
  ['articles', 'first: 5', ['nodes']],
  ['popular', 'window: ALL, first: 5', ['*', 'article']],
  ['search', 'query: "ferry", first: 5', ['nodes']],
  ['related', 'first: 5', ['*', 'article']],
  ['section articles', 'first: 5', ['nodes']],
  ['section popular', 'window: ALL, first: 5', ['*', 'article']],
  ['tag articles', 'first: 5', ['nodes']],
  ['author articles', 'first: 2', ['nodes']],
];
const PARENTS: Record<string, string> = {
  related: 'article(by: { slug: "ferry-strike-enters-second-week" })',
  section: 'section(by: { slug: "business" })',
  tag: 'tag(by: { slug: "ferry-strike" })',
  author: 'author(by: { slug: "daniel-achterberg" })',
};

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ withSeeds: true });
  await new RelatedService(server.database.pool, 'en').rebuild(() => undefined);
});
afterAll(() => server.close());

async function query(document: string, variables?: object): Promise<any> {
  const { data, errors } = (await (await server.post({ query: document, variables })).json()) as any;
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

function buildQuery(field: string, args: string): string {
  const [first, second] = field.split(' ') as [string, string?];
  const isConnection = /articles|search/.test(second ?? first);
  const selection = isConnection ? '{ nodes { id path } }' : '{ article { id path } }';
  const list = `list: ${second ?? first}(${args}, exclude: $exclude) ${selection}`;
  const parent = PARENTS[first];
  return `query ($exclude: Exclude) { ${parent ? `parent: ${parent} { ${list} }` : list} }`;
}

/** Returns the articles of a list, with its `first` replaced. */
async function list(field: string, args: string, exclude?: object, first?: number) {
  const given = first === undefined ? args : args.replace(/first: \d+/, `first: ${first}`);
  const data = await query(buildQuery(field, given), { exclude });
  const { list } = data.parent ?? data;
  return (list.nodes ?? list.map(({ article }: any) => article)) as { id: string; path: string }[];
}

describe('The argument exclude', () => {
  test.each(LISTS)(
    'of %s leaves out articles by ID and path, and the others move up',
    async (field, args) => {
      const all = await list(field, args, undefined, 20);
      const size = Number(/first: (\d+)/.exec(args)![1]);
      expect(all.length).toBeGreaterThan(2);
      const [first, second, third] = all;
      const rest = await list(field, args, { ids: [first!.id], paths: [third!.path] });
      expect(rest).toEqual([second, ...all.slice(3)].slice(0, size));
    },
  );

  test.each(LISTS)('of %s leaves out an article and all that are related to it', async (field, args) => {
    const all = await list(field, args, undefined, 20);
    const { article } = await query(
      '{ article(by: { slug: "ferries-sail-again" }) { id related(first: 20) { article { id } } } }',
    );
    const excluded = new Set([article.id, ...article.related.map((each: any) => each.article.id)]);
    const size = Number(/first: (\d+)/.exec(args)![1]);
    for (const relatedTo of ['ferries-sail-again', article.id]) {
      const rest = await list(field, args, { relatedTo });
      // Lists with at most 20 entries are complete; others have more to move up.
      const expected = all.filter(({ id }) => !excluded.has(id)).slice(0, size);
      expect(rest.slice(0, expected.length)).toEqual(expected);
      expect(rest.filter(({ id }) => excluded.has(id))).toEqual([]);
    }
  });

  test('leaves totalCount as it is, and pages go on after the last edge', async () => {
    const read = (after: string | null, exclude: object) =>
      query(
        `query ($after: String, $exclude: Exclude) {
          articles(first: 3, after: $after, exclude: $exclude) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
        }`,
        { after, exclude },
      );
    const { articles: all } = await query('{ articles(first: 100) { totalCount nodes { id } } }');
    const ids: string[] = all.nodes.map(({ id }: { id: string }) => id);
    const excluded = ids.filter((_, i) => i % 3 === 1);
    const seen: string[] = [];
    let after: string | null = null;
    for (let hasNextPage = true; hasNextPage; ) {
      const { articles } = await read(after, { ids: excluded });
      expect(articles.totalCount).toBe(all.totalCount);
      seen.push(...articles.nodes.map(({ id }: { id: string }) => id));
      ({ hasNextPage, endCursor: after } = articles.pageInfo);
    }
    expect(seen).toEqual(ids.filter((id) => !excluded.includes(id)));
  });

  test('pages backwards too', async () => {
    const { articles: all } = await query('{ articles(first: 100) { nodes { id } } }');
    const ids: string[] = all.nodes.map(({ id }: { id: string }) => id);
    const { articles } = await query(
      'query ($exclude: Exclude) { articles(last: 3, exclude: $exclude) { nodes { id } pageInfo { hasPreviousPage } } }',
      { exclude: { ids: ids.slice(-2) } },
    );
    expect(articles.nodes.map(({ id }: { id: string }) => id)).toEqual(ids.slice(-5, -2));
    expect(articles.pageInfo.hasPreviousPage).toBe(true);
  });

  test.each([
    [
      'the ID of a section',
      { ids: ['U2VjdGlvbjox'] },
      'exclude.ids: "U2VjdGlvbjox" is not the ID of an Article.',
    ],
    [
      'too many IDs',
      { ids: Array(101).fill('QXJ0aWNsZTox') },
      'exclude.ids must have at most 100 entries, not 101.',
    ],
    [
      'too many paths',
      { paths: Array(101).fill('/a') },
      'exclude.paths must have at most 100 entries, not 101.',
    ],
    [
      'an address of mail',
      { paths: ['mailto:a@b.example'] },
      'exclude.paths: "mailto:a@b.example" is not a path.',
    ],
    [
      'articles related to a tag',
      { relatedTo: 'VGFnOjE' },
      'exclude.relatedTo: "VGFnOjE" is the ID of another type.',
    ],
  ])('refuses %s', async (_, exclude, message) => {
    const response = await server.post({
      query: 'query ($exclude: Exclude) { articles(exclude: $exclude) { totalCount } }',
      variables: { exclude },
    });
    const { errors } = (await response.json()) as any;
    expect(errors[0].message).toContain(message);
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('ignores articles that do not exist', async () => {
    const all = await list('articles', 'first: 5');
    const exclude = { ids: ['QXJ0aWNsZTo5OTk5OTk'], paths: ['/nowhere'], relatedTo: 'nothing' };
    expect(await list('articles', 'first: 5', exclude)).toEqual(all);
  });

  test('adds one statement for all paths of a page, and one for related articles', async () => {
    const page = `query ($exclude: Exclude) {
      articles(first: 5, exclude: $exclude) { nodes { id } }
      popular(window: ALL, exclude: $exclude) { article { id } }
    }`;
    const plain = await recordStatements(() => query(page));
    const paths = await recordStatements(() => query(page, { exclude: { paths: ['/a', '/b', '/c'] } }));
    expect(paths.length).toBeLessThanOrEqual(plain.length + 1);
    const related = await recordStatements(() =>
      query(page, { exclude: { relatedTo: 'ferries-sail-again' } }),
    );
    // And one for the articles: without exclusions, lists have theirs.
    expect(related.length).toBeLessThanOrEqual(plain.length + 3);
  });
});
