import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../../support/gateway.js';
import { recordStatements } from '../../../support/statements.js';

const slugsOf = ({ nodes }: { nodes: { slug: string }[] }) => nodes.map(({ slug }) => slug);

/** Saves a series of two numbered parts, two without a number, a page and a draft. */
async function saveEels(gateway: Gateway): Promise<void> {
  const series = (part: number | null) => ({ name: 'The eel wars', part });
  await gateway.saveMany([
    { slug: 'a-first', series: series(1), publishedAt: new Date('2026-01-05') },
    { slug: 'b-second', series: series(2), publishedAt: new Date('2026-01-04') },
    { slug: 'c-coda-late', series: series(null), publishedAt: new Date('2026-01-03') },
    { slug: 'd-coda-early', series: series(null), publishedAt: new Date('2026-01-02') },
    { slug: 'e-alone', publishedAt: new Date('2026-01-01') },
    { slug: 'f-draft', series: series(3), draft: true },
    { slug: 'g-draft', series: { name: 'Only drafts', part: 1 }, draft: true },
    { slug: 'h-page', series: series(2), kind: 'PAGE' },
  ]);
}

describe('Reading series', () => {
  let gateway: Gateway;
  let preview: Query;
  beforeAll(async () => {
    gateway = await startGateway();
    preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
    await saveEels(gateway);
  });
  afterAll(() => gateway.close());

  test('The articles of a series are in the order of parts, then of dates, and are paged in both directions', async () => {
    const read = async (args: string) =>
      (
        await gateway.query(`{ series(by: { slug: "the-eel-wars" }) { articles(${args}) {
        nodes { slug } totalCount pageInfo { startCursor endCursor hasNextPage } } } }`)
      ).series.articles;
    const whole = await read('first: 10');
    expect(slugsOf(whole)).toEqual(['a-first', 'b-second', 'd-coda-early', 'c-coda-late']);
    expect(whole.totalCount).toBe(4);
    const first = await read('first: 3');
    expect(slugsOf(await read(`first: 3, after: "${first.pageInfo.endCursor}"`))).toEqual(['c-coda-late']);
    expect(slugsOf(await read(`last: 2, before: "${first.pageInfo.endCursor}"`))).toEqual([
      'a-first',
      'b-second',
    ]);
    expect(slugsOf(await read('first: 10, orderBy: NEWEST'))[0]).toBe('a-first');
    const [error] = await gateway.queryErrors(
      `{ series(by: { slug: "the-eel-wars" }) { articles(after: "${Buffer.from('["articles by PART","{1,2,3}",1]').toString('base64url')}") { nodes { slug } } } }`,
    );
    expect(error!.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('A part names the parts before and after it, and readers see no draft among them', async () => {
    const PARTS = `{ articles(orderBy: TITLE, filter: { series: { any: ["the-eel-wars"] } }) { nodes {
      slug seriesPart { part series { title } previous { slug } next { slug } } } } }`;
    const read = async (query: Query) =>
      (await query(PARTS)).articles.nodes.map(({ slug, seriesPart: { part, previous, next } }: any) => [
        slug,
        part,
        previous?.slug ?? null,
        next?.slug ?? null,
      ]);
    expect(await read(gateway.query)).toEqual([
      ['a-first', 1, null, 'b-second'],
      ['b-second', 2, 'a-first', 'd-coda-early'],
      ['c-coda-late', null, 'd-coda-early', null],
      ['d-coda-early', null, 'b-second', 'c-coda-late'],
    ]);
    expect(await read(preview)).toContainEqual(['f-draft', 3, 'b-second', 'd-coda-early']);
    const { article } = await gateway.query(
      '{ article(by: { slug: "e-alone" }) { series { title } seriesPart { part } } }',
    );
    expect(article).toEqual({ series: null, seriesPart: null });
  });

  test('A series of drafts is not public, and its counts and parts tell none', async () => {
    const LIST = '{ seriesList { totalCount nodes { slug articleCount articles { totalCount } } } }';
    expect((await gateway.query(LIST)).seriesList).toEqual({
      totalCount: 1,
      nodes: [{ slug: 'the-eel-wars', articleCount: 4, articles: { totalCount: 4 } }],
    });
    expect((await preview(LIST)).seriesList.nodes).toEqual([
      { slug: 'only-drafts', articleCount: 1, articles: { totalCount: 1 } },
      { slug: 'the-eel-wars', articleCount: 5, articles: { totalCount: 5 } },
    ]);
    const { series, route } = await gateway.query(
      '{ series(by: { slug: "only-drafts" }) { id } route(path: "/series/only-drafts") { status } }',
    );
    expect([series, route.status]).toEqual([null, 'NOT_FOUND']);
  });

  test('Articles are filtered by the slug, the ID and the title of a series', async () => {
    const { id } = (await gateway.query('{ series(by: { slug: "the-eel-wars" }) { id } }')).series;
    const filter = async (series: object) =>
      slugsOf(
        (
          await gateway.query(
            'query ($filter: ArticleFilter) { articles(filter: $filter, orderBy: PART) { nodes { slug } } }',
            { filter: { series } },
          )
        ).articles,
      );
    const eels = ['a-first', 'b-second', 'd-coda-early', 'c-coda-late'];
    for (const value of ['the-eel-wars', id, 'The eel wars'])
      expect([await filter({ any: [value] }), await filter({ none: [value] })]).toEqual([eels, ['e-alone']]);
    expect(await filter({ any: ['only-drafts'] })).toEqual([]);
    const [error] = await gateway.queryErrors(
      '{ articles(filter: { series: { any: ["VGFnOjE"] } }) { nodes { id } } }',
    );
    expect(error!.message).toBe(
      'filter.series.any: "VGFnOjE" is the ID of another type. Give the ID or the slug of a Series.',
    );
  });

  test('A list of articles with their series and neighbouring parts takes three statements', async () => {
    const statements = await recordStatements(() =>
      gateway.query(`{ articles { nodes { slug seriesPart { part series { title path description }
        previous { title path } next { title path } } } } }`),
    );
    expect(statements).toHaveLength(3);
    const without = await recordStatements(() => gateway.query('{ articles { nodes { slug title path } } }'));
    expect(without).toHaveLength(1);
  });

  test('Former fields of the series of an article return its title and part', async () => {
    const { article } = await gateway.query('{ article(by: { slug: "b-second" }) { series { name part } } }');
    expect(article.series).toEqual({ name: 'The eel wars', part: 2 });
    const { series } = await gateway.query('{ series(by: { slug: "the-eel-wars" }) { name part } }');
    expect(series).toEqual({ name: 'The eel wars', part: null });
  });

  test('Search finds articles by the title of their series, and completion the series', async () => {
    const { search, suggest } = await gateway.query(`{ search(query: "eel wars") { nodes { slug } }
      suggest(prefix: "eel wa") { kind text path node { __typename } } }`);
    expect(slugsOf(search).sort()).toEqual(['a-first', 'b-second', 'c-coda-late', 'd-coda-early', 'h-page']);
    expect(suggest).toEqual([
      { kind: 'SERIES', text: 'The eel wars', path: '/series/the-eel-wars', node: { __typename: 'Series' } },
    ]);
    expect((await gateway.query('{ suggest(prefix: "only dra") { text } }')).suggest).toEqual([]);
  });

  test('A series has feeds and is in a sitemap', async () => {
    const { feeds } = (
      await gateway.query('{ series(by: { slug: "the-eel-wars" }) { feeds { format url } } }')
    ).series;
    expect(feeds.map(({ url }: { url: string }) => new URL(url).pathname)).toContain(
      '/feeds/series/the-eel-wars/rss.xml',
    );
    const get = async (path: string) => (await fetch(`${gateway.address}${path}`)).text();
    const rss = await get('/feeds/series/the-eel-wars/rss.xml');
    expect(rss).toContain('<title>The eel wars · The Harbour Courier</title>');
    expect(rss.match(/<item>/g)).toHaveLength(4);
    expect(await get('/sitemap.xml')).toContain('/sitemaps/series-1.xml');
    const sitemap = await get('/sitemaps/series-1.xml');
    expect(sitemap.match(/<loc>[^<]*/g)).toEqual(['<loc>https://courier.example/series/the-eel-wars']);
  });

  test('JSON-LD of a part and of the page of its series has what Google and schema.org list', async () => {
    // https://developers.google.com/search/docs/appearance/structured-data/article: all are recommended, none is required.
    const OF_ARTICLE = ['author', 'dateModified', 'datePublished', 'headline'];
    // https://schema.org/CreativeWorkSeries: Google has no result of its own for a series, and requires nothing.
    const OF_SERIES = ['@id', '@type', 'name', 'url'];
    const { article, series } = await gateway.query(`{
      article(by: { slug: "b-second" }) { seo { jsonLd } }
      series(by: { slug: "the-eel-wars" }) { seo { jsonLd canonicalUrl title robots } }
    }`);
    const part = JSON.parse(article.seo.jsonLd);
    const page = JSON.parse(series.seo.jsonLd);
    expect(Object.keys(part)).toEqual(expect.arrayContaining([...OF_ARTICLE, 'isPartOf', 'position']));
    expect(part.position).toBe(2);
    expect(Object.keys(part.isPartOf).sort()).toEqual(OF_SERIES);
    expect(page).toMatchObject({
      '@type': 'CollectionPage',
      '@id': series.seo.canonicalUrl,
      name: 'The eel wars',
    });
    // The part names the entity of the page.
    expect(page.mainEntity).toEqual(part.isPartOf);
    expect(part.isPartOf).toEqual({
      '@type': 'CreativeWorkSeries',
      '@id': 'https://courier.example/series/the-eel-wars#series',
      name: 'The eel wars',
      url: 'https://courier.example/series/the-eel-wars',
    });
  });
});
