import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/global-id.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

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
  for (let i = 0; i < COUNT; i++) await gateway.save(story(i));
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
