import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Prisma } from '../../../src/database/generated/client.js';
import { ArticleConditionBuilder } from '../../../src/modules/article/filter/article-filter.sql.js';
import { selectSinceLastIssue } from '../../../src/modules/newsletter/digest/digest-selection.js';
import { ArticleModel } from '../../../src/modules/own-fields/own-fields.service.js';
import { ViewStore } from '../../../src/modules/popular/views/view-store.js';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { SiteLanguages } from '../../../src/shared/languages.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const HOUR = 3_600_000;
const NOW = new Date(Math.floor(Date.now() / HOUR) * HOUR);
/** Texts of one topic that are no copies of each other, which digests and related lists would fold. */
const BODIES = [
  'Ferries leave the harbour every hour from Monday, when the timetable of the summer begins.',
  'Readers reach our desk below the bridge on weekdays; letters about ferries are welcome.',
  'A crane lifted the second ramp into place this morning, so boats of both lines can load cars at one pier.',
].map((text) => ({ body: { format: 'markdown' as const, text } }));

let gateway: Gateway;
let desk: Query;
let preview: Query;
let page: number;

beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '16' });
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
  const common = {
    section: ['Harbour'],
    tags: ['Ferries'],
    authors: ['Ann Writer'],
  };
  const at = (hoursAgo: number) => ({ publishedAt: new Date(NOW.getTime() - hoursAgo * HOUR) });
  await gateway.save({ slug: 'first', title: 'First ferry of the year', ...common, ...BODIES[0], ...at(3) });
  page = await gateway.save({
    slug: 'about',
    title: 'About the ferry news',
    kind: 'PAGE',
    ...common,
    ...BODIES[1],
    ...at(2),
  });
  await gateway.save({
    slug: 'second',
    title: 'Second ferry of the year',
    ...common,
    ...BODIES[2],
    ...at(1),
  });
  const ids = await gateway.database.prisma.article.findMany({ select: { id: true } });
  const views = new Map(ids.map(({ id }) => [id, 3]));
  await new ViewStore(gateway.database.pool).addHourlyCounts(new Map([[NOW.getTime() - HOUR, views]]), NOW);
});
afterAll(() => gateway.close());

const LISTS = `{
  articles { totalCount nodes { slug } }
  byTag: articles(filter: { tags: { any: ["ferries"] } }) { totalCount nodes { slug } }
  byTitle: articles(orderBy: TITLE) { nodes { slug } }
  section(by: { slug: "harbour" }) { articles { totalCount nodes { slug } } popular { article { slug } } }
  tag(by: { slug: "ferries" }) { articleCount articles { totalCount nodes { slug } } }
  tags { nodes { slug articleCount } }
  author(by: { slug: "ann-writer" }) { articles { totalCount nodes { slug } } }
  archive { articleCount }
  popular(window: ALL) { article { slug } }
  article(by: { slug: "first" }) { next { slug } related { article { slug } } }
}`;

async function fetchText(path: string): Promise<string> {
  const response = await fetch(`${gateway.address}${path}`);
  expect(response.status).toBe(200);
  return response.text();
}

/** Returns the places that have the page, of all lists that could. */
async function findPlaces(query: Query = gateway.query): Promise<string[]> {
  const data = await query(LISTS);
  const { article, section, tag, tags, author, archive } = data;
  const has = (nodes: { slug: string }[]) => nodes.some(({ slug }) => slug === 'about');
  const total = archive.reduce((sum: number, { articleCount }: any) => sum + articleCount, 0);
  const places: Record<string, boolean> = {
    articles: has(data.articles.nodes),
    'number of articles': data.articles.totalCount === 3,
    'articles by tag': has(data.byTag.nodes),
    'number of articles by tag': data.byTag.totalCount === 3,
    'articles by title': has(data.byTitle.nodes),
    section: has(section.articles.nodes),
    'number of articles of the section': section.articles.totalCount === 3,
    'popular in the section': has(section.popular.map(({ article }: any) => article)),
    tag: has(tag.articles.nodes),
    'number of articles of the tag': tag.articles.totalCount === 3,
    'count of the tag': tag.articleCount === 3,
    'count in the list of tags': tags.nodes[0].articleCount === 3,
    author: has(author.articles.nodes),
    archive: total === 3,
    popular: has(data.popular.map(({ article }: any) => article)),
    'next article': article.next.slug === 'about',
    'related articles': has(article.related.map(({ article }: any) => article)),
  };
  return Object.keys(places).filter((place) => places[place]);
}

