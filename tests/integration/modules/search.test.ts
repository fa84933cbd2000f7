import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureSearchLanguage } from '../../../src/database/migrations/search-language.js';
import { reindexOutdated } from '../../../src/modules/search/index/reindex-outdated.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { FACETS, SEARCH } from '../../support/search-operations.js';
import { recordStatements } from '../../support/statements.js';

const SUGGEST = 'query ($prefix: String!) { suggest(prefix: $prefix) { kind text path } }';

let gateway: Gateway;
let desk: Query;
let preview: Query;

beforeAll(async () => {
  gateway = await startGateway();
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
afterAll(() => gateway.close());

const body = (text: string) => ({ format: 'markdown' as const, text });

async function slugsFor(query: string, variables = {}, ask = gateway.query): Promise<string[]> {
  const { search } = await ask(SEARCH, { query, ...variables });
  return search.edges.map((edge: any) => edge.node.slug);
}

async function suggested(prefix: string, ask = gateway.query): Promise<string[]> {
  return (await ask(SUGGEST, { prefix })).suggest.map(({ text }: any) => text);
}

describe('Article search', () => {
  beforeAll(async () => {
    await gateway.save({
      slug: 'ferry-strike',
      title: 'Ferry strike enters its second week',
      standfirst: 'Four ships are tied up.',
      body: body(
        'The crews of the harbour council’s boats are on open-source terms; nobody talks. Owner: harbour.gov.',
      ),
      tags: ['Trade unions'],
      authors: ['Zoë Okafor'],
      section: ['Business'],
      publishedAt: new Date('2026-01-13'),
    });
    await gateway.save({
      slug: 'ferries-return',
      title: 'Islands glad of their boats',
      body: body('The ferries have returned, and the strike is over. Rösti and café for all.'),
      publishedAt: new Date('2026-02-01'),
    });
    await gateway.save({
      slug: 'old-ferry',
      title: 'Ferry strike of a century ago',
      publishedAt: new Date('2001-02-01'),
    });
  });

  test('matches any form of a word in title, standfirst, body, tags and byline', async () => {
    expect(await slugsFor('ferry')).toHaveLength(3);
    expect(await slugsFor('crew')).toEqual(['ferry-strike']);
    expect(await slugsFor('trade union')).toEqual(['ferry-strike']);
    expect(await slugsFor('okafor strike')).toEqual(['ferry-strike']);
    expect(await slugsFor('tied ship')).toEqual(['ferry-strike']);
  });

  test('matches words without their accents, and the parts of compound words', async () => {
    expect(await slugsFor('zoe')).toEqual(['ferry-strike']);
    expect(await slugsFor('cafe rosti')).toEqual(['ferries-return']);
    expect(await slugsFor('café')).toEqual(['ferries-return']);
    expect(await slugsFor('open source')).toEqual(['ferry-strike']);
    expect(await slugsFor('open-source')).toEqual(['ferry-strike']);
    expect(await slugsFor('harbour.gov')).toEqual(['ferry-strike']);
  });

  test('Quotes find the words as they are written, stop words included', async () => {
    expect(await slugsFor('"strike enters its second week" "four ships"')).toEqual(['ferry-strike']);
    expect(await slugsFor('"strikes entering its second weeks"')).toEqual([]);
    expect(await slugsFor('"strike of a century"')).toEqual(['old-ferry']);
    expect(await slugsFor('"strike enters week"')).toEqual([]);
    expect((await slugsFor('"second week" OR "ferries have returned"')).sort()).toEqual([
      'ferries-return',
      'ferry-strike',
    ]);
    expect((await slugsFor('"ferry strike" -"second week"')).sort()).toEqual(['old-ferry']);
  });

  test('supports phrases, OR and excluded words', async () => {
    expect(await slugsFor('"second week"')).toEqual(['ferry-strike']);
    expect(await slugsFor('"week second"')).toEqual([]);
    expect((await slugsFor('crews OR rösti')).sort()).toEqual(['ferries-return', 'ferry-strike']);
    expect((await slugsFor('strike -century')).sort()).toEqual(['ferries-return', 'ferry-strike']);
  });

  test('matches stop words in titles if the query has no other words', async () => {
    expect(await slugsFor('of a')).toEqual(['old-ferry']);
    expect(await slugsFor('its -ago')).toEqual(['ferry-strike']);
    expect(await slugsFor('"a of"')).toEqual([]);
    const { search } = await gateway.query(SEARCH, { query: 'of a' });
    expect(search).toMatchObject({ totalCount: 1, didYouMean: null });
    expect(search.edges[0].titleHighlight).toBe('Ferry strike <mark>of</mark> <mark>a</mark> century ago');
  });

  test('ranks titles with all words first, and newer ones before older', async () => {
    expect(await slugsFor('ferry strike')).toEqual(['ferry-strike', 'old-ferry', 'ferries-return']);
  });

  test('accepts the filter of the articles query', async () => {
    expect(await slugsFor('strike', { filter: { sections: { any: ['business'] } } })).toEqual([
      'ferry-strike',
    ]);
    expect(await slugsFor('strike', { filter: { publishedAt: { before: '2010-01-01T00:00:00Z' } } })).toEqual(
      ['old-ferry'],
    );
  });

  test('finds names with signs, numbers and words as they are written', async () => {
    await gateway.save({
      slug: 'cpp',
      title: 'Porting C++ to .NET',
      body: body('## Runs faster\n\nBuilt in 2024-25, version 3.5.'),
    });
    await gateway.save({ slug: 'c', title: 'Porting C to Rust', body: body('It is running on the net.') });
    expect(await slugsFor('C++')).toEqual(['cpp']);
    expect(await slugsFor('porting .net')).toEqual(['cpp']);
    expect(await slugsFor('3.5 2024-25')).toEqual(['cpp']);
    expect((await slugsFor('run')).sort()).toEqual(['c', 'cpp']);
    expect(await slugsFor('running', { mode: 'VERBATIM' })).toEqual(['c']);
    expect(await slugsFor('run', { mode: 'VERBATIM' })).toEqual([]);
    expect(await slugsFor('it is RUNNING', { mode: 'VERBATIM' })).toEqual(['c']);
    expect((await slugsFor('porting -running', { mode: 'VERBATIM' })).sort()).toEqual(['cpp']);
    expect(await slugsFor('"running on the net"', { mode: 'VERBATIM' })).toEqual(['c']);
  });

  test('answers a question of 500 characters by its rarest words', async () => {
    const question = `Why did the crews of the ferries to the islands strike ${'or was there anything else '.repeat(16)}?`;
    const { search } = await gateway.query(SEARCH, { query: question.slice(0, 500), mode: 'RELAXED' });
    expect(search.edges[0].node.slug).toMatch(/ferr/);
    expect(search.relaxed.matched).toEqual(expect.arrayContaining(['crews', 'ferries', 'strike']));
  });

  test('A relaxed search demands phrases', async () => {
    const relaxed = { mode: 'RELAXED' };
    expect(await slugsFor('"second week" strike century', relaxed)).toEqual(['ferry-strike']);
    expect(await slugsFor('"second week" crews submarine', relaxed)).toEqual(['ferry-strike']);
    expect(await slugsFor('"strike enters"', relaxed)).toEqual(['ferry-strike']);
    expect(await slugsFor('"week second" submarine', relaxed)).toEqual([]);
  });

  test('A word that may be meant is offered, and replaces neither a name nor a word that articles have', async () => {
    await gateway.save({
      slug: 'rare',
      title: 'Strikers of Borkum',
      body: body('Macro prices and ferrets.'),
    });
    const find = async (query: string, mode = 'RELAXED') =>
      (await gateway.query(SEARCH, { query, mode })).search;
    for (const query of ['ferrets', '"frery strkie"', 'okafor -frery']) {
      expect([query, (await find(query)).didYouMean]).toEqual([query, null]);
    }
    for (const query of ['Macron', 'macron', 'Macrn']) {
      expect([query, await find(query)]).toMatchObject([query, { didYouMean: 'macro', totalCount: 0 }]);
    }
    expect(await find('frery', 'VERBATIM')).toMatchObject({ didYouMean: null, totalCount: 0 });
    const offered = await find('Macrn borkum submarine');
    expect(offered.didYouMean).toBe('macro borkum submarine');
    expect(offered.edges.map((edge: any) => edge.node.slug)).toEqual(['rare']);
    expect(offered.relaxed).toMatchObject({ matched: ['borkum'], dropped: ['Macrn', 'submarine'] });
  });

  test('A relaxed search finds the likely correction of a word that no article has, and pages through it', async () => {
    const [query, mode] = ['frery submarine', 'RELAXED'];
    const { search } = await gateway.query(SEARCH, { query, mode, first: 2 });
    expect(search).toMatchObject({
      didYouMean: 'ferry submarine',
      relaxed: { matched: ['ferry'], dropped: ['submarine', 'frery'] },
    });
    const after = search.pageInfo.endCursor;
    const found = [
      ...search.edges.map((edge: any) => edge.node.slug),
      ...(await slugsFor(query, { mode, after })),
    ];
    expect(found).toEqual(await slugsFor('ferry submarine', { mode }));
    expect(found).toHaveLength(3);
    for (const other of ['ALL_WORDS', 'VERBATIM']) expect(await slugsFor(query, { mode: other })).toEqual([]);
    // With a stop word in its place, nothing would be left to relax.
    expect(await slugsFor('whith submarine ferry', { mode })).toEqual(found);
  });

  test('rebuilds rows of an earlier index in the background, where it stopped', async () => {
    const { pool } = gateway.database;
    await pool.query("UPDATE article_search SET version = 0, document = '', title = ''");
    expect(await slugsFor('ferry')).toEqual([]);
    expect(await reindexOutdated(pool)).toBe(false);
    expect(await slugsFor('ferry')).toContain('ferry-strike');
    const { rows } = await pool.query(
      'SELECT count(*)::int AS outdated FROM article_search WHERE version < public.search_version()',
    );
    expect(rows[0].outdated).toBe(0);
  });

  test('detects the languages of texts that were saved without one, and stems them anew', async () => {
    const { pool } = gateway.database;
    const text =
      'Die Katzen schlafen am liebsten in den Fenstern der alten Bibliotheken, wenn es draußen regnet.';
    await gateway.save({ slug: 'katzen', title: 'Ein Nachmittag', body: body(text) });
    await pool.query('UPDATE article_body SET detected_language = NULL');
    expect(await slugsFor('Bibliothek Fenster')).toEqual([]);
    await pool.query('UPDATE article_search SET version = 2');
    await pool.query('UPDATE draft_search SET version = 2');
    expect(await reindexOutdated(pool)).toBe(false);
    expect(await slugsFor('Bibliothek Fenster')).toEqual(['katzen']);
    const { rows } = await pool.query(
      `SELECT b.detected_language AS article, d.detected_language AS draft FROM article_body b
       JOIN preview.article_body d USING (article_id) JOIN article a ON a.id = b.article_id WHERE a.slug = 'katzen'`,
    );
    expect(rows).toEqual([{ article: 'de', draft: 'de' }]);
    // Searches of an archive with German texts look for compounds too.
    await pool.query("DELETE FROM article WHERE slug = 'katzen'");
  });

  test('finds words with soft hyphens, in texts and in queries', async () => {
    await gateway.save({
      slug: 'soft',
      title: 'Das Dampf\u00ADschiff',
      body: body('Eine Fahr\u00ADplan\u00ADände\u00ADrung gilt.'),
      language: 'en',
    });
    expect(await slugsFor('Fahrplanänderung Dampfschiff')).toEqual(['soft']);
    expect(await slugsFor('Fahr\u00ADplan\u00ADänderung')).toEqual(['soft']);
    const { search } = await gateway.query(SEARCH, { query: 'Dampfschiff' });
    expect(search.edges[0].titleHighlight).toBe('Das <mark>Dampfschiff</mark>');
  });

  test('corrects a typo to the word that a title has with the others', async () => {
    await gateway.save({ slug: 'boat', title: 'You want a boat', body: body('Bolts, and a boat.') });
    await gateway.save({ slug: 'bolt', title: 'Where to buy a bolt', body: body('A bolt, bolts, bolted.') });
    const find = async (query: string) => (await gateway.query(SEARCH, { query })).search.didYouMean;
    expect(await find('buy a bolr')).toBe('buy a bolt');
    expect(await find('yuo want')).toBe('you want');
    expect(await find('bolr')).toBe('bolt');
    expect(await find('yuo')).toBeNull();
  });

  test('offers a word with its accents, as articles have it', async () => {
    await gateway.save({
      slug: 'mayor',
      title: 'Die Bürgermeisterwahl',
      body: body('Ein Café in São Tomé.'),
    });
    for (const [query, offered] of [
      ['burgermeisterwhal', 'bürgermeisterwahl'],
      ['bürgermeisterwhal', 'bürgermeisterwahl'],
      ['bürgermeisterwhal ferry', 'bürgermeisterwahl ferry'],
    ])
      expect((await gateway.query(SEARCH, { query })).search.didYouMean).toBe(offered);
  });

  test('returns didYouMean and the hits of that spelling if there are few hits', async () => {
    const { search } = await gateway.query(SEARCH, { query: 'frery strkie' });
    expect(search.didYouMean).toBe('ferry strike');
    expect(search.totalCount).toBe(3);
    expect(search.edges[0].node.slug).toBe('ferry-strike');
    expect((await gateway.query(SEARCH, { query: 'ferry' })).search.didYouMean).toBeNull();
    expect((await gateway.query(SEARCH, { query: 'zyxwvu' })).search).toMatchObject({
      didYouMean: null,
      edges: [],
    });
  });

  test.each([
    '',
    '   ',
    'the of and',
    '-ferry',
    '&&& | !!! ((( :* <-> "" --',
    '"unbalanced',
    '\u0001\u0002\u200b',
    '🚢🔥',
    "' OR 1=1 --",
    '\\',
    '%_%',
  ])('returns no hits and no error for %j', async (query) => {
    const { search } = await gateway.query(FACETS, { query });
    expect(search).toEqual({ totalCount: 0, facets: { sections: [], tags: [], years: [] } });
    expect(await slugsFor(query)).toEqual([]);
  });

  test('rejects a query that is too long or contains U+0000', async () => {
    const [error] = await gateway.queryErrors(SEARCH, { query: 'ferry '.repeat(2_000) });
    expect(error).toMatchObject({
      message: 'query must have at most 500 characters, not 12000.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    const [other] = await gateway.queryErrors(SEARCH, { query: 'ferry\u0000' });
    expect(other!.extensions.code).toBe('BAD_USER_INPUT');
  });

  test.each([
    ['nothing', 'rubbish'],
    ['no values', []],
    ['no time', [1, 'yesterday', null, null, null, null, null, 9, 9, [1]]],
    ['text that cannot be stored', [1, null, null, null, null, 'a\u0000', null, 9, 9, [1]]],
    ['statistics of more words', [1, null, null, null, null, null, null, 9, 9, [1, 2]]],
    ['statistics that are no numbers', [1, null, null, null, null, null, null, 9, 'x', [1]]],
    [
      'a relaxation that the query does not allow',
      [1, null, null, null, null, null, { hits: 0, withPhrases: false }, 9, 9, [1]],
    ],
    ['a relaxation of another shape', [1, null, null, null, null, null, 'WORDS', 9, 9, [1]]],
  ])('rejects a cursor with %s', async (_, values) => {
    const cursor = JSON.stringify(['ALL_WORDS search for ferry', JSON.stringify(values), 1]);
    const after = Buffer.from(cursor).toString('base64url');
    const [error] = await gateway.queryErrors(SEARCH, { query: 'ferry', after });
    expect(error!.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('returns the first facets of each kind, 10 unless more are requested', async () => {
    await gateway.saveMany(
      Array.from({ length: 12 }, (_, i) => ({
        ...{ slug: `facet-${i}`, title: `Facetious ${i}`, section: [`Facet ${i}`] },
        tags: Array.from({ length: i + 1 }, (_, tag) => `Facet tag ${tag}`),
        publishedAt: new Date(Date.UTC(2001 + i, 0, 2)),
      })),
    );
    const ask = async (args: string) =>
      (
        await gateway.query(
          `{ search(query: "facetious") { facets {
            sections${args} { count } tags${args} { tag { slug } count } years${args} { year }
          } } }`,
        )
      ).search.facets;
    const byDefault = await ask('');
    expect(Object.values(byDefault).map((list) => (list as unknown[]).length)).toEqual([10, 10, 10]);
    expect(byDefault.tags.slice(0, 2)).toEqual([
      { tag: { slug: 'facet-tag-0' }, count: 12 },
      { tag: { slug: 'facet-tag-1' }, count: 11 },
    ]);
    expect(byDefault.years[0]).toEqual({ year: 2012 });
    expect((await ask('(first: 100)')).tags).toHaveLength(12);
    expect(await ask('(first: 0)')).toEqual({ sections: [], tags: [], years: [] });
    const [error] = await gateway.queryErrors(
      '{ search(query: "facetious") { facets { tags(first: 101) { count } } } }',
    );
    expect(error).toMatchObject({
      message: 'first must be between 0 and 100, not 101.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('counts hits with their page or facets, not by a statement of its own', async () => {
    const ask = (fields: string) =>
      recordStatements(() => gateway.query(`{ search(query: "ferry", first: 1) { ${fields} } }`));
    const counts = (statements: string[]) =>
      statements.filter((text) => text.includes(') SELECT count(*)::int AS articles FROM')).length;
    expect(counts(await ask('nodes { slug } facets { tags { count } }'))).toBe(0);
    expect(counts(await ask('totalCount facets { tags { count } }'))).toBe(0);
  });

  test('escapes highlights so that only <mark> is markup', async () => {
    await gateway.save({
      slug: 'markup',
      title: 'A "quoted" <b>wombat</b> & <mark>its</mark> \uE000friends\uE001 in A/B-tests',
      body: body('Some say `<script>alert(1)</script>` of a wombat & the "rest" of <mark>us</mark>.'),
    });
    const { search } = await gateway.query(SEARCH, { query: 'wombat friends' });
    const [{ titleHighlight, bodyHighlight }] = search.edges;
    expect(titleHighlight).toBe(
      'A &quot;quoted&quot; &lt;b&gt;<mark>wombat</mark>&lt;/b&gt; &amp; &lt;mark&gt;its&lt;/mark&gt; <mark>friends</mark> in A/B-tests',
    );
    expect(bodyHighlight).toBe(
      'Some say &lt;script&gt;alert(1)&lt;/script&gt; of a <mark>wombat</mark> &amp; the &quot;rest',
    );
  });
});

describe('Search index', () => {
  const update =
    'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }';
  const act = (name: string) =>
    `mutation ($id: ID!) { ${name}(input: { id: $id }) { userErrors { message } } }`;
  const idOf = async (slug: string) =>
    (await preview('query ($slug: String!) { article(by: { slug: $slug }) { id } }', { slug })).article.id;

  test('follows publishing, editing and unpublishing, with drafts only in the preview', async () => {
    await gateway.save({ slug: 'quokka', title: 'A quokka', body: body('Marsupial.'), draft: true });
    expect(await slugsFor('quokka')).toEqual([]);
    expect(await suggested('quokk')).toEqual([]);
    expect(await slugsFor('quokka', {}, preview)).toEqual(['quokka']);
    expect(await suggested('quokk', preview)).toEqual(['A quokka']);

    const id = await idOf('quokka');
    await desk(act('publishArticle'), { id });
    expect(await slugsFor('quokka')).toEqual(['quokka']);
    expect(await suggested('quokk')).toEqual(['A quokka']);

    await desk(update, { input: { id, title: 'A numbat', bodyMarkdown: 'Termites.', tags: ['Anteaters'] } });
    expect(await slugsFor('numbat OR termites OR anteaters')).toEqual([]);
    expect(await slugsFor('numbat termites anteaters', {}, preview)).toEqual(['quokka']);
    expect(await slugsFor('quokka', {}, preview)).toEqual([]);
    expect(await suggested('anteat')).toEqual([]);

    await desk(act('publishArticle'), { id });
    expect(await slugsFor('numbat termites anteaters')).toEqual(['quokka']);
    expect(await slugsFor('quokka')).toEqual([]);
    await desk(act('unpublishArticle'), { id });
    expect(await slugsFor('numbat')).toEqual([]);
    expect(await suggested('numb')).toEqual([]);
    const { search } = await gateway.query(SEARCH, { query: 'numbta' });
    expect(search.didYouMean).toBeNull();
    await desk(act('deleteArticle'), { id });
    expect(await slugsFor('numbat', {}, preview)).toEqual([]);
    expect(await suggested('numb', preview)).toEqual([]);
  });

  test('follows renamed tags and authors, and removed tags', async () => {
    const { prisma: editorial } = gateway.database;
    await gateway.save({
      slug: 'named',
      title: 'Plain',
      tags: ['Dugongs'],
      authors: ['Ida Brandt'],
      body: body('Seagrass'),
    });
    const published = await slugsFor('dugongs brandt seagrass');
    expect(published).toEqual(['named']);
    await editorial.tag.update({ where: { slug: 'dugongs' }, data: { name: 'Manatees' } });
    await editorial.author.update({ where: { slug: 'ida-brandt' }, data: { name: 'Ida Kvist' } });
    for (const ask of [gateway.query, preview]) {
      expect(await slugsFor('manatees kvist seagrass', {}, ask)).toEqual(['named']);
      expect(await slugsFor('dugongs', {}, ask)).toEqual([]);
      expect(await suggested('manat', ask)).toEqual(['Manatees']);
      expect(await suggested('dugon', ask)).toEqual([]);
    }
    await editorial.articleTag.deleteMany({ where: { tag: { slug: 'dugongs' } } });
    expect(await slugsFor('manatees')).toEqual([]);
    expect(await slugsFor('seagrass')).toEqual(['named']);
  });

  test('indexes only the names of an article again when its tags change', async () => {
    const { pool } = gateway.database;
    await gateway.save({ slug: 'tagged', title: 'Plain', tags: ['Otters'], body: body('Kelp') });
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query("DELETE FROM article_tag USING tag t WHERE t.id = tag_id AND t.slug = 'otters'");
    const { rows } = await client.query('SELECT stale FROM article_search WHERE stale IS NOT NULL');
    expect(rows).toEqual([{ stale: 'NAMES' }]);
    await client.query('COMMIT');
    client.release();
    expect(await slugsFor('otters')).toEqual([]);
    expect(await slugsFor('kelp plain')).toEqual(['tagged']);
  });

  test('accepts a body of 120,000 different words', async () => {
    const words = Array.from({ length: 120_000 }, (_, i) => `w${i.toString(36)}`).join(' ');
    await gateway.save({ slug: 'long', title: 'Longest', body: { format: 'html', text: `<p>${words}</p>` } });
    expect(await slugsFor('longest w2s')).toEqual(['long']);
  });
});

describe('Completion', () => {
  beforeAll(async () => {
    await gateway.save({
      slug: 'elections',
      title: 'Élections: what the harbour votes on',
      tags: ['Election night'],
      authors: ['Elena Voss'],
      section: ['Elsewhere'],
    });
  });

  test('returns titles, tags, sections and authors, each with its path', async () => {
    const { suggest } = await gateway.query(SUGGEST, { prefix: 'el' });
    expect(suggest).toEqual(
      expect.arrayContaining([
        { kind: 'TAG', text: 'Election night', path: '/tags/election-night' },
        { kind: 'SECTION', text: 'Elsewhere', path: '/elsewhere' },
        { kind: 'AUTHOR', text: 'Elena Voss', path: '/authors/elena-voss' },
        { kind: 'ARTICLE', text: 'Élections: what the harbour votes on', path: '/elsewhere/elections' },
      ]),
    );
  });

  test('returns the content of each, with one statement per type', async () => {
    const ask = (fields: string) => `query { suggest(prefix: "el") { kind path ${fields} } }`;
    const fragments = ['Article', 'Tag', 'Section', 'Author']
      .map((type) => `... on ${type} { id ${type}Path: path }`)
      .join(' ');
    const { suggest } = await gateway.query(ask(`node { __typename ${fragments} }`));
    expect(new Set(suggest.map(({ kind }: any) => kind)).size).toBe(4);
    for (const { kind, path, node } of suggest) {
      expect(node.__typename.toUpperCase()).toBe(kind);
      expect(node[`${node.__typename}Path`]).toBe(path);
      expect(await gateway.query(`{ node(id: "${node.id}") { __typename } }`)).toEqual({
        node: { __typename: node.__typename },
      });
    }
    const [plain, withNodes] = [
      await recordStatements(() => gateway.query(ask(''))),
      await recordStatements(() => gateway.query(ask(`node { ${fragments} }`))),
    ];
    expect(withNodes).toHaveLength(plain.length);
  });

  test('skips any number of tags without published articles', async () => {
    const tags = Array.from({ length: 150 }, (_, i) => ({ slug: `oyster-${i}`, name: `Oyster ${i}` }));
    await gateway.importService.saveTaxonomy({ sections: [], authors: [], tags });
    await gateway.save({ slug: 'shells', tags: ['Oyster zone'] });
    expect(await suggested('oyster')).toEqual(['Oyster zone']);
  });

  test('matches from any word, ignoring case, accents and one typo', async () => {
    expect(await suggested('harbour vo')).toEqual(['Élections: what the harbour votes on']);
    expect(await suggested('VOSS')).toEqual(['Elena Voss']);
    expect(await suggested('élec')).toContain('Élections: what the harbour votes on');
    expect(await suggested('harbuor')).toContain('Élections: what the harbour votes on');
    expect(await suggested('elektion')).toContain('Election night');
    expect(await suggested('')).toEqual([]);
    expect(await suggested('%')).toEqual([]);
  });

  test('rejects more than 20 results', async () => {
    const [error] = await gateway.queryErrors('{ suggest(prefix: "a", first: 21) { text } }');
    expect(error!.message).toBe('first must be between 0 and 20, not 21.');
  });
});

test('Search uses the stemmer of SITE_LANGUAGE', async () => {
  const german = await startGateway({ SITE_LANGUAGE: 'de-AT' });
  try {
    expect((await german.query(SEARCH, { query: 'haus hafen' })).search.totalCount).toBe(0); // in an empty archive
    await german.save({ slug: 'haus', title: 'Die Häuser am Hafen', body: body('Sie wurden gebaut.') });
    await ensureSearchLanguage(german.database.connection, 'de-AT');
    const find = async (query: string) => {
      const { search } = await german.query(SEARCH, { query });
      return search.edges.map((edge: any) => edge.node.slug);
    };
    expect(await find('haus')).toEqual(['haus']);
    expect(await find('hausern')).toEqual(['haus']);
    await Promise.all([1, 2, 3].map(() => ensureSearchLanguage(german.database.connection, 'ja')));
    expect(await find('haus')).toEqual([]);
    expect(await find('hauser')).toEqual(['haus']);
  } finally {
    await german.close();
  }
});
