import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { type GhostSyncOptions, syncGhost } from '../../../src/importers/ghost/ghost-sync.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createGhostExport, createGhostPost, importFiles } from '../../support/ghost.js';

const KEY = '22444f78447824223cefc48062';

interface Post {
  id: string;
  slug: string;
  updated: string;
  type?: 'post' | 'page';
  title?: string;
  visibility?: string;
}

let gateway: Gateway;
let server: Server;
let site: string;
/** Posts of the site. Tests change them. */
let posts: Post[] = [];
/** Tags and authors that the site lists. */
let listed: Record<string, Record<string, unknown>[]> = {};
/** Another tag of every post. */
let extraTag: Record<string, unknown> | null = null;
let asked: URL[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  server = createServer((request, response) => {
    const url = new URL(request.url!, site);
    asked.push(url);
    const { status, body } = answer(url);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  asked = [];
  listed = {};
  extraTag = null;
});
afterAll(async () => {
  server.close();
  await gateway.close();
});

/** As Ghost answers: https://docs.ghost.org/content-api */
function answer(url: URL): { status: number; body: unknown } {
  const error = (status: number, message: string) => ({
    status,
    body: { errors: [{ message, type: 'Error' }] },
  });
  const { searchParams: asks } = url;
  const resource = /^\/ghost\/api\/content\/(\w+)\/$/.exec(url.pathname)?.[1];
  if (!resource) return error(404, 'Resource not found');
  if (asks.get('key') !== KEY) return error(401, 'Unknown Content API Key');
  if (resource === 'settings')
    return { status: 200, body: { settings: { title: 'Old', url: `${site}/` }, meta: {} } };
  const ofTaxonomy = listed[resource];
  if (ofTaxonomy)
    return { status: 200, body: { [resource]: ofTaxonomy, meta: { pagination: { pages: 1 } } } };
  const limit = Math.min(Number(asks.get('limit') ?? 15), 100);
  const page = Number(asks.get('page') ?? 1);
  const filter = asks.get('filter') ?? '';
  const since = /^updated_at:>='([^']+)'$/.exec(filter)?.[1];
  const ids = /^id:\[([^\]]+)\]$/.exec(filter)?.[1]?.split(',');
  const found = posts
    .filter(({ type = 'post' }) => `${type}s` === resource)
    .filter(({ updated }) => !since || Date.parse(updated) >= Date.parse(`${since.replace(' ', 'T')}Z`))
    .filter(({ id }) => !ids || ids.includes(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const shown = found.slice((page - 1) * limit, page * limit);
  const pages = Math.max(1, Math.ceil(found.length / limit));
  const pagination = {
    page,
    limit,
    pages,
    total: found.length,
    next: page < pages ? page + 1 : null,
    prev: null,
  };
  const fields = asks.get('fields')?.split(',');
  const rows = shown
    .map(asJson)
    .map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !fields || fields.includes(name))),
    );
  return { status: 200, body: { [resource]: rows, meta: { pagination } } };
}

function asJson({ id, slug, updated, title = slug, visibility = 'public' }: Post) {
  const isOpen = visibility === 'public';
  return {
    ...{ id, uuid: `u-${id}`, title, slug, comment_id: id, featured: false, visibility, access: isOpen },
    html: isOpen ? `<p>Body of ${slug}.</p>` : '<p>The first lines.</p>',
    ...{
      feature_image: `${site}/content/images/sea.jpg`,
      feature_image_alt: 'Sea',
      feature_image_caption: null,
    },
    ...{
      created_at: '2020-01-01T00:00:00.000+00:00',
      updated_at: updated,
      published_at: '2020-01-02T08:00:00.000+01:00',
    },
    ...{
      custom_excerpt: null,
      canonical_url: null,
      url: `${site}/${slug}/`,
      excerpt: 'Body',
      reading_time: 0,
    },
    ...{ meta_title: null, meta_description: 'All of it', og_title: null, email_subject: null },
    tags: [
      { id: 't0', name: '#secret', slug: 'hash-secret', visibility: 'internal' },
      {
        id: 't1',
        name: 'Harbour',
        slug: 'harbour',
        visibility: 'public',
        description: 'Quays',
        url: `${site}/tag/x/`,
      },
      ...(extraTag ? [extraTag] : []),
    ],
    authors: [
      { id: 'a1', name: 'Ada Marsh', slug: 'ada', bio: 'Writes.', profile_image: null, url: `${site}/a/` },
    ],
    ...{ primary_tag: null, primary_author: null },
  };
}

