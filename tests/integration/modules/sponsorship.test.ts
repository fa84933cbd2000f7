import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { listSchemaErrors } from '../../../src/importers/agency/ninjs/validate-item.js';
import { parseMarkdownArticle } from '../../../src/importers/markdown/article.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import type { ImportedArticle } from '../../../src/importers/run/imported-article.js';
import { planNextIssue } from '../../../src/modules/newsletter/issues/issues.js';
import { ViewStore } from '../../../src/modules/popular/views/view-store.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const BANK = { name: 'Harbour & Sons Bank', url: 'https://bank.example/' };

let gateway: Gateway;
let desk: Query;
let ids: Map<string, number>;
beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '16', SITE_LANGUAGE: 'en' });
  desk = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish', 'newsletter:write'));
  const publishedAt = new Date();
  await gateway.save({ slug: 'news', title: 'News', section: ['World'], publishedAt });
  await gateway.save({
    slug: 'offer',
    title: 'A safe place',
    section: ['World'],
    publishedAt,
    kind: 'OPINION',
  });
  const drafts = await gateway.database.prisma.draft.findMany();
  ids = new Map(drafts.map(({ slug, id }) => [slug, id]));
});
afterAll(() => gateway.close());

async function edit(input: object) {
  const { article } = await desk('{ article(by: { slug: "offer" }) { id } }');
  const document =
    'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { code field message } } }';
  const { updateArticle } = await desk(document, { input: { id: article.id, publish: {}, ...input } });
  await gateway.app.cacheInvalidator.waitForSync();
  return updateArticle.userErrors;
}

const get = (path: string) => fetch(gateway.address + path);
const getText = async (path: string) => (await get(path)).text();
const listSlugs = async (field: string) =>
  (await gateway.query(`{ list: ${field} { nodes { slug } } }`)).list.nodes
    .map(({ slug }: { slug: string }) => slug)
    .sort();
const listPopular = async (filter = '') =>
  (await gateway.query(`{ popular(window: ALL${filter}) { article { slug } } }`)).popular.map(
    ({ article }: { article: { slug: string } }) => article.slug,
  );

test('An article of the newsroom has no sponsorship, and no exit has a label', async () => {
  expect(await gateway.query('{ article(by: { slug: "offer" }) { sponsorship { name } } }')).toEqual({
    article: { sponsorship: null },
  });
  expect(await listSlugs('articles(filter: { isSponsored: true })')).toEqual([]);
  expect(await listSlugs('articles(filter: { isSponsored: false })')).toEqual(['news', 'offer']);
  expect(await getText('/feeds/rss.xml')).not.toContain('Sponsored');
  expect(await getText('/sitemaps/news.xml')).toContain('/world/offer');
});

test('A popular list follows at once when an article in it becomes sponsored', async () => {
  const store = new ViewStore(gateway.database.pool);
  await store.addHourlyCounts(
    new Map([[Date.now(), new Map([...ids.values()].map((id) => [id, id === ids.get('offer') ? 9 : 3]))]]),
    new Date(),
  );
  await gateway.app.cacheInvalidator.waitForSync();
  expect(await listPopular()).toEqual(['offer', 'news']);
  expect(await edit({ sponsorship: BANK })).toEqual([]);
  expect(await listPopular()).toEqual(['news']);
  expect(await listPopular(', filter: { isSponsored: true }')).toEqual(['offer']);
  expect(await listPopular(', filter: { or: [{ isSponsored: true }, { isSponsored: false }] }')).toEqual([
    'offer',
    'news',
  ]);
});

test('The graph has the sponsor and a label in the language of the article, and lists can leave it out', async () => {
  const read = '{ article(by: { slug: "offer" }) { sponsorship { name url label } } }';
  expect(await gateway.query(read)).toEqual({ article: { sponsorship: { ...BANK, label: 'Sponsored' } } });
  expect(await listSlugs('articles(filter: { isSponsored: true })')).toEqual(['offer']);
  expect(await listSlugs('articles(filter: { isSponsored: false })')).toEqual(['news']);
  expect(await edit({ language: 'de-AT' })).toEqual([]);
  expect(await gateway.query(read)).toMatchObject({ article: { sponsorship: { label: 'Anzeige' } } });
  expect(await edit({ language: null })).toEqual([]);
});

test('Search engines read of the sponsor, and the news sitemap leaves the article out', async () => {
  const { article } = await gateway.query('{ article(by: { slug: "offer" }) { seo { jsonLd } } }');
  expect(JSON.parse(article.seo.jsonLd)).toMatchObject({
    '@type': 'AdvertiserContentArticle',
    headline: 'A safe place',
    sponsor: { '@type': 'Organization', ...BANK },
  });
  expect(await getText('/sitemaps/news.xml')).not.toContain('/world/offer');
  expect(await getText('/sitemaps/news.xml')).toContain('/world/news');
  expect(await getText('/sitemaps/articles-1.xml')).toContain('/world/offer');
});