async function findDocuments(): Promise<string[]> {
  const paths = ['/feeds/rss.xml', '/feeds/harbour/feed.json', '/sitemaps/news.xml'];
  const texts = await Promise.all(paths.map(fetchText));
  return paths.filter((_, i) => texts[i]!.includes('/harbour/about'));
}

async function findInDigest(): Promise<boolean> {
  const last = { newsletterId: 0, issueId: null, sentAt: new Date(NOW.getTime() - 24 * HOUR) };
  const selection = await gateway.database.prisma.$transaction((tx) => selectSinceLastIssue(tx, last, NOW));
  return selection.some(({ articleId }) => articleId === page);
}

async function setKind(kind: string | null) {
  const { updateArticle, publishArticle } = {
    ...(await desk(
      `mutation ($id: ID!, $kind: ArticleKind) {
        updateArticle(input: { id: $id, kind: $kind }) { article { kind } userErrors { message } } }`,
      { id: toGlobalId('Article', page), kind },
    )),
    ...(await desk('mutation ($id: ID!) { publishArticle(input: { id: $id }) { status } }', {
      id: toGlobalId('Article', page),
    })),
  };
  expect(updateArticle).toEqual({ article: { kind: kind ?? 'ARTICLE' }, userErrors: [] });
  expect(publishArticle).toEqual({ status: 'PUBLISHED' });
  await rebuildRelated();
}

async function rebuildRelated() {
  await new RelatedService(gateway.database.pool, 'en').rebuild(() => undefined);
  await gateway.app.cacheInvalidator.waitForSync();
}

describe('A page', () => {
  beforeAll(rebuildRelated);

  test('is in no list, feed or digest', async () => {
    expect(await findPlaces()).toEqual([]);
    expect(await findPlaces(preview)).toEqual([]);
    expect(await findDocuments()).toEqual([]);
    expect(await findInDigest()).toBe(false);
  });

  test('has no neighbours', async () => {
    const { about, second } = await gateway.query(`{
      about: article(by: { slug: "about" }) { kind previous { slug } next { slug } }
      second: article(by: { slug: "second" }) { previous { slug } } }`);
    expect(about).toEqual({ kind: 'PAGE', previous: null, next: null });
    expect(second.previous.slug).toBe('first');
  });

  test('is listed by a filter that names its kind', async () => {
    const { pages, both, others } = await gateway.query(`{
      pages: articles(filter: { kinds: [PAGE] }) { totalCount nodes { slug } }
      both: articles(filter: { kinds: [PAGE, ARTICLE] }) { totalCount }
      others: articles(filter: { kinds: [OPINION] }) { totalCount } }`);
    expect(pages).toEqual({ totalCount: 1, nodes: [{ slug: 'about' }] });
    expect(both.totalCount).toBe(3);
    expect(others.totalCount).toBe(0);
  });

  test('is found by search, completion, slug, path and ID, and is in the sitemap', async () => {
    const { search, suggest, article, route, node } = await gateway.query(
      `query ($id: ID!) {
        search(query: "about ferry") { nodes { slug } }
        suggest(prefix: "about the") { text }
        article(by: { slug: "about" }) { slug }
        route(path: "/harbour/about") { node { ... on Article { slug } } }
        node(id: $id) { ... on Article { slug } } }`,
      { id: toGlobalId('Article', page) },
    );
    expect(search.nodes).toContainEqual({ slug: 'about' });
    expect(suggest).toContainEqual({ text: 'About the ferry news' });
    expect([article, route.node, node]).toEqual(Array(3).fill({ slug: 'about' }));
    expect(await fetchText('/sitemaps/articles-1.xml')).toContain('/harbour/about');
  });

  test('enters and leaves all lists with its kind', async () => {
    await findPlaces(); // so that every list is cached without the page
    await setKind('OPINION');
    const all = await findPlaces();
    expect(all).toHaveLength(17);
    expect(await findDocuments()).toHaveLength(3);
    expect(await findInDigest()).toBe(true);

    await setKind('PAGE');
    expect(await findPlaces()).toEqual([]);
    expect(await findDocuments()).toEqual([]);
  });
});