async function sync(options: GhostSyncOptions = {}, key = KEY) {
  const receipts = await listReceipts(options, key);
  return Object.fromEntries(receipts.map(({ item, outcome }) => [item, outcome]));
}

async function listReceipts(options: GhostSyncOptions = {}, key = KEY): Promise<ImportResult[]> {
  const receipts: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void receipts.push(result), onEnd: () => undefined };
  const fetcher = new Fetcher({ allowPrivate: true, maxRetryDelaySeconds: 0.01 });
  const parts = { prisma: gateway.database.prisma, importService: gateway.importService, fetcher };
  await syncGhost(site, key, parts, { report, ...options });
  return receipts;
}

const statusOf = async (path: string) =>
  (await gateway.query('query ($path: String!) { route(path: $path) { status redirectTo } }', { path }))
    .route;

describe('Ghost sync', () => {
  test('imports every page of the site the first time', async () => {
    const updated = '2020-01-02T08:00:00.000+00:00';
    posts = Array.from({ length: 104 }, (_, i) => ({
      id: `p${String(i).padStart(3, '0')}`,
      slug: `n${i}`,
      updated,
    }));
    posts.push({ id: 'x1', type: 'page', slug: 'about', updated: '2020-01-03T08:00:00.000+00:00' });
    posts.push({ id: 'x2', slug: 'for-payers', visibility: 'paid', updated });
    const fates = await sync();
    expect(Object.keys(fates)).toHaveLength(106);
    expect(fates).toMatchObject({ 'post p103 n103': 'created', 'page x1 about': 'created' });
    expect(fates['post x2 for-payers']).toBe('created');
    const { article } =
      await gateway.query(`{ article(by: { slug: "n7" }) { path publishedAt section { path description }
      tags { name } authors { name bio } image { url alt } seo { description } body { html } } }`);
    expect(article).toEqual({
      ...{ path: '/n7', publishedAt: '2020-01-02T07:00:00.000Z', tags: [{ name: 'Harbour' }] },
      section: { path: '/harbour', description: 'Quays' },
      authors: [{ name: 'Ada Marsh', bio: 'Writes.' }],
      ...{ image: { url: `${site}/content/images/sea.jpg`, alt: 'Sea' }, seo: { description: 'All of it' } },
      body: { html: '<p>Body of n7.</p>' },
    });
  });

  test('imports changes later and withdraws deleted posts', async () => {
    const updated = '2021-05-05T05:05:05.000+00:00';
    const change = (slug: string, changes: Partial<Post>) => {
      posts = posts.map((post) => (post.slug === slug ? { ...post, updated, ...changes } : post));
    };
    change('n1', { title: 'Edited' });
    change('n2', { slug: 'renamed' });
    change('n3', { visibility: 'members' });
    posts = posts.filter(({ slug }) => slug !== 'n4');
    posts.push({ id: 'late', slug: 'with-old-dates', updated: '2019-01-01T00:00:00.000+00:00' });
    expect(await sync()).toEqual({
      // The last second is requested again, as times in filters have no fractions.
      'page x1 about': 'unchanged',
      ...{ 'post p001 n1': 'updated', 'post p002 renamed': 'updated', 'post p003 n3': 'updated' },
      ...{ 'post late with-old-dates': 'created', 'post p004': 'withdrawn' },
    });
    expect(await statusOf('/n2')).toEqual({ status: 'MOVED', redirectTo: '/renamed' });
    const { article } = await gateway.query(
      '{ article(by: { slug: "n3" }) { access { level isGranted } body { text } } }',
    );
    expect(article).toEqual({
      access: { level: 'MEMBERS', isGranted: false },
      body: { text: 'The first lines.' },
    });
    expect((await statusOf('/n4')).status).toBe('GONE');
    expect(asked.length).toBeLessThan(12);
  });

  test('follows a change of access that leaves the date of change', async () => {
    const accessTo = async (slug: string) =>
      (
        await gateway.query(
          'query ($slug: String!) { article(by: { slug: $slug }) { access { level } body { text } } }',
          { slug },
        )
      ).article;
    const change = (slug: string, visibility: string) => {
      posts = posts.map((post) => (post.slug === slug ? { ...post, visibility } : post));
    };
    change('n5', 'members');
    expect(await sync()).toMatchObject({ 'post p005 n5': 'updated' });
    expect(await accessTo('n5')).toEqual({
      access: { level: 'MEMBERS' },
      body: { text: 'The first lines.' },
    });
    change('n5', 'paid');
    expect(await sync()).toMatchObject({ 'post p005 n5': 'updated' });
    expect((await accessTo('n5')).access.level).toBe('PAID');
    change('n5', 'public');
    expect(await sync()).toMatchObject({ 'post p005 n5': 'updated' });
    expect(await accessTo('n5')).toEqual({ access: { level: 'PUBLIC' }, body: { text: 'Body of n5.' } });
    expect(await sync()).not.toHaveProperty('post p005 n5');
  });

  test('follows a change of access of an export that leaves the date of change', async () => {
    const importAs = async (visibility: string) => {
      const row = createGhostPost('m2', { slug: 'for-whom', visibility });
      const tables = { posts: [row], posts_authors: [], posts_tags: [], tags: [], users: [] };
      const files = { 'export.json': createGhostExport(tables) };
      const { fates } = await importFiles(gateway, files, { url: 'https://other.example' });
      const { article } = await gateway.query('{ article(by: { slug: "for-whom" }) { access { level } } }');
      return [fates['post m2 for-whom'], article.access.level];
    };
    expect(await importAs('public')).toEqual(['created', 'PUBLIC']);
    expect(await importAs('paid')).toEqual(['updated', 'PAID']);
    expect(await importAs('paid')).toEqual(['unchanged', 'PAID']);
    expect(await importAs('public')).toEqual(['updated', 'PUBLIC']);
  });

  test('keeps the rest that an export brought of a post for members, since the API has only its beginning', async () => {
    const html = '<p>Old first lines.</p><!--members-only--><p>All the rest.</p>';
    const row = createGhostPost('m1', { slug: 'kept-rest', visibility: 'members', html });
    const tables = { posts: [row], posts_authors: [], posts_tags: [], tags: [], users: [] };
    await importFiles(gateway, { 'export.json': createGhostExport(tables) }, { url: site });
    const kept = posts;
    posts = [
      ...posts,
      { id: 'm1', slug: 'kept-rest', visibility: 'members', updated: '2020-04-01T00:00:00.000Z' },
    ];
    expect(await sync()).toMatchObject({ 'post m1 kept-rest': 'updated' });
    posts = kept;
    const document = '{ article(by: { slug: "kept-rest" }) { body { text } } }';
    const member = gateway.queryAs(await gateway.createKey('members'), 'members');
    expect((await gateway.query(document)).article.body.text).toBe('The first lines.');
    expect((await member(document)).article.body.text).toBe('The first lines.\n\nAll the rest.');
  });

  test('publishes what an export scheduled once Ghost has published it', async () => {
    const at = '2024-03-02T07:15:00.000Z';
    const rows = [
      createGhostPost('g1', { slug: 'open' }),
      createGhostPost('g2', { slug: 'soon', status: 'scheduled', published_at: '2099-01-01 08:00:00' }),
      createGhostPost('g3', { slug: 'sketch', status: 'draft', published_at: null }),
      createGhostPost('g4', { slug: 'was-open' }),
    ];
    const file = createGhostExport({ posts: rows, posts_authors: [], posts_tags: [], tags: [], users: [] });
    await importFiles(gateway, { 'export.json': file }, { url: site });
    const kept = posts;
    posts = [...posts, { id: 'g1', slug: 'open', updated: at }];
    const statuses = async () => {
      const drafts = await gateway.database.prisma.draft.findMany({
        where: { sourceId: { startsWith: 'g' }, source: { startsWith: 'ghost' } },
        orderBy: { sourceId: 'asc' },
        include: { article: true },
      });
      return drafts.map((draft) =>
        draft.article ? 'PUBLISHED' : draft.scheduledFor ? 'SCHEDULED' : 'DRAFT',
      );
    };
    expect(await statuses()).toEqual(['PUBLISHED', 'SCHEDULED', 'DRAFT', 'PUBLISHED']);
    // Ghost may have postponed or deleted a scheduled post since, which its Content API does not show.
    expect(await sync()).toMatchObject({
      ...{ 'post g1 open': 'updated', 'post g2': 'withdrawn', 'post g4': 'withdrawn' },
    });
    expect(await statuses()).toEqual(['PUBLISHED', 'DRAFT', 'DRAFT', 'DRAFT']);
    const { soonRoute } = await gateway.query('{ soonRoute: route(path: "/soon") { status } }');
    expect(soonRoute.status).toBe('NOT_FOUND');
    expect(Object.keys(await sync()).filter((item) => / g\d/.test(item))).toEqual(['post g1 open']);
    // Ghost may publish a due post some minutes late, so an unlisted one is not withdrawn at once.
    const soon = await gateway.database.prisma.draft.findFirstOrThrow({ where: { sourceId: 'g2' } });
    const isDue = createGhostPost('g2', {
      slug: 'soon',
      published_at: new Date(Date.now() - 60_000).toISOString(),
    });
    const due = createGhostExport({ posts: [isDue], posts_authors: [], posts_tags: [], tags: [], users: [] });
    await importFiles(gateway, { 'due.json': due }, { url: site });
    await sync();
    expect((await statuses())[1]).toBe('PUBLISHED');
    const lateBy = new Date(Date.now() - 16 * 60_000);
    await gateway.database.prisma.article.update({
      where: { id: soon.id },
      data: { publishedAt: lateBy },
    });
    expect(await sync()).toMatchObject({ 'post g2': 'withdrawn' });
    posts = [...posts, { id: 'g2', slug: 'soon', updated: at }];
    await sync();
    expect(await statuses()).toEqual(['PUBLISHED', 'PUBLISHED', 'DRAFT', 'DRAFT']);
    posts = kept;
    await sync();
  });

  test('recovers from a sync time in the future without missing changes', async () => {
    const updated = '2021-06-06T00:00:00.000+00:00';
    posts = posts.map((post) => (post.slug === 'n9' ? { ...post, title: 'Missed', updated } : post));
    await gateway.database.prisma.sourceSync.updateMany({
      data: { syncedTo: new Date('2099-01-01T00:00:00Z') },
    });
    expect(await sync()).toMatchObject({ 'post p009 n9': 'updated' });
    const [mark] = await gateway.database.prisma.sourceSync.findMany();
    expect(mark!.syncedTo.getTime()).toBeLessThanOrEqual(Date.now());
    expect((await gateway.query('{ article(by: { slug: "n9" }) { title } }')).article.title).toBe('Missed');
  });

  test('names the locations of authors, which have no place, when it reads all posts', async () => {
    listed = {
      tags: [
        { id: 't1', name: 'Harbour', slug: 'harbour', visibility: 'public', description: 'Quays' },
        { id: 't2', name: 'Boats', slug: 'boats', visibility: 'public', description: 'Hulls' },
        { id: 't3', name: 'Nets', slug: 'nets', visibility: 'public', description: null },
      ],
      authors: [
        { id: 'a1', name: 'Ada Marsh', slug: 'ada', website: 'https://ada.example', location: 'Leith' },
      ],
    };
    extraTag = { id: 't2', name: 'Boats', slug: 'boats', visibility: 'public', description: 'Hulls' };
    const isOfTaxonomy = ({ kind }: ImportResult) => kind === 'tag' || kind === 'user';
    const named = (await listReceipts({ all: true })).filter(isOfTaxonomy);
    expect(named.map(({ item, outcome, reasons }) => [item, outcome, ...reasons])).toEqual([
      ['tag t1 harbour', 'used', 'used as a section or tag'],
      ['tag t2 boats', 'used', 'used as a section or tag'],
      ['tag t3 nets', 'left out', 'no post has it'],
      ['user a1 ada', 'used', 'in bylines; not imported: location'],
    ]);
    expect((await listReceipts()).filter(isOfTaxonomy)).toEqual([]);
  });

  test('withdraws nothing when the site lists no posts', async () => {
    const before = posts;
    posts = [];
    await expect(sync()).rejects.toThrow('stay published');
    posts = before;
    expect((await statusOf('/n1')).status).toBe('FOUND');
  });

  test('reports a wrong key without the key, a private address and a missing API', async () => {
    await expect(sync({}, 'ffffffffffffffffffffffffff')).rejects.toThrow(
      `${site}/ghost/api/content/settings/ responded with status 401: Unknown Content API Key`,
    );
    const fetcher = new Fetcher({ allowPrivate: false });
    const parts = { prisma: gateway.database.prisma, importService: gateway.importService, fetcher };
    await expect(syncGhost(site, KEY, parts)).rejects.toThrow(/settings\/ is a private address/);
    site += '/elsewhere';
    await expect(sync()).rejects.toThrow('responded with status 404');
    site = site.replace('/elsewhere', '');
  });
});
