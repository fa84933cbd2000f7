import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';

const PAGE = `query ($orderBy: ArticleOrder!, $first: Int, $after: String, $last: Int, $before: String) {
  articles(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { slug } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`;

const ORDERS = ['NEWEST', 'OLDEST', 'UPDATED', 'TITLE'] as const;
const COUNT = 57;

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
  await gateway.saveMany(Array.from({ length: COUNT }, (_, i) => story(i)));
});
afterAll(() => gateway.close());

/** Several share a date, an update or a title, so that only the id tells them apart. */
function story(i: number) {
  return {
    slug: `story-${i}`,
    title: ['Éclair', 'eclipse', 'Zebra', 'apple', 'Ångström'][i % 5] + (i % 3 === 0 ? '' : ` ${i}`),
    publishedAt: new Date(Date.UTC(2026, 0, 1 + (i % 10))),
    updatedAt: new Date(Date.UTC(2026, 5, 1 + (i % 4))),
  };
}

async function walk(
  orderBy: string,
  direction: 'forwards' | 'backwards',
  betweenPages?: () => Promise<unknown>,
) {
  const slugs: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 100; page++) {
    const variables: Record<string, unknown> =
      direction === 'forwards' ? { first: 4, after: cursor } : { last: 4, before: cursor };
    const { articles } = await gateway.query(PAGE, { orderBy, ...variables });
    const found = articles.edges.map((edge: any) => edge.node.slug);
    if (direction === 'forwards') slugs.push(...found);
    else slugs.unshift(...found);
    await betweenPages?.();
    const { hasNextPage, hasPreviousPage, endCursor, startCursor } = articles.pageInfo;
    if (direction === 'forwards' ? !hasNextPage : !hasPreviousPage) return slugs;
    cursor = direction === 'forwards' ? endCursor : startCursor;
  }
  throw new Error('the list does not end');
}

describe.each(ORDERS)('Paging articles by %s', (orderBy) => {
  test('returns every article once forwards', async () => {
    const slugs = await walk(orderBy, 'forwards');
    expect(new Set(slugs).size).toBe(COUNT);
    expect(slugs).toHaveLength(COUNT);
  });

  test('returns the same order backwards as forwards', async () => {
    expect(await walk(orderBy, 'backwards')).toEqual(await walk(orderBy, 'forwards'));
  });
});

