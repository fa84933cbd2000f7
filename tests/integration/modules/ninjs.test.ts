import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAgencyImporter } from '../../../src/importers/agency/agency-importer.js';
import { listSchemaErrors } from '../../../src/importers/agency/ninjs/validate-item.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { runImporter } from '../../../src/importers/own/run-importer.js';
import type { ImageContent } from '../../../src/modules/editing/article-content.js';
import { AccessLevel } from '../../../src/shared/article/access-level.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { createRandom } from '../../support/random.mjs';
import { seedArticles } from '../../support/seeds.js';

const SITE = { SITE_URL: 'https://www.courier.example', SITE_TITLE: 'The Courier', FEED_ITEMS: '100' };

let gateway: Gateway;
let other: Gateway;
beforeAll(async () => {
  gateway = await startGateway(SITE);
  other = await startGateway(SITE);
  await seedArticles(gateway.database);
});
afterAll(() => Promise.all([gateway.close(), other.close()]));

const get = (path: string) => fetch(gateway.address + path);
const readItem = async (path: string) => (await get(`/feeds${path}/ninjs.json`)).json() as Promise<any>;

const STORY = {
  slug: 'tide',
  title: 'Tide & time',
  standfirst: 'In short.',
  section: ['Coast', 'Harbour'],
  tags: ['Tides', 'Q & A'],
  authors: ['Ada Marsh', 'Ben Okri'],
  body: { format: 'html' as const, text: '<p>It <em>turned</em>, see <a href="/ebb">ebb</a>.</p>' },
  publishedAt: new Date('2026-11-01T10:00:00Z'),
  image: {
    url: 'https://pictures.example/quay.jpg',
    alt: 'A quay',
    caption: 'The quay',
    credit: 'Ada Marsh',
    license: 'No archive',
    width: 1200,
    height: 800,
    focalX: null,
    focalY: null,
  },
};

test('An article is an item of ninjs at its own address, with its picture and the rights of that', async () => {
  await gateway.save(STORY);
  const response = await get('/feeds/coast/harbour/tide/ninjs.json');
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const item: any = await response.json();
  expect(listSchemaErrors(item)).toEqual([]);
  expect(item).toMatchObject({
    uri: expect.stringMatching(/^urn:uuid:/),
    type: 'text',
    representationType: 'full',
    version: '1',
    firstCreated: '2026-11-01T10:00:00.000Z',
    pubStatus: 'usable',
    language: 'en',
    copyrightHolder: 'The Courier',
    headlines: [{ role: 'main', value: 'Tide & time' }],
    by: 'Ada Marsh, Ben Okri',
    bodies: [
      {
        contentType: 'text/html',
        value: '<p>It <em>turned</em>, see <a href="https://www.courier.example/ebb">ebb</a>.</p>',
      },
    ],
    subjects: [
      { name: 'Harbour', rel: 'section', literal: 'coast/harbour' },
      { name: 'Tides', uri: 'https://www.courier.example/tags/tides' },
      { name: 'Q & A' },
    ],
    associations: [
      {
        uri: 'https://pictures.example/quay.jpg',
        by: 'Ada Marsh',
        usageTerms: 'No archive',
        descriptions: [
          { role: 'caption', value: 'The quay' },
          { role: 'altText', value: 'A quay' },
        ],
        renditions: [{ width: 1200, height: 800, contentType: 'image/jpeg' }],
      },
    ],
  });
  const { article } = await gateway.query('{ article(by: { slug: "tide" }) { ninjs } }');
  expect(article.ninjs).toEqual(item);
  expect(await readItem('/coast/harbour')).toEqual([item]);
  expect((await get('/feeds/coast/harbour/tide/rss.xml')).status).toBe(404);
});

