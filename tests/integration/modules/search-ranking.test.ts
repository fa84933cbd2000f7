import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { FACETS, SEARCH } from '../../support/search-operations.js';

const RECENT = `query ($query: String!, $halfLifeDays: Int, $first: Int, $after: String) {
  search(query: $query, halfLifeDays: $halfLifeDays, first: $first, after: $after) {
    nodes { slug } pageInfo { endCursor hasNextPage }
  }
}`;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const body = (text: string) => ({ format: 'markdown' as const, text });
const daysBefore = (days: number) => new Date(Date.parse('2026-03-01') - days * 86_400_000);

describe('Recency', () => {
  beforeAll(async () => {
    for (const days of [0, 10, 400, 4_000]) {
      const text = `The budget is read.${' Budget.'.repeat(days > 0 ? 2 : 0)}`;
      await gateway.save({
        slug: `day-${days}`,
        title: 'News',
        body: body(text),
        publishedAt: daysBefore(days),
      });
    }
    await gateway.save({
      slug: 'old-title',
      title: 'Budget of the zeppelin works',
      publishedAt: daysBefore(6_000),
    });
    await gateway.save({
      slug: 'zeppelin',
      title: 'Elsewhere',
      body: body('A zeppelin, and works of the budget.'),
      publishedAt: daysBefore(1),
    });
  });

  const find = async (query: string, halfLifeDays?: number) => {
    const { search } = await gateway.query(RECENT, { query, halfLifeDays });
    return search.nodes.map(({ slug }: { slug: string }) => slug);
  };

  test('Newer articles with a common word come first, unless dates do not count', async () => {
    const days = (slugs: string[]) => slugs.filter((slug) => slug.startsWith('day-'));
    expect(days(await find('budget'))).toEqual(['day-0', 'day-10', 'day-400', 'day-4000']);
    expect(days(await find('budget', 0)).at(-1)).toBe('day-0');
  });

  test('An old title with all words precedes newer texts with them', async () => {
    expect(await find('zeppelin works')).toEqual(['old-title', 'zeppelin']);
  });

  test('Pages rank alike though an article is published between them', async () => {
    const all = await find('budget');
    const seen: string[] = [];
    let after: string | undefined;
    for (let i = 0; i < all.length; i++) {
      const { search } = await gateway.query(RECENT, { query: 'budget', first: 1, after });
      seen.push(...search.nodes.map(({ slug }: { slug: string }) => slug));
      after = search.pageInfo.endCursor;
      if (i === 0) await gateway.save({ slug: 'later', title: 'Later', publishedAt: daysBefore(-3_000) });
    }
    expect(seen).toEqual(all);
  });

  test('A half-life out of range is refused, and so is a cursor of another', async () => {
    const [error] = await gateway.queryErrors(RECENT, { query: 'budget', halfLifeDays: -1 });
    expect(error!.message).toBe('halfLifeDays must be between 0 and 36525, not -1.');
    const { search } = await gateway.query(RECENT, { query: 'budget', halfLifeDays: 3, first: 1 });
    const after = search.pageInfo.endCursor;
    expect(await gateway.queryErrors(RECENT, { query: 'budget', halfLifeDays: 4, after })).toHaveLength(1);
  });
});

describe('Articles with some of the words', () => {
  beforeAll(async () => {
    for (const i of [1, 2, 3]) {
      await gateway.save({ slug: `both-${i}`, title: 'Both', body: body('The hunting of foxes, a ban.') });
    }
    for (const i of [1, 2, 3, 4]) {
      const section = ['Country'];
      await gateway.save({ slug: `one-${i}`, title: 'Hunting', body: body('Hunting season.'), section });
    }
  });

  const search = async (variables: object) =>
    (await gateway.query(SEARCH, { query: 'hunting ban', mode: 'RELAXED', ...variables })).search;

  test('They follow those with all words, and are counted apart', async () => {
    const found = await search({});
    expect(found.edges.map((edge: any) => edge.hasAllWords)).toEqual([
      ...Array(3).fill(true),
      ...Array(4).fill(false),
    ]);
    expect(found).toMatchObject({ totalCount: 3, relaxed: { totalCount: 4, matched: ['ban', 'hunting'] } });
    const { search: counted } = await gateway.query(FACETS, { query: 'hunting ban', mode: 'RELAXED' });
    expect(counted.facets.sections).toEqual([]);
  });

  test('They are counted as the results if no article has all words', async () => {
    const found = await search({ query: 'hunting zanzibar' });
    expect(found).toMatchObject({ totalCount: 7, relaxed: { totalCount: 7 } });
    expect(found.edges.every((edge: any) => !edge.hasAllWords)).toBe(true);
  });

  for (const orderBy of ['RELEVANCE', 'NEWEST', 'OLDEST']) {
    test(`Pages of ${orderBy} go from one group to the next`, async () => {
      const all = (await search({ orderBy })).edges.map((edge: any) => edge.node.slug);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await search({ orderBy, first: 2, after });
        seen.push(...page.edges.map((edge: any) => edge.node.slug));
        expect(page.totalCount).toBe(3);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
      } while (after);
      expect(seen).toEqual(all);
    });
  }
});
