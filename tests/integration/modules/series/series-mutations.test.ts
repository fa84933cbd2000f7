import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../../support/gateway.js';

let gateway: Gateway;
let desk: Query;
let preview: Query;

beforeAll(async () => {
  // With the caches, so that each change must invalidate what was read before it.
  gateway = await startGateway({ CACHE_MB: '16' });
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
afterAll(() => gateway.close());

async function run(mutation: string, input: object): Promise<any> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const field = mutation.startsWith('delete') ? 'deletedId' : 'series { id slug title description parts }';
  const { payload } = await desk(
    `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { ${field} userErrors { code field message } } }`,
    { input },
  );
  await gateway.app.cacheInvalidator.waitForSync();
  return payload;
}

async function saveArticle(mutation: 'createArticle' | 'updateArticle', input: object): Promise<any> {
  const type = mutation === 'createArticle' ? 'CreateArticleInput' : 'UpdateArticleInput';
  const { payload } = await desk(
    `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) {
      article { id slug seriesPart { part series { slug title } } } userErrors { code field message } } }`,
    { input },
  );
  await gateway.app.cacheInvalidator.waitForSync();
  return payload;
}

const readSeries = async (slug: string, query = gateway.query) =>
  (
    await query(
      `query ($slug: String!) { series(by: { slug: $slug }) {
        id title articleCount articles { nodes { slug seriesPart { part next { slug } } } } } }`,
      { slug },
    )
  ).series;

const listParts = async (slug: string, query = gateway.query) =>
  (await readSeries(slug, query))?.articles.nodes.map(({ slug, seriesPart: { part } }: any) => [slug, part]);

const readRoute = async (path: string) =>
  (await gateway.query('query ($path: String!) { route(path: $path) { status redirectTo } }', { path }))
    .route;

describe('createSeries and updateSeries', () => {
  test('A series is created with its details, and is public with its first published article', async () => {
    const { series, userErrors } = await run('createSeries', {
      title: 'The long way',
      description: 'A walk.',
      parts: 3,
    });
    expect(userErrors).toEqual([]);
    expect(series).toMatchObject({ slug: 'the-long-way', description: 'A walk.', parts: 3 });
    expect(await readSeries('the-long-way')).toBeNull();
    expect((await readSeries('the-long-way', preview)).articleCount).toBe(0);
    await saveArticle('createArticle', {
      title: 'Day one',
      series: { series: series.id, part: 1 },
      publish: {},
    });
    expect(await listParts('the-long-way')).toEqual([['day-one', 1]]);
  });

  test('Bad titles, slugs and numbers of parts are user errors with their fields', async () => {
    expect((await run('createSeries', { title: ' ', slug: 'Not A Slug', parts: 0 })).userErrors).toEqual([
      { code: 'INVALID', field: ['title'], message: 'The title must not be empty.' },
      expect.objectContaining({ field: ['slug'] }),
      { code: 'INVALID', field: ['parts'], message: 'The value must be at least 1, not 0.' },
    ]);
    expect((await run('createSeries', { title: 'THE LONG WAY' })).userErrors).toEqual([
      {
        code: 'TAKEN',
        field: ['slug'],
        message:
          'The series "The long way" (the-long-way) already exists. To merge the two series, use mergeSeries.',
      },
    ]);
    expect((await run('createSeries', { title: '!!!' })).userErrors[0]).toMatchObject({ field: ['slug'] });
    expect((await run('createSeries', { title: 'x'.repeat(201) })).userErrors).toEqual([
      expect.objectContaining({ code: 'TOO_LONG', field: ['title'] }),
    ]);
    expect((await run('updateSeries', { id: toGlobalId('Series', 999), title: 'New' })).userErrors).toEqual([
      expect.objectContaining({ code: 'NOT_FOUND', field: ['id'] }),
    ]);
  });

  test('A new slug redirects, and articles and filters by the former title follow a new one', async () => {
    await gateway.save({ slug: 'tide-1', series: { name: 'Tides', part: 1 } });
    const { id } = await readSeries('tides');
    const filtered = async (value: string) =>
      (
        await gateway.query(
          'query ($value: String!) { articles(filter: { series: { any: [$value] } }) { nodes { slug } } }',
          { value },
        )
      ).articles.nodes.length;
    expect([await filtered('tides'), await filtered('Tides'), await filtered('Ebb and flow')]).toEqual([
      1, 1, 0,
    ]);
    const { series } = await run('updateSeries', { id, title: 'Ebb and flow', slug: 'ebb' });
    expect(series).toMatchObject({ title: 'Ebb and flow', slug: 'ebb' });
    expect([await filtered('tides'), await filtered('Tides'), await filtered('Ebb and flow')]).toEqual([
      0, 0, 1,
    ]);
    expect(await readRoute('/series/tides')).toEqual({ status: 'MOVED', redirectTo: '/series/ebb' });
    const { article, search, suggest } =
      await gateway.query(`{ article(by: { slug: "tide-1" }) { series { title path } seo { jsonLd } }
      search(query: "ebb flow") { nodes { slug } } suggest(prefix: "ebb") { path } }`);
    expect(article.series).toEqual({ title: 'Ebb and flow', path: '/series/ebb' });
    expect(JSON.parse(article.seo.jsonLd)).toMatchObject({
      isPartOf: {
        '@type': 'CreativeWorkSeries',
        name: 'Ebb and flow',
        url: 'https://courier.example/series/ebb',
      },
      position: 1,
    });
    expect([search.nodes, suggest]).toEqual([[{ slug: 'tide-1' }], [{ path: '/series/ebb' }]]);
    // An import of the former title does not bring the former series back.
    await gateway.save({ slug: 'tide-2', series: { name: 'Tides', part: 2 } });
    expect(await listParts('ebb')).toEqual([
      ['tide-1', 1],
      ['tide-2', 2],
    ]);
  });
});

describe('orderSeries', () => {
  let ids: string[];
  beforeEach(async () => {
    await gateway.saveMany(
      ['one', 'two', 'three'].map((slug, i) => ({
        slug: `order-${slug}`,
        series: { name: 'Order', part: i + 1 },
        publishedAt: new Date(2026, 0, i + 1),
      })),
    );
    ids = (await readSeries('order')).articles.nodes.map(({ slug }: { slug: string }) => slug);
  });

  test('The articles get new parts at once, in drafts too, and those left out follow without a part', async () => {
    expect(ids).toEqual(['order-one', 'order-two', 'order-three']);
    const { id } = await readSeries('order');
    expect((await run('orderSeries', { id, articles: ['order-three', 'order-one'] })).userErrors).toEqual([]);
    const expected = [
      ['order-three', 1],
      ['order-one', 2],
      ['order-two', null],
    ];
    expect(await listParts('order')).toEqual(expected);
    expect(await listParts('order', preview)).toEqual(expected);
    expect((await readSeries('order')).articles.nodes[0].seriesPart.next).toEqual({ slug: 'order-one' });
  });

  test('The next save of an article keeps the part that the order gave it', async () => {
    const { id } = await readSeries('order');
    await run('orderSeries', { id, articles: ['order-two', 'order-three', 'order-one'] });
    const { article } = await preview('{ article(by: { slug: "order-one" }) { id } }');
    const { article: saved } = await saveArticle('updateArticle', {
      id: article.id,
      title: 'New',
      publish: {},
    });
    expect(saved.seriesPart).toEqual({ part: 3, series: { slug: 'order', title: 'Order' } });
    expect((await listParts('order'))[2]).toEqual(['order-one', 3]);
  });

  test('Unknown, foreign and repeated articles are user errors with their places, and nothing changes', async () => {
    const { id } = await readSeries('order');
    await gateway.save({ slug: 'elsewhere' });
    const before = await listParts('order');
    const articles = ['order-two', 'nowhere', 'elsewhere', 'order-two'];
    expect((await run('orderSeries', { id, articles })).userErrors).toEqual([
      {
        code: 'NOT_FOUND',
        field: ['articles', '1'],
        message: 'The article nowhere was not found. Give the ID or slug of one that exists.',
      },
      {
        code: 'INVALID',
        field: ['articles', '2'],
        message: expect.stringContaining('is not in the series "Order"'),
      },
      { code: 'INVALID', field: ['articles', '3'], message: expect.stringContaining('is in the list twice') },
    ]);
    expect(await listParts('order')).toEqual(before);
  });
});

describe('mergeSeries and deleteSeries', () => {
  test('Merged series leave their articles with their parts, redirects and titles to the one that remains', async () => {
    await gateway.saveMany([
      { slug: 'm-one', series: { name: 'Into', part: 1 } },
      { slug: 'm-two', series: { name: 'From', part: 2 } },
      { slug: 'm-draft', series: { name: 'From', part: 3 }, draft: true },
    ]);
    expect((await run('mergeSeries', { from: ['from'], into: 'into' })).series.slug).toBe('into');
    expect(await listParts('into')).toEqual([
      ['m-one', 1],
      ['m-two', 2],
    ]);
    expect((await listParts('into', preview)).length).toBe(3);
    expect(await readRoute('/series/from')).toEqual({ status: 'MOVED', redirectTo: '/series/into' });
    await gateway.save({ slug: 'm-four', series: { name: 'From', part: 4 } });
    expect((await listParts('into'))[2]).toEqual(['m-four', 4]);
    const change = await gateway.database.prisma.contentChange.findFirst({
      where: { kind: 'MERGED', nodeType: 'Series' },
    });
    expect(change!.keys).toEqual(
      expect.arrayContaining(['series-list', 'filed:series:from', 'filed:series:From']),
    );
  });

  test('A series with articles cannot be deleted; without them it is, and its path is gone', async () => {
    const articleId = await gateway.save({ slug: 'last', series: { name: 'Ending', part: 1 } });
    const { id } = await readSeries('ending');
    expect((await run('deleteSeries', { id })).userErrors).toEqual([
      {
        code: 'NOT_ALLOWED',
        field: ['id'],
        message:
          '1 article is in the series "Ending" (drafts and published). Replace it with mergeSeries first.',
      },
    ]);
    await saveArticle('updateArticle', { id: toGlobalId('Article', articleId), series: null, publish: {} });
    expect(await readSeries('ending')).toBeNull();
    expect(await run('deleteSeries', { id })).toEqual({ deletedId: id, userErrors: [] });
    expect(await readSeries('ending', preview)).toBeNull();
  });
});

describe('The series of an article', () => {
  test('It is given by ID, slug or title, and a title that is unknown creates it', async () => {
    const { article: byName } = await saveArticle('createArticle', {
      title: 'By name',
      series: { name: 'Inputs', part: 2 },
    });
    expect(byName.seriesPart).toEqual({ part: 2, series: { slug: 'inputs', title: 'Inputs' } });
    const { article: bySlug } = await saveArticle('createArticle', {
      title: 'By slug',
      series: { series: 'inputs' },
    });
    expect(bySlug.seriesPart).toEqual({ part: null, series: { slug: 'inputs', title: 'Inputs' } });
  });

  test('A series that is unknown, missing or given twice is a user error, and nothing is saved', async () => {
    const errorsOf = async (series: object) =>
      (await saveArticle('createArticle', { title: 'Refused', series })).userErrors;
    expect(await errorsOf({ series: 'inputz' })).toEqual([
      {
        code: 'NOT_FOUND',
        field: ['series', 'series'],
        message: 'The series inputz was not found. Give the ID or slug of one that exists.',
      },
    ]);
    expect(await errorsOf({ part: 1 })).toEqual([expect.objectContaining({ field: ['series'] })]);
    expect(await errorsOf({ series: 'inputs', name: 'Inputs' })).toEqual([
      expect.objectContaining({ field: ['series', 'name'] }),
    ]);
    expect(await errorsOf({ name: '???', part: 0 })).toEqual([
      expect.objectContaining({ field: ['series', 'name'] }),
      expect.objectContaining({ field: ['series', 'part'] }),
    ]);
    expect((await preview('{ article(by: { slug: "refused" }) { id } }')).article).toBeNull();
  });
});