test('Items have no drafts, and the free preview of an article for members', async () => {
  await gateway.save({ slug: 'secret-draft', title: 'Secret draft', draft: true });
  await gateway.save({
    slug: 'for-members',
    title: 'For members',
    access: AccessLevel.MEMBERS,
    body: { format: 'markdown', text: 'Free part.\n\n<!--members-only-->\n\nPaid part.' },
  });
  const item = await readItem('/for-members');
  expect(item).toMatchObject({ representationType: 'partial' });
  expect(JSON.stringify(item)).toContain('Free part');
  for (const path of ['', '/for-members', '/secret-draft']) {
    const text = await (await get(`/feeds${path}/ninjs.json`)).text();
    expect(text).not.toMatch(/Paid part|Secret draft/);
  }
  expect((await get('/feeds/secret-draft/ninjs.json')).status).toBe(404);
  const asEditor = gateway.queryAs(await gateway.createKey('preview'), 'preview');
  const { article } = await asEditor('{ article(by: { slug: "secret-draft" }) { ninjs } }');
  expect(article.ninjs).toMatchObject({ pubStatus: 'withheld', headlines: [{ value: 'Secret draft' }] });
  expect(listSchemaErrors(article.ninjs)).toEqual([]);
});

const CONTENT = `title slug standfirst publishedAt language authors { name } tags { name } sections { name }
  image { url alt caption credit license } body { html }`;

async function importInto(target: Gateway, items: object[]) {
  const folder = await createFolder({ 'items.json': JSON.stringify(items) });
  const { database, importService } = target;
  const deps = { prisma: database.prisma, importService, fetcher: new Fetcher({ allowPrivate: true }) };
  return runImporter('ninjs', createAgencyImporter('ninjs', { publish: true }), deps, { args: [folder] });
}

test('What was written as ninjs is read as the same article', async () => {
  const { counts } = await importInto(other, [await readItem('/coast/harbour/tide')]);
  expect(counts).toMatchObject({ created: 1, refused: 0 });
  const read = async ({ query }: Gateway) =>
    (await query(`{ articles(first: 50, filter: { tags: { any: ["tides"] } }) { nodes { ${CONTENT} } } }`))
      .articles.nodes[0];
  const [written, back] = [await read(gateway), await read(other)];
  // Addresses in an item are absolute.
  const html = written.body.html.replace('href="/ebb"', 'href="https://www.courier.example/ebb"');
  expect(back).toEqual({ ...written, slug: 'tide-time', body: { html } });
});

test('The items of all seeds and of 1,000 random articles are valid', async () => {
  const random = createRandom(7);
  const pick = <Value>(...values: Value[]): Value => values[Math.floor(random() * values.length)]!;
  const text = () => pick('', 'a', '<b>&"\'', 'ü\u2028\u{1F600}', 'x'.repeat(3_000), ' ');
  await gateway.saveMany(
    Array.from({ length: 1_000 }, (_, i) => ({
      slug: `random-${i}`,
      title: `Random ${i} ${text()}`.trim().slice(0, 300),
      standfirst: text() || null,
      language: pick(null, 'de', 'en-GB', 'zh-Hant'),
      kind: pick('ARTICLE', 'OPINION', 'GALLERY', 'VIDEO'),
      section: pick<string[]>([], ['Science'], ['Science', 'Climate']),
      tags: pick<string[]>([], ['Tides'], ['Ä', 'B & C']),
      authors: pick<string[]>([], ['Ada Marsh'], ['Ada Marsh', 'Zoë, Ph.D.']),
      body: { format: 'markdown' as const, text: text() },
      publishedAt: new Date(Date.UTC(2000 + (i % 26), i % 12, 1)),
      image: pick<ImageContent | null>(null, STORY.image, {
        ...STORY.image,
        width: null,
        height: null,
        credit: null,
        caption: text(),
      }),
    })),
  );
  let after: string | null = null;
  let count = 0;
  do {
    const { articles }: any = await gateway.query(
      'query ($after: String) { articles(first: 100, after: $after) { nodes { slug ninjs } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    for (const { slug, ninjs } of articles.nodes) expect([slug, listSchemaErrors(ninjs)]).toEqual([slug, []]);
    count += articles.nodes.length;
    after = articles.pageInfo.hasNextPage ? articles.pageInfo.endCursor : null;
  } while (after !== null);
  expect(count).toBeGreaterThan(1_030);
});
