import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';

const ARTICLES = 24_000;
const SEARCH = `query ($query: String!) {
  search(query: $query, first: 0) {
    totalCount
    facets {
      isExact
      sections { section { slug } count }
      tags { tag { slug } count }
      years(first: 100) { year count }
    }
  }
}`;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  const client = await gateway.database.jobPool.connect();
  try {
    // Rows as publications would leave them, without the triggers that write them one by one.
    await client.query('BEGIN');
    await client.query("SET LOCAL session_replication_role = 'replica'");
    await client.query("INSERT INTO section (slug, name) VALUES ('news', 'News'), ('sport', 'Sport')");
    await client.query("INSERT INTO tag (slug, name) VALUES ('boats', 'Boats')");
    await client.query(
      `CREATE TEMPORARY TABLE made ON COMMIT DROP AS SELECT n AS id, 'many-' || n AS slug,
        timestamptz '2026-06-01Z' - (n % 100) * interval '36 days' AS published_at, 'Harbour' || CASE WHEN n % 3 = 0 THEN ' bridge' ELSE '' END AS title
       FROM generate_series(1, ${ARTICLES}) n`,
    );
    const columns = 'slug, path, title, opening, word_count, revision, published_at, updated_at';
    const values = "slug, '/' || slug, title, '', 2, 1, published_at, published_at";
    await client.query(`INSERT INTO draft (id, ${columns}) SELECT id, ${values} FROM made`);
    await client.query(
      `INSERT INTO article (id, listed_at, ${columns}) SELECT id, published_at, ${values} FROM made`,
    );
    await client.query(
      `INSERT INTO article_search (article_id, listed_at, title, document, words, stale, version, language, length)
       SELECT id, published_at, to_tsvector('public.site_words', title), setweight(to_tsvector('public.site_english', title), 'A'),
         strip(to_tsvector('public.site_words', title)), NULL, public.search_version(), 'english', 2 FROM made`,
    );
    await client.query(
      `INSERT INTO article_section (article_id, section_id, position, listed_at)
       SELECT m.id, s.id, 0, m.published_at FROM made m JOIN section s ON s.slug = CASE WHEN m.id % 4 = 0 THEN 'sport' ELSE 'news' END`,
    );
    await client.query(
      `INSERT INTO article_tag (article_id, tag_id, position, listed_at)
       SELECT m.id, t.id, 0, m.published_at FROM made m CROSS JOIN tag t WHERE m.id % 10 = 0`,
    );
    await client.query('COMMIT');
  } finally {
    client.release();
  }
});
afterAll(() => gateway.close());

test('Facets of up to 10,000 matches are exact', async () => {
  const { totalCount, facets } = (await gateway.query(SEARCH, { query: 'harbour bridge' })).search;
  expect(totalCount).toBe(ARTICLES / 3);
  expect(facets.isExact).toBe(true);
  expect(facets.sections).toEqual([
    { section: { slug: 'news' }, count: ARTICLES / 4 },
    { section: { slug: 'sport' }, count: ARTICLES / 12 },
  ]);
  expect(facets.tags).toEqual([{ tag: { slug: 'boats' }, count: ARTICLES / 30 }]);
  expect(facets.years.reduce((sum: number, { count }: any) => sum + count, 0)).toBe(ARTICLES / 3);
});

test.each(['harbour', '"harbour"'])(
  'Facets of more matches of %s are estimated from an even sample, and say so',
  async (query) => {
    const { totalCount, facets } = (await gateway.query(SEARCH, { query })).search;
    expect(totalCount).toBe(ARTICLES);
    expect(facets.isExact).toBe(false);
    const counts = [
      ...facets.sections.map(({ section, count }: any) => [section.slug, count]),
      ...facets.tags.map(({ tag, count }: any) => [tag.slug, count]),
    ];
    const expected = { news: (3 * ARTICLES) / 4, sport: ARTICLES / 4, boats: ARTICLES / 10 };
    expect(counts.map(([name]) => name)).toEqual(Object.keys(expected));
    for (const [name, count] of counts) {
      const wanted = expected[name as keyof typeof expected];
      expect(Math.abs(count / wanted - 1)).toBeLessThan(0.1);
    }
    const { rows } = await gateway.database.pool.query(
      "SELECT extract(year FROM published_at AT TIME ZONE 'UTC')::int AS year, count(*)::int AS count FROM article GROUP BY 1 ORDER BY 1 DESC",
    );
    expect(facets.years.map(({ year }: any) => year)).toEqual(rows.map(({ year }) => year));
    for (const [i, { count }] of facets.years.entries())
      expect(Math.abs(count / rows[i].count - 1)).toBeLessThan(0.15);
  },
);

test('Facets without matches are exact and empty', async () => {
  const { totalCount, facets } = (await gateway.query(SEARCH, { query: 'submarine' })).search;
  expect({ totalCount, ...facets }).toEqual({
    ...{ totalCount: 0, isExact: true },
    ...{ sections: [], tags: [], years: [] },
  });
});

const FILTERED = `query ($filter: ArticleFilter!, $orderBy: SearchOrder, $after: String) {
  search(query: "harbour", filter: $filter, orderBy: $orderBy, first: 100, after: $after) {
    totalCount
    pageInfo { endCursor hasNextPage }
    nodes { slug }
  }
}`;

test.each([
  ['of a quarter', { sections: { any: ['sport'] } }, 'm.id % 4 = 0'],
  [
    'of a few',
    { sections: { any: ['sport'] }, publishedAt: { before: '2016-12-01T00:00:00Z' } },
    'm.id % 4 = 0 AND m.published_at < $1',
  ],
  ['of the oldest', { publishedAt: { before: '2016-12-01T00:00:00Z' } }, 'm.published_at < $1'],
  ['of nearly all', { not: { tags: { any: ['boats'] } } }, 'm.id % 10 <> 0'],
])(
  'A search for a frequent word among the articles %s finds all of them and no others',
  async (_, filter, condition) => {
    const { rows } = await gateway.database.pool.query(
      `SELECT m.slug FROM article m WHERE ${condition} ORDER BY m.listed_at DESC, m.id DESC`,
      condition.includes('$1') ? ['2016-12-01T00:00:00Z'] : [],
    );
    const slugs = rows.map(({ slug }) => slug);
    const newest = (await gateway.query(FILTERED, { filter, orderBy: 'NEWEST' })).search;
    expect(newest.totalCount).toBe(slugs.length);
    expect(newest.nodes.map(({ slug }: any) => slug)).toEqual(slugs.slice(0, 100));
    const oldest = (await gateway.query(FILTERED, { filter, orderBy: 'OLDEST' })).search;
    expect(oldest.nodes.map(({ slug }: any) => slug)).toEqual(slugs.slice(-100).reverse());
    const found: string[] = [];
    for (let after: string | null = null, i = 0; i < 7; i++) {
      const { pageInfo, nodes }: any = (await gateway.query(FILTERED, { filter, after })).search;
      found.push(...nodes.map(({ slug }: any) => slug));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(found).toHaveLength(Math.min(700, slugs.length));
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((slug) => !slugs.includes(slug))).toEqual([]);
  },
);
