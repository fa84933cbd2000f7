import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { createRandom } from '../../../support/random.mjs';

interface Sample {
  slug: string;
  kind: string;
  tags: string[];
  authors: string[];
  section: string[];
}

type Filter = Record<string, { any: string[] }>;

const PAGE = `query ($filter: ArticleFilter!, $orderBy: ArticleOrder!, $first: Int, $last: Int, $after: String, $before: String, $page: Int) {
  articles(filter: $filter, orderBy: $orderBy, first: $first, last: $last, after: $after, before: $before, page: $page) {
    totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const ARTICLES = 40;
const random = createRandom(42);
const some = (names: string[]) => names.filter(() => random() < 0.3);
/** Two of three share a date, so that IDs decide their order. */
const toDate = (i: number) => new Date(Date.UTC(2026, 0, 1 + Math.floor((i * 2) / 3)));

/** The articles, newest first. */
const samples: Sample[] = Array.from({ length: ARTICLES }, (_, i) => ({
  slug: `story-${i}`,
  kind: random() < 0.15 ? 'PAGE' : 'ARTICLE',
  tags: some(['tides', 'ferries', 'gulls']),
  authors: some(['Ada Gale', 'Bo Reef']),
  section: random() < 0.5 ? ['World', 'Asia'] : ['Sport'],
}));

const ALTERNATIVES: Filter[] = [
  { tags: { any: ['tides'] } },
  { tags: { any: ['gulls'] } },
  { tags: { any: ['ferries', 'gulls'] } },
  { authors: { any: ['ada-gale'] } },
  { authors: { any: ['bo-reef'] } },
  { sections: { any: ['asia'] } },
  { sections: { any: ['world'] } },
  { tags: { any: ['unknown'] } },
];

const PAIRS = ALTERNATIVES.flatMap((one, i) => ALTERNATIVES.slice(i + 1).map((other) => [one, other]));

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '0' });
  await gateway.saveMany(samples.map((sample, i) => ({ ...sample, publishedAt: toDate(i) }) as never));
  samples.reverse();
});
afterAll(() => gateway.close());

const hasTerm = ({ tags, authors, section }: Sample, filter: Filter) => {
  const slugs = [...tags, ...authors, ...section].map((name) => name.toLowerCase().replace(' ', '-'));
  return Object.values(filter).some(({ any }) => any.some((slug) => slugs.includes(slug)));
};

const select = (filters: Filter[]) =>
  samples
    .filter((each) => each.kind !== 'PAGE' && filters.some((filter) => hasTerm(each, filter)))
    .map(({ slug }) => slug);

async function readPage(filters: Filter[], args: object) {
  const { articles } = await gateway.query(PAGE, { filter: { or: filters }, orderBy: 'NEWEST', ...args });
  return { ...articles, slugs: articles.nodes.map(({ slug }: { slug: string }) => slug) };
}

describe('Lists of articles with any of several terms', () => {
  test.each(PAIRS)('Pages of %j or %j have each article once, in both directions', async (...filters) => {
    const expected = select(filters);
    for (const direction of ['forwards', 'backwards'] as const) {
      const isForwards = direction === 'forwards';
      let found: string[] = [];
      let cursor: string | null = null;
      for (;;) {
        const args = isForwards ? { first: 7, after: cursor } : { last: 7, before: cursor };
        const { slugs, pageInfo, totalCount } = await readPage(filters, args);
        expect(totalCount).toBe(expected.length);
        found = isForwards ? [...found, ...slugs] : [...slugs, ...found];
        if (!(isForwards ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) break;
        cursor = isForwards ? pageInfo.endCursor : pageInfo.startCursor;
      }
      expect(found).toEqual(expected);
    }
  });

  test('Numbered pages and the oldest first have the same articles', async () => {
    const filters: Filter[] = [{ tags: { any: ['tides'] } }, { authors: { any: ['ada-gale'] } }];
    const expected = select(filters);
    expect((await readPage(filters, { first: 5, page: 2 })).slugs).toEqual(expected.slice(5, 10));
    expect((await readPage(filters, { first: 100, orderBy: 'OLDEST' })).slugs).toEqual(expected.toReversed());
  });

  test('Without alternatives, no article is listed or found', async () => {
    const { articles, search } = await gateway.query(`{
      articles(filter: { or: [] }) { totalCount nodes { slug } }
      search(query: "story", filter: { or: [] }) { totalCount nodes { slug } }
    }`);
    expect([articles, search]).toEqual([
      { totalCount: 0, nodes: [] },
      { totalCount: 0, nodes: [] },
    ]);
  });

  test('A filter beside the alternatives, within them or around them is applied', async () => {
    const [one, other] = [{ tags: { any: ['tides'] } }, { authors: { any: ['ada-gale'] } }];
    const read = async (filter: object) => {
      const { articles } = await gateway.query(PAGE, { filter, orderBy: 'NEWEST', first: 100 });
      expect(articles.totalCount).toBe(articles.nodes.length);
      return articles.nodes.map(({ slug }: { slug: string }) => slug);
    };
    const all = samples.filter((each) => hasTerm(each, one) || hasTerm(each, other));
    const pages = all.filter(({ kind }) => kind === 'PAGE').map(({ slug }) => slug);
    expect(pages.length).toBeGreaterThan(0);
    expect(await read({ or: [one, other], kinds: ['PAGE'] })).toEqual(pages);
    expect(await read({ or: [one, other], kinds: ['PAGE', 'ARTICLE'] })).toEqual(all.map(({ slug }) => slug));
    const both = samples.filter((each) => each.kind !== 'PAGE' && hasTerm(each, one) && hasTerm(each, other));
    expect(await read({ or: [{ and: [one, other] }] })).toEqual(both.map(({ slug }) => slug));
    const neither = samples.filter(
      (each) => each.kind !== 'PAGE' && !hasTerm(each, one) && !hasTerm(each, other),
    );
    expect(await read({ not: { or: [one, other] } })).toEqual(neither.map(({ slug }) => slug));
  });
});