describe('Page numbers', () => {
  const NUMBERED = `query ($orderBy: ArticleOrder!, $first: Int, $page: Int, $after: String) {
    articles(orderBy: $orderBy, first: $first, page: $page, after: $after) {
      nodes { slug }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor page pageCount }
    }
  }`;
  const ask = async (variables: object) =>
    (await gateway.query(NUMBERED, { orderBy: 'NEWEST', ...variables })).articles;
  const slugsOf = ({ nodes }: { nodes: { slug: string }[] }) => nodes.map(({ slug }) => slug);

  test.each(ORDERS)('return the same articles as cursors, by %s', async (orderBy) => {
    const pages = [];
    for (let page = 1; page <= 9; page++) pages.push(await ask({ orderBy, first: 7, page }));
    expect(pages.flatMap(slugsOf)).toEqual(await walk(orderBy, 'forwards'));
    expect(pages.map(({ pageInfo: { page, pageCount } }) => [page, pageCount])).toEqual(
      pages.map((_, i) => [i + 1, 9]),
    );
    expect(pages.map(({ pageInfo }) => [pageInfo.hasPreviousPage, pageInfo.hasNextPage])).toEqual(
      pages.map((_, i) => [i > 0, i < 8]),
    );
  });

  test('give cursors to go on from', async () => {
    const second = await ask({ first: 5, page: 2 });
    const third = await ask({ first: 5, page: 3 });
    const after = await ask({ first: 5, after: second.pageInfo.endCursor });
    expect(slugsOf(after)).toEqual(slugsOf(third));
    expect(after.pageInfo).toMatchObject({ page: null, pageCount: 12, hasPreviousPage: true });
  });

  test('past the end give an empty page', async () => {
    expect(await ask({ first: 100, page: 2 })).toEqual({
      nodes: [],
      pageInfo: {
        ...{ hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
        ...{ page: 2, pageCount: 1 },
      },
    });
  });

  test('work for the lists of sections, tags and authors', async () => {
    const filed = { section: ['Shelf'], tags: ['Paged'], authors: ['Page Turner'] };
    for (let i = 0; i < 5; i++) await gateway.save({ ...filed, slug: `filed-${i}` });
    const LIST = 'articles(first: 2, page: 3) { nodes { slug } pageInfo { page pageCount hasNextPage } }';
    const lists = await gateway.query(
      `{ section(by: { slug: "shelf" }) { ${LIST} } tag(by: { slug: "paged" }) { ${LIST} } author(by: { slug: "page-turner" }) { ${LIST} } }`,
    );
    for (const { articles } of Object.values<any>(lists)) {
      expect(articles.nodes).toHaveLength(1);
      expect(articles.pageInfo).toEqual({ page: 3, pageCount: 3, hasNextPage: false });
    }
    for (let i = 0; i < 5; i++) await gateway.save({ ...filed, slug: `filed-${i}`, draft: true });
  });

  test('count only if the number of pages is requested', async () => {
    const fields = async (names: string) =>
      (
        await recordStatements(() =>
          gateway.query(`{ articles(first: 5, page: 2) { nodes { slug } pageInfo { ${names} } } }`),
        )
      ).length;
    expect([await fields('page hasNextPage'), await fields('pageCount')]).toEqual([1, 2]);
  });

  test.each([
    [{ page: 0 }, 'page must be at least 1, not 0.'],
    [{ page: -1 }, 'page must be at least 1, not -1.'],
    [
      { page: 101, first: 100 },
      'page 101 of 100 is beyond the first 10,000 elements, which is the maximum. Use cursors to go on.',
    ],
    [
      { page: 501 },
      'page 501 of 20 is beyond the first 10,000 elements, which is the maximum. Use cursors to go on.',
    ],
    [{ page: 2, last: 5 }, 'page cannot be combined with after, before or last. Give first and page.'],
    [{ page: 2, before: 'x' }, 'page cannot be combined with after, before or last. Give first and page.'],
    [{ page: 2, after: 'x' }, 'page cannot be combined with after, before or last. Give first and page.'],
  ])('are rejected as %j', async (args, message) => {
    const text = JSON.stringify(args)
      .slice(1, -1)
      .replaceAll(/"(\w+)":/g, '$1: ');
    const [error] = await gateway.queryErrors(`{ articles(${text}) { nodes { slug } } }`);
    expect(error).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
  });

  test('reach the last page within the maximum', async () => {
    expect((await ask({ first: 100, page: 100 })).nodes).toEqual([]);
  });
});

test('The TITLE order compares letters first, accents and case last', async () => {
  const { articles } = await gateway.query('{ articles(first: 100, orderBy: TITLE) { nodes { title } } }');
  const titles = articles.nodes.map(({ title }: any) => title);
  const { compare } = new Intl.Collator('und');
  expect(titles).toEqual([...titles].sort(compare));
});

test('A page of zero articles reports hasNextPage and totalCount', async () => {
  const { articles } = await gateway.query(PAGE, { orderBy: 'NEWEST', first: 0 });
  expect(articles).toMatchObject({ edges: [], totalCount: COUNT, pageInfo: { hasNextPage: true } });
});

describe('The articles query', () => {
  test.each([
    [{ first: 101 }, 'first must be between 0 and 100, not 101. Use cursors to get more.'],
    [{ last: 101 }, 'last must be between 0 and 100, not 101. Use cursors to get more.'],
    [{ first: -1 }, 'first must be between 0 and 100, not -1. Use cursors to get more.'],
    [{ first: 1, last: 1 }, 'Give first or last, not both.'],
  ])('rejects the page arguments %j with a message', async (page, message) => {
    const [error] = await gateway.queryErrors(PAGE, { orderBy: 'NEWEST', ...page });
    expect(error).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
  });

  test('rejects a cursor of another order', async () => {
    const { articles } = await gateway.query(PAGE, { orderBy: 'TITLE', first: 1 });
    const [error] = await gateway.queryErrors(PAGE, {
      orderBy: 'NEWEST',
      after: articles.pageInfo.endCursor,
    });
    expect(error!.message).toBe(
      'after: this is a cursor of articles by TITLE, but the list is articles by NEWEST. ' +
        'Use a cursor that this list returned.',
    );
  });

  test.each([
    'rubbish',
    '',
    toGlobalId('Article', 1),
    Buffer.from('["articles by NEWEST","yesterday",1]').toString('base64url'),
    Buffer.from('["articles by NEWEST","2026-01-01T00:00:00.000Z",99999999999]').toString('base64url'),
  ])('rejects the invalid cursor "%s"', async (after) => {
    const [error] = await gateway.queryErrors(PAGE, { orderBy: 'NEWEST', after });
    expect(error!.extensions.code).toBe('BAD_USER_INPUT');
  });
});

test.each(['forwards', 'backwards'] as const)(
  'Paging %s misses no article when others are published between the pages',
  async (direction) => {
    const before = await walk('NEWEST', direction);
    let inserted = 0;
    const slugs = await walk('NEWEST', direction, () =>
      gateway.save({ ...story(inserted++ * 7), slug: `late-${direction}-${inserted}` }),
    );
    expect(slugs.filter((slug) => before.includes(slug))).toEqual(before);
    expect(new Set(slugs).size).toBe(slugs.length);
  },
);
