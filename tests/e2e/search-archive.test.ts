import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../src/app/worker/background-worker.js';
import { readConfig } from '../../src/config/env.js';
import { Prisma } from '../../src/database/generated/client.js';
import { noopLogger } from '../../src/shared/logging/logger.js';
import { type Gateway, type Query, startGateway } from '../support/gateway.js';
import { FACETS, SEARCH } from '../support/search-operations.js';
import { recordStatements } from '../support/statements.js';
import { waitUntil } from '../support/until.js';

const HALF = 600;
const WORDS = [
  'harbour',
  'council',
  'bridge',
  'market',
  'school',
  'tide',
  'storm',
  'vote',
  'clinic',
  'budget',
];

let gateway: Gateway;
let desk: Query;
let preview: Query;
beforeAll(async () => {
  gateway = await startGateway();
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
  // By SQL, as a loader would: the triggers see to the rest.
  // Jobs have more time than requests: indexing this takes some seconds.
  const run = ({ text, values }: Prisma.Sql) => gateway.database.jobPool.query(text, values);
  await run(
    Prisma.sql`INSERT INTO section (slug, name) SELECT 's-' || n, 'S ' || n FROM generate_series(1, 3) n`,
  );
  await run(
    Prisma.sql`INSERT INTO tag (slug, name) SELECT 't-' || n, 'T ' || n FROM generate_series(1, 8) n`,
  );
  await run(Prisma.sql`
    INSERT INTO draft (slug, path, title, opening, word_count, section_id, revision, published_at, updated_at)
    SELECT 'many-' || n, '/many-' || n, 'Story ' || (${WORDS}::text[])[1 + n % 10], '', 3,
      (SELECT id FROM section WHERE slug = 's-' || n % 4), 1, timestamptz '2026-03-01Z' - n % 90 * interval '19 days', now()
    FROM generate_series(1, ${2 * HALF}::int) n`);
  await run(Prisma.sql`
    INSERT INTO article (id, slug, path, title, opening, word_count, section_id, revision, published_at, listed_at, updated_at)
    SELECT id, slug, path, title, opening, word_count, section_id, revision, published_at, published_at, updated_at
    FROM draft WHERE slug LIKE 'many-%' AND substr(slug, 6)::int <= ${HALF}::int`);
  await run(Prisma.sql`
    INSERT INTO article_body (article_id, html, text, markdown, outline, blocks)
    SELECT id, '', 'Archive ' || array_to_string(ARRAY(
      SELECT w FROM unnest(${WORDS}::text[]) WITH ORDINALITY u(w, i) WHERE hashint4(id * 31 + i::int) % 3 = 0
    ), ' '), '', '[]', '[]' FROM article WHERE slug LIKE 'many-%'`);
  await run(Prisma.sql`
    INSERT INTO article_tag (article_id, tag_id, position, listed_at)
    SELECT a.id, t.id, 0, a.listed_at FROM article a JOIN tag t ON t.slug = 't-' || (a.id + t.id) % 8
    WHERE a.slug LIKE 'many-%'`);
});
afterAll(() => gateway.close());

async function findSlugs(query: string, variables = {}): Promise<string[]> {
  const { search } = await gateway.query(SEARCH, { query, ...variables });
  return search.edges.map((edge: any) => edge.node.slug);
}

async function walk(
  query: string,
  variables: { first: number; orderBy?: string; filter?: object },
  between?: () => Promise<unknown>,
): Promise<string[]> {
  const slugs: string[] = [];
  for (let after: string | null = null; ; ) {
    const { search }: any = await gateway.query(SEARCH, { query, ...variables, after });
    slugs.push(...search.edges.map((edge: any) => edge.node.slug));
    if (!search.pageInfo.hasNextPage) return slugs;
    after = search.pageInfo.endCursor;
    await between?.();
  }
}

test('Search in a large archive pages through each hit once, including those beyond the ranked ones', async () => {
  const { search } = await gateway.query(SEARCH, { query: 'story archive', first: 0 });
  expect(search.totalCount).toBe(HALF);
  const slugs = await walk('story archive', { first: 97 });
  expect(slugs).toHaveLength(HALF);
  expect(new Set(slugs).size).toBe(HALF);
});

test('A search pages through each hit once, however many have one date', async () => {
  const { pool } = gateway.database;
  await pool.query("UPDATE article_search SET listed_at = '2024-05-01Z'");
  for (const query of ['story archive', 'archive']) {
    const slugs = await walk(query, { first: 97 });
    expect(new Set(slugs).size).toBe(slugs.length);
    const { search } = await gateway.query(SEARCH, { query, first: 0 });
    expect(slugs).toHaveLength(search.totalCount);
  }
  await pool.query(
    'UPDATE article_search s SET listed_at = a.listed_at FROM article a WHERE a.id = s.article_id',
  );
});