test('Feeds, Markdown and ninjs label it', async () => {
  const rss = await getText('/feeds/rss.xml');
  expect(rss).toContain('<title>Sponsored: A safe place</title>');
  expect(rss).toContain('<category>Sponsored</category>');
  expect(await getText('/feeds/atom.xml')).toMatch(/<category term="Sponsored"/);
  const { items } = await (await get('/feeds/feed.json')).json();
  expect(items.map(({ title, tags }: any) => [title, tags]).sort()).toEqual([
    ['News', ['World']],
    ['Sponsored: A safe place', ['Sponsored', 'World']],
  ]);
  const page = await getText('/markdown/world/offer');
  expect(page).toContain('Sponsored: Harbour & Sons Bank · World');
  expect(await getText('/llms.txt')).toContain('[Sponsored: A safe place]');
  const item = await (await get('/feeds/world/offer/ninjs.json')).json();
  expect(listSchemaErrors(item)).toEqual([]);
  expect(item).toMatchObject({
    genres: [{ uri: 'http://cv.iptc.org/newscodes/genre/Advertiser_Supplied' }],
    infoSources: [{ role: 'sponsor', name: BANK.name, uri: BANK.url }],
  });
});

test('A newsletter takes it only if an editor plans it, labels it, and names its subject after the news', async () => {
  const { prisma } = gateway.database;
  const { id } = await prisma.newsletter.create({
    data: { slug: 'weekly', name: 'Weekly', schedule: '0 7 * * 5', timeZone: 'UTC' },
  });
  const { selection } = await planNextIssue(prisma, id, new Date());
  expect(selection.map(({ articleId }) => articleId)).toEqual([ids.get('news')]);
  await prisma.newsletterPlan.create({
    data: { newsletterId: id, articleIds: [ids.get('offer')!, ids.get('news')!] },
  });
  const { newsletter } = await desk(
    '{ newsletter(by: { slug: "weekly" }) { nextIssue { subject html text } } }',
  );
  expect(newsletter.nextIssue.subject).toBe('News');
  expect(newsletter.nextIssue.html).toContain('Sponsored · Harbour &amp; Sons Bank');
  expect(newsletter.nextIssue.text).toContain('Sponsored · Harbour & Sons Bank\nA safe place');
});

test('It survives an export and an import', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sponsorship-'));
  const other = await startGateway();
  try {
    await exportMarkdown(folder, gateway.database.prisma);
    await importMarkdown(folder, other.importService);
    const read = '{ article(by: { slug: "offer" }) { sponsorship { name url } } }';
    expect(await other.query(read)).toEqual({ article: { sponsorship: BANK } });
  } finally {
    await Promise.all([other.close(), rm(folder, { recursive: true })]);
  }
});

test('Front matter names the sponsor with or without an address', () => {
  const read = (sponsorship: string) => {
    const item = parseMarkdownArticle(
      `---\ntitle: A\ndate: 2026-01-31\nsponsorship: ${sponsorship}\n---\n`,
      'a/b.md',
    );
    const { sponsorName, sponsorUrl } = (item as { article: ImportedArticle }).article;
    return [sponsorName, sponsorUrl];
  };
  expect(read('Acme')).toEqual(['Acme', null]);
  expect(read('{ name: Acme, url: https://acme.example/ }')).toEqual(['Acme', 'https://acme.example/']);
});

test('A sponsor without a name or with another address than http is refused, and null removes the sponsorship', async () => {
  expect(await edit({ sponsorship: { name: ' ', url: 'ftp://bank.example' } })).toEqual([
    { code: 'INVALID', field: ['sponsorship', 'name'], message: 'The name must not be empty.' },
    expect.objectContaining({ code: 'INVALID', field: ['sponsorship', 'url'] }),
  ]);
  expect(await edit({ sponsorship: { name: 'Harbour Bank' } })).toEqual([]);
  const read = '{ article(by: { slug: "offer" }) { sponsorship { name url } } }';
  expect(await gateway.query(read)).toEqual({
    article: { sponsorship: { name: 'Harbour Bank', url: null } },
  });
  expect(await edit({ sponsorship: null })).toEqual([]);
  expect(await gateway.query(read)).toEqual({ article: { sponsorship: null } });
  expect(await listPopular()).toEqual(['offer', 'news']);
});