test.each([
  ['ARTICLE', 'NewsArticle', 'article'],
  ['PAGE', 'WebPage', 'website'],
  ['OPINION', 'OpinionNewsArticle', 'article'],
  ['LIVE_BLOG', 'LiveBlogPosting', 'article'],
  ['VIDEO', 'NewsArticle', 'article'],
])('The JSON-LD of the kind %s is a %s', async (kind, type, openGraphType) => {
  const slug = `kind-${kind.toLowerCase().replace('_', '-')}`;
  await gateway.save({ slug, kind, section: ['Kinds'] });
  const { article } = await gateway.query(
    `{ article(by: { slug: "${slug}" }) { kind seo { jsonLd openGraph { property content } } } }`,
  );
  expect(article.kind).toBe(kind);
  const jsonLd = JSON.parse(article.seo.jsonLd);
  expect(jsonLd['@type']).toBe(type);
  expect('articleSection' in jsonLd).toBe(kind !== 'PAGE');
  expect(article.seo.openGraph).toContainEqual({ property: 'og:type', content: openGraphType });
});

describe('Lists without pages read indexes', () => {
  const { sql, raw } = Prisma;

  /** Returns the plan of a query over the default list of 2,000 articles. */
  async function explain(build: (condition: Prisma.Sql) => Prisma.Sql): Promise<string> {
    const conditions = new ArticleConditionBuilder({
      reader: {
        table: (name) => raw(`published.${name}`),
        previewTable: (name) => raw(`preview.${name}`),
        query: async () => [],
      },
      sections: { find: async () => [] },
      canReadStates: false,
      siteLanguage: 'en',
      languages: new SiteLanguages({ primary: 'en' }),
      model: new ArticleModel(),
    });
    const query = build(await conditions.buildForList(null));
    const plan = await gateway.database.prisma.$transaction(async (tx) => {
      // The sequential scan of a test's few rows would be cheaper.
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      await tx.$executeRaw`SET LOCAL enable_bitmapscan = off`;
      return tx.$queryRaw`EXPLAIN ${query}`;
    });
    return JSON.stringify(plan);
  }

  test('in the order of dates, and for their lengths', async () => {
    const newest = await explain(
      (condition) =>
        sql`SELECT a.id FROM published.article a WHERE ${condition} ORDER BY a.listed_at DESC, a.id DESC LIMIT 20`,
    );
    expect(newest).toContain('Index Only Scan Backward using article_listed_at_id_kind_idx');
    expect(newest).not.toContain('Sort');
    const count = await explain(
      (condition) => sql`SELECT count(*) FROM published.article a WHERE ${condition}`,
    );
    expect(count).toContain('Index Only Scan using article_');
    const inSection = await explain(
      (condition) =>
        sql`SELECT count(*) FROM published.article a WHERE a.section_id = ANY(ARRAY[1]) AND ${condition}`,
    );
    expect(inSection).toContain('Index Only Scan using article_section_id_listed_at_id_kind_idx');
  });
});