test('Search in a large archive returns each hit once when articles are published between the pages', async () => {
  const before = await walk('archive', { first: 100 });
  let i = 0;
  const save = () =>
    gateway.save({
      slug: `late-${i}`,
      title: `Archive story ${i}`,
      body: { format: 'markdown', text: 'Archive.' },
      publishedAt: new Date(Date.UTC(2026, 8 - 2 * i++, 1)),
    });
  const slugs = await walk('archive', { first: 83 }, save);
  expect(slugs.filter((slug) => before.includes(slug)).sort()).toEqual([...before].sort());
  expect(new Set(slugs).size).toBe(slugs.length);
});

test('Search in a large archive counts hits and facets exactly like a plain SQL count', async () => {
  const pick = (list: string[]) => list[Math.floor(Math.random() * list.length)]!;
  const shapes = [
    () => pick(WORDS),
    () => `${pick(WORDS)} ${pick(WORDS)}`,
    () => `${pick(WORDS)} OR ${pick(WORDS)}`,
    () => `${pick(WORDS)} -${pick(WORDS)}`,
    () => `"${pick(WORDS)} ${pick(WORDS)}"`,
    () => `"${pick(WORDS)} ${pick(WORDS)}" OR ${pick(WORDS)} archive -${pick(WORDS)}`,
  ];
  const filters = [
    null,
    { sections: { any: ['s-1'] } },
    { tags: { any: ['t-2', 't-3'] } },
    { publishedAt: { after: '2024-01-01T00:00:00Z' } },
  ];
  const plain = (words: string, having: string) => `
    WITH found AS (
      SELECT a.* FROM article a JOIN article_body b ON b.article_id = a.id LEFT JOIN section s ON s.id = a.section_id
      WHERE to_tsvector('public.site', concat_ws(' ',
          (SELECT string_agg(t.name, ' ' ORDER BY g.position) FROM article_tag g JOIN tag t ON t.id = g.tag_id WHERE g.article_id = a.id),
          (SELECT string_agg(w.name, ' ' ORDER BY g.position) FROM article_author g JOIN author w ON w.id = g.author_id WHERE g.article_id = a.id),
          a.title, a.standfirst, left(b.text, 100000))) @@ websearch_to_tsquery('public.site', ${words}) AND ${having}
    )
    SELECT (SELECT count(*)::int FROM found) AS "totalCount",
      ARRAY(SELECT s.slug || ' ' || count(*) FROM found a JOIN section s ON s.id = a.section_id GROUP BY s.slug) AS sections,
      ARRAY(SELECT t.slug || ' ' || count(*) FROM found a JOIN article_tag g ON g.article_id = a.id JOIN tag t ON t.id = g.tag_id GROUP BY t.slug) AS tags,
      ARRAY(SELECT extract(year FROM a.published_at AT TIME ZONE 'UTC') || ' ' || count(*) FROM found a GROUP BY extract(year FROM a.published_at AT TIME ZONE 'UTC')) AS years`;
  const conditions = [
    'true',
    "s.slug = 's-1'",
    "EXISTS (SELECT FROM article_tag g JOIN tag t ON t.id = g.tag_id WHERE g.article_id = a.id AND t.slug IN ('t-2', 't-3'))",
    "a.published_at >= '2024-01-01Z'",
  ];
  let found = 0;
  for (let i = 0; i < 200; i++) {
    const query = shapes[i % shapes.length]!();
    const filter = filters[i % 4]!;
    const { search } = await gateway.query(FACETS, { query, filter });
    const { rows } = await gateway.database.pool.query(plain('$1', conditions[i % 4]!), [query]);
    const expected = rows[0];
    found += expected.totalCount;
    const counts = (list: any[], name: (facet: any) => unknown) =>
      list.map((facet) => `${name(facet)} ${facet.count}`).sort();
    const { sections, tags, years } = search.facets;
    // Few hits bring in those of another spelling.
    if (expected.totalCount < 3 && search.totalCount !== expected.totalCount) continue;
    expect({
      query,
      totalCount: search.totalCount,
      sections: counts(sections, ({ section }) => section.slug),
      tags: counts(tags, ({ tag }) => tag.slug),
      years: counts(years, ({ year }) => year),
    }).toEqual({
      query,
      totalCount: expected.totalCount,
      sections: expected.sections.sort(),
      tags: expected.tags.sort(),
      years: expected.years.sort(),
    });
  }
  expect(found).toBeGreaterThan(1_000);
});

test('Search in a large archive ranks the best match first among thousands and returns each of them', async () => {
  const { prisma: editorial } = gateway.database;
  const MANY = 2_100;
  const columns = Prisma.raw('slug, path, title, opening, word_count, revision, published_at, updated_at');
  for (let i = 1; i <= MANY; i += 300) {
    await editorial.$executeRaw`
      INSERT INTO draft (${columns})
      SELECT 'ledger-' || n, '/ledger-' || n, 'Entry ' || n, '', 3, 1, timestamptz '2026-03-01Z' - n * interval '1 hour', now()
      FROM generate_series(${i}::int, ${i + 299}::int) n`;
  }
  for (let i = 1; i <= MANY; i += 300) {
    // The two words stand side by side in one of the oldest, and apart in all others.
    await editorial.$executeRaw`
      WITH a AS (
        INSERT INTO article (id, listed_at, ${columns})
        SELECT id, published_at, ${columns} FROM draft
        WHERE slug IN (SELECT 'ledger-' || n FROM generate_series(${i}::int, ${i + 299}::int) n) RETURNING id, slug
      )
      INSERT INTO article_body (article_id, html, text, markdown, outline, blocks)
      SELECT id, '', CASE slug WHEN 'ledger-2090' THEN 'Balanced ledgers' ELSE 'Ledgers are to be kept neat and balanced' END, '', '[]', '[]'
      FROM a`;
  }
  expect(await findSlugs('ledger balance', { first: 1, halfLifeDays: 0 })).toEqual(['ledger-2090']);
  expect(await findSlugs('ledger balance', { first: 2 })).toEqual(['ledger-1', 'ledger-2']);
  expect(await findSlugs('"balanced ledgers"')).toEqual(['ledger-2090']);
  expect(await findSlugs('"balanced ledger"')).toEqual([]);
  expect(await findSlugs('entry', { first: 2 })).toEqual(['ledger-1', 'ledger-2']);
  const slugs = await walk('ledger balance', { first: 100 });
  expect(slugs).toHaveLength(MANY);
  expect(new Set(slugs).size).toBe(MANY);

  // Sorted by date, over all of them or those that a filter leaves.
  const byAge = Array.from({ length: MANY }, (_, i) => `ledger-${i + 1}`);
  expect(await walk('ledger balance', { first: 100, orderBy: 'NEWEST' })).toEqual(byAge);
  expect(await walk('ledger balance', { first: 100, orderBy: 'OLDEST' })).toEqual([...byAge].reverse());
  const filter = { publishedAt: { before: '2025-12-20T00:00:00Z' } };
  const older = byAge.slice(24 * 71);
  expect(await walk('ledger balance', { first: 50, orderBy: 'NEWEST', filter })).toEqual(older);
  // So many that windows of the newest are read, and so few that each is read.
  const most = { publishedAt: { before: '2026-02-28T22:00:00Z' } };
  const few = { publishedAt: { after: '2025-12-10T00:00:00Z', before: '2025-12-12T00:00:00Z' } };
  const found = { most: byAge.slice(2), few: byAge.slice(24 * 79, 24 * 81) };
  for (const [filter, slugs] of [[most, found.most] as const, [few, found.few] as const]) {
    for (const query of ['entry', 'ledger balance']) {
      expect(await walk(query, { first: 50, orderBy: 'NEWEST', filter })).toEqual(slugs);
      expect((await walk(query, { first: 50, filter })).sort()).toEqual([...slugs].sort());
      const { search } = await gateway.query(FACETS, { query, filter });
      expect(search.totalCount).toBe(slugs.length);
    }
  }
  expect(await findSlugs('ledger balance', { first: 1, halfLifeDays: 0, filter: most })).toEqual([
    'ledger-2090',
  ]);
  const [error] = await gateway.queryErrors(SEARCH, {
    query: 'ledger',
    orderBy: 'NEWEST',
    after: (await gateway.query(SEARCH, { query: 'ledger', first: 1 })).search.pageInfo.endCursor,
  });
  expect(error!.message).toContain(
    'is a cursor of ALL_WORDS search for ledger, but the list is ALL_WORDS search for ledger by NEWEST',
  );
});

test('Search in a large archive reindexes the many articles of a renamed tag in the background', async () => {
  const { prisma: editorial } = gateway.database;
  const background = await startBackgroundWorkers({
    config: readConfig({}),
    database: gateway.database,
    logger: noopLogger,
  });
  const found = async (query: string) => (await gateway.query(FACETS, { query })).search.totalCount;
  await editorial.$executeRaw`
    INSERT INTO article_tag (article_id, tag_id, position, listed_at)
    SELECT a.id, t.id, 9, a.listed_at FROM article a, tag t WHERE t.slug = 't-5' AND a.slug LIKE 'many-%'
    ON CONFLICT DO NOTHING`;
  const { tag } = await preview('{ tag(by: { slug: "t-5" }) { id } }');
  const rename = `mutation ($input: UpdateTagInput!) { updateTag(input: $input) { userErrors { message } } }`;
  try {
    for (const name of ['Lighthouses', 'Beacons']) {
      await desk(rename, { input: { id: tag.id, name } });
      await waitUntil(async () => (await found(name)) === HALF);
    }
    expect(await found('lighthouses')).toBe(0);
  } finally {
    await background.stop();
  }
});

test('Search in a large archive takes as many SQL statements for 100 hits as for 3', async () => {
  const PAGE = `query ($first: Int!) { search(query: "archive", first: $first) {
    totalCount facets { sections { section { name } } tags { tag { name } } years { year } }
    edges { titleHighlight bodyHighlight node { title section { name } tags { name } authors { name } } }
  } }`;
  await gateway.query(PAGE, { first: 1 });
  const few = await recordStatements(() => gateway.query(PAGE, { first: 3 }));
  const many = await recordStatements(() => gateway.query(PAGE, { first: 100 }));
  expect(many).toHaveLength(few.length);
  const plain = await recordStatements(() =>
    gateway.query('{ search(query: "archive") { nodes { title } } }'),
  );
  expect(plain).toHaveLength(2); // the words, and the articles that have them
});
