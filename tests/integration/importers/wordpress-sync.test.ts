import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { type KnownItems } from '../../../src/importers/run/known-items.js';
import { SyncMark } from '../../../src/importers/run/sync-mark.js';
import { RestApi } from '../../../src/importers/wordpress/rest/rest-api.js';
import { WordPressSiteSync } from '../../../src/importers/wordpress/rest/sync-site.js';
import { WordPressSite } from '../../../src/importers/wordpress/site.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { syncWordPress, type WordPressSyncOptions } from '../../../src/importers/wordpress/wordpress-sync.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

interface Post {
  id: number;
  type?: 'post' | 'page';
  slug: string;
  status?: string;
  modified: string;
  title?: string;
  date?: string;
  format?: string;
  /** Text as it was written, which only a login can read. */
  raw?: string;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: string;
}

let gateway: Gateway;
let server: Server;
let site: string;
/** Posts of the site. Tests change them. */
let posts: Post[] = [];
let blocks: { id: number; status: string; modified: string; raw: string }[] = [];
/** Responses that replace the next ones. */
let trouble: Answer[] = [];
let asked: URL[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  server = createServer((request, response) => {
    const { status, headers, body }: Answer = trouble.shift() ?? answer(request);
    response.writeHead(status, headers).end(body);
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  trouble = [];
  asked = [];
});
afterAll(async () => {
  server.close();
  await gateway.close();
});

/** As WordPress answers: https://developer.wordpress.org/rest-api/reference/posts/. */
function answer(request: IncomingMessage): Answer {
  const url = new URL(request.url!, site);
  asked.push(url);
  const isEditor = request.headers.authorization === `Basic ${Buffer.from('ada:secret').toString('base64')}`;
  const json = (value: unknown, headers = {}, status = 200) => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
  const route = url.pathname.replace('/wp-json/', '');
  if (route === '') return json({ name: 'Old &amp; Site', home: site, namespaces: ['wp/v2'] });
  if (route === 'wp/v2/types') return json({ post: { rest_base: 'posts' }, page: { rest_base: 'pages' } });
  if (route === 'wp/v2/users/me') return isEditor ? json({ id: 1 }) : json({ code: 'no' }, {}, 401);
  if (route === 'wp/v2/categories') return paged(CATEGORIES, url, json);
  if (route === 'wp/v2/blocks' && isEditor) return paged(listBlocks(url), url, json);
  const type = { 'wp/v2/posts': 'post', 'wp/v2/pages': 'page' }[route];
  if (!type) return json({ code: 'rest_no_route', message: 'No route' }, {}, 404);
  const statuses = (url.searchParams.get('status') ?? 'publish').split(',');
  if (!isEditor && statuses.some((status) => status !== 'publish')) {
    return json({ message: 'Invalid parameter(s): status' }, {}, 400);
  }
  const since = (name: string, date: string) =>
    Date.parse(`${date}Z`) > Date.parse(url.searchParams.get(name) ?? '1970');
  const ids = url.searchParams.get('include')?.split(',');
  const found = posts
    .filter((post) => (post.type ?? 'post') === type && statuses.includes(post.status ?? 'publish'))
    .filter(({ modified, date = modified }) => since('modified_after', modified) && since('after', date))
    .filter(({ id }) => !ids || ids.includes(String(id)))
    .filter(({ raw = '' }) => raw.includes(url.searchParams.get('search') ?? ''))
    .sort((a, b) => a.id - b.id);
  const fields = url.searchParams.get('_fields')?.split(',');
  const shown = found.map(asJson).map((post) => {
    const named = Object.entries(post).filter(([name]) => !fields || fields.includes(name));
    return Object.fromEntries(named);
  });
  return paged(shown, url, json);
}

function listBlocks({ searchParams }: URL) {
  const after = Date.parse(searchParams.get('modified_after') ?? '1970');
  const ids = searchParams.get('include')?.split(',');
  const statuses = (searchParams.get('status') ?? 'publish').split(',');
  return blocks
    .filter(({ id, status }) => statuses.includes(status) && (!ids || ids.includes(String(id))))
    .filter(({ modified }) => Date.parse(`${modified}Z`) > after)
    .map(({ id, status, modified, raw }) => ({ id, status, modified_gmt: modified, content: { raw } }));
}

function paged<Json>(
  all: unknown[],
  { searchParams }: URL,
  json: (page: unknown[], headers: object) => Json,
): Json {
  const size = Number(searchParams.get('per_page') ?? 10);
  const page = Number(searchParams.get('page') ?? 1);
  const totals = {
    'x-wp-total': String(all.length),
    'x-wp-totalpages': String(Math.ceil(all.length / size)),
  };
  return json(all.slice((page - 1) * size, page * size), totals);
}

const CATEGORIES = [
  { id: 2, slug: 'asia', name: 'Asia', parent: 1, description: '' },
  { id: 1, slug: 'world', name: 'World', parent: 0, description: '' },
];

function asJson({
  id,
  type = 'post',
  slug,
  status = 'publish',
  modified,
  title = slug,
  date = modified,
  format = 'standard',
  raw,
}: Post) {
  return {
    ...(type === 'post' && { format }),
    ...{ id, type, slug, status, link: `${site}/2020/${slug}/`, date_gmt: date, modified_gmt: modified },
    ...{ parent: 0, menu_order: 0, sticky: false, featured_media: type === 'post' ? 9 : 0 },
    title: { rendered: title },
    content: {
      rendered: `<p>Body of ${slug}.</p>\n<div class="sharedaddy">Share this</div>`,
      protected: false,
      raw,
    },
    excerpt: {
      rendered: slug === 'own' ? '<p>Its own words</p>' : `<p>Body of [&hellip;]</p>`,
      protected: false,
    },
    yoast_head_json: {
      title: slug === 'own' ? 'What was &amp; is' : `${title} - Old &amp; Site`,
      description: `All of ${slug}`,
    },
    _embedded: {
      author: [{ name: 'Ada Marsh' }],
      'wp:featuredmedia': [
        {
          id: 9,
          source_url: `${site}/sea.jpg`,
          alt_text: 'Sea',
          caption: { rendered: '' },
          media_details: { width: 8, height: 6 },
        },
      ],
      'wp:term': [
        [{ taxonomy: 'category', slug: 'asia', name: 'Asia' }],
        [{ taxonomy: 'post_tag', slug: 'q', name: 'Q &amp; A' }],
      ],
    },
  };
}

async function sync(
  options: WordPressSyncOptions = {},
  fetcher = new Fetcher({ allowPrivate: true, maxRetryDelaySeconds: 0.01 }),
) {
  const receipts: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void receipts.push(result), onEnd: () => undefined };
  const parts = { prisma: gateway.database.prisma, importService: gateway.importService, fetcher };
  await syncWordPress(site, parts, { report, ...options });
  return Object.fromEntries(receipts.map(({ item, outcome }) => [item, outcome]));
}

const statusOf = async (path: string) =>
  (await gateway.query('query ($path: String!) { route(path: $path) { status redirectTo } }', { path }))
    .route;

describe('WordPress sync', () => {
  test('imports every page of the site the first time', async () => {
    posts = Array.from({ length: 104 }, (_, i) => ({
      id: i + 100,
      slug: `p${i}`,
      modified: '2020-01-01T00:00:00',
    }));
    posts.push({ id: 5, type: 'page', slug: 'about', modified: '2020-01-02T00:00:00' });
    posts.push({
      ...{ id: 6, slug: 'own', title: 'Tide &#8211; time', modified: '2020-01-03T00:00:00' },
      format: 'video',
    });
    const fates = await sync();
    expect(Object.keys(fates)).toHaveLength(106);
    expect(new Set(Object.values(fates))).toEqual(new Set(['created']));
    const { article } = await gateway.query(`{ article(by: { slug: "own" }) { kind title path standfirst
      section { path } tags { name } authors { name } image { url alt width } seo { title description } body { html } } }`);
    expect(article).toEqual({
      kind: 'VIDEO',
      ...{ title: 'Tide – time', path: '/2020/own', standfirst: 'Its own words' },
      ...{
        section: { path: '/world/asia' },
        tags: [{ name: 'Q & A' }, { name: 'Post format: video' }],
        authors: [{ name: 'Ada Marsh' }],
      },
      image: { url: `${site}/sea.jpg`, alt: 'Sea', width: 8 },
      seo: { title: 'What was & is', description: 'All of own' },
      body: { html: '<p>Body of own.</p>' },
    });
    const { other } = await gateway.query(
      '{ other: article(by: { slug: "p1" }) { kind title standfirst seo { title } } }',
    );
    expect(other).toEqual({
      ...{ kind: 'ARTICLE', title: other.title, standfirst: null, seo: { title: other.title } },
    });
    const { pages } = await gateway.query(
      '{ pages: articles(filter: { kinds: [PAGE] }) { nodes { slug } } }',
    );
    expect(pages.nodes).toEqual([{ slug: 'about' }]);
  });

  test('imports changes later, redirects renamed posts and withdraws deleted ones', async () => {
    const at = '2021-01-01T00:00:00';
    const change = (slug: string, changes: Partial<Post>) => {
      posts = posts.map((post) => (post.slug === slug ? { ...post, modified: at, ...changes } : post));
    };
    for (const slug of ['p1', 'p2']) change(slug, { title: 'Edited' });
    change('p3', { slug: 'renamed' });
    posts = posts.filter(({ slug }) => slug !== 'p4');
    expect(await sync()).toEqual({
      // The last second is requested again, as times have no fractions.
      'post 6 own': 'unchanged',
      ...{ 'post 101 p1': 'updated', 'post 102 p2': 'updated', 'post 103 renamed': 'updated' },
      'post 104': 'withdrawn',
    });
    expect(await statusOf('/2020/p3')).toEqual({ status: 'MOVED', redirectTo: '/2020/renamed' });
    expect((await statusOf('/2020/p4')).status).toBe('GONE');
    expect(asked.filter(({ searchParams }) => searchParams.has('modified_after'))).toHaveLength(2);
    expect(await sync()).toEqual({
      ...{ 'post 101 p1': 'unchanged', 'post 102 p2': 'unchanged', 'post 103 renamed': 'unchanged' },
    });
  });

  test('imports a new post with an old modification time and withdraws a deleted one', async () => {
    posts = posts.filter(({ slug }) => slug !== 'p5');
    posts.push({ id: 7, slug: 'long-scheduled', modified: '2019-01-01T00:00:00' });
    expect(await sync()).toMatchObject({ 'post 105': 'withdrawn', 'post 7 long-scheduled': 'created' });
  });

  test('imports drafts with a login, unseen by readers, and rejects a wrong login', async () => {
    posts.push({ id: 8, slug: 'idea', status: 'draft', modified: '2021-02-01T00:00:00' });
    await expect(sync({ login: 'ada:wrong' })).rejects.toThrow('rejected WORDPRESS_LOGIN');
    expect(await sync({ login: 'ada:secret' })).toMatchObject({ 'post 8 idea': 'created' });
    expect((await gateway.query('{ article(by: { slug: "idea" }) { id } }')).article).toBeNull();
    expect(await sync({ login: 'ada:secret' })).not.toHaveProperty(['post 8']);
  });

  test('follows changes of reusable blocks, which leave the dates of the posts', async () => {
    const login = 'ada:secret';
    const bodyOf = async (slug: string) =>
      (
        await gateway.query('query ($slug: String!) { article(by: { slug: $slug }) { body { text } } }', {
          slug,
        })
      ).article.body.text;
    const setBlock = (status: string, text: string, modified: Date) => {
      blocks = [{ id: 90, status, modified: modified.toISOString().slice(0, 19), raw: `<p>${text}</p>` }];
    };
    setBlock('publish', 'First words', new Date('2021-02-01T00:00:00Z'));
    const raw = '<!-- wp:paragraph --><p>Own words</p><!-- /wp:paragraph --><!-- wp:block {"ref":90} /-->';
    posts.push({ id: 91, slug: 'sharing', modified: '2021-02-01T00:00:00', raw });
    expect(await sync({ login })).toMatchObject({ 'post 91 sharing': 'created' });
    expect(await bodyOf('sharing')).toBe('Own words\n\nFirst words');
    setBlock('publish', 'Other words', new Date());
    expect(await sync({ login })).toMatchObject({ 'post 91 sharing': 'updated' });
    expect(await bodyOf('sharing')).toBe('Own words\n\nOther words');
    setBlock('draft', 'Other words', new Date());
    expect(await sync({ login })).toMatchObject({ 'post 91 sharing': 'updated' });
    expect(await bodyOf('sharing')).toBe('Own words');
    posts = posts.filter(({ id }) => id !== 91);
    blocks = [];
    await sync({ login });
  });

  test('withdraws nothing when the site lists no posts', async () => {
    const before = posts;
    posts = [];
    await expect(sync()).rejects.toThrow('stay published');
    posts = before;
    expect((await statusOf('/2020/p1')).status).toBe('FOUND');
  });

  describe('WordPress sync with scheduled posts', () => {
    const login = 'ada:secret';
    const [past, then] = ['2021-03-01T00:00:00', '2099-01-01T00:00:00'];
    const change = (slug: string, changes: Partial<Post>) => {
      posts = posts.map((post) => (post.slug === slug ? { ...post, ...changes } : post));
    };
    const markOf = async () =>
      (await gateway.database.prisma.sourceSync.findMany()).map(({ syncedTo }) => syncedTo)[0]!;

    test('keeps importing changes while a post has a modification time in the future', async () => {
      // WordPress sets the modification time of a scheduled post to its future date.
      posts.push({ id: 50, slug: 'planned', status: 'future', modified: then, date: then });
      posts.push(
        { id: 51, slug: 'to-be-hidden', modified: past },
        { id: 52, slug: 'to-edit', modified: past },
      );
      expect(await sync({ login })).toMatchObject({ 'post 50 planned': 'created' });
      expect((await markOf()).getTime()).toBeLessThan(Date.now());
      const now = new Date().toISOString().slice(0, 19);
      change('to-edit', { title: 'Edited', modified: now });
      change('to-be-hidden', { status: 'private', modified: now });
      expect(await sync({ login })).toMatchObject({
        ...{ 'post 51 to-be-hidden': 'updated', 'post 52 to-edit': 'updated' },
        'post 50 planned': 'unchanged',
      });
      expect((await statusOf('/2020/to-be-hidden')).status).toBe('GONE');
      expect((await gateway.query('{ article(by: { slug: "to-edit" }) { title } }')).article.title).toBe(
        'Edited',
      );
      expect((await markOf()).getTime()).toBeLessThanOrEqual(Date.now());
    });

    test('recovers from a sync time in the future without missing changes', async () => {
      change('to-edit', { title: 'Edited again', slug: 'edited' });
      change('to-be-hidden', { status: 'publish' });
      for (const slug of ['edited', 'to-be-hidden']) change(slug, { modified: '2021-04-01T00:00:00' });
      posts = posts.filter(({ slug }) => slug !== 'p6');
      await gateway.database.prisma.sourceSync.updateMany({ data: { syncedTo: new Date(`${then}Z`) } });
      expect(await sync({ login })).toMatchObject({
        ...{ 'post 52 edited': 'updated', 'post 51 to-be-hidden': 'updated', 'post 106': 'withdrawn' },
      });
      expect(await statusOf('/2020/to-edit')).toEqual({ status: 'MOVED', redirectTo: '/2020/edited' });
      expect((await statusOf('/2020/to-be-hidden')).status).toBe('FOUND');
      expect((await markOf()).getTime()).toBeLessThanOrEqual(Date.now());
      asked = [];
      expect(Object.keys(await sync({ login }))).not.toContain('post 52 edited');
    });
  });

  test('compares all items only at the set interval and otherwise asks for changes', async () => {
    const kept = posts;
    posts = Array.from({ length: 2_050 }, (_, i) => ({
      id: i + 1,
      slug: `m${i}`,
      modified: '2020-01-01T00:00:00',
    }));
    const fetcher = new Fetcher({ allowPrivate: true, maxRetryDelaySeconds: 0.01 });
    const api = await RestApi.connect(fetcher, site);
    const ids = posts.map(({ id }) => `post/${id}`);
    const state = { modified: new Date('2020-01-01T00:00:00Z'), status: 'publish' };
    const run = async (minutesAgo: number | null) => {
      const comparedAt = minutesAgo === null ? null : new Date(api.clock.getTime() - minutesAgo * 60_000);
      const known: KnownItems = {
        ...{
          syncedTo: new Date('2020-06-01T00:00:00Z'),
          comparedAt,
          allIds: new Set(ids),
          publicIds: new Set(ids),
          scheduledIds: [],
          liveBlogIds: [],
        },
        states: new Map(ids.map((id) => [id, state])),
      };
      asked = [];
      const mark = new SyncMark(known, api.clock);
      const routes = new Map([['post', 'posts']]);
      const followed = new WordPressSiteSync(api, new WordPressSite(), routes, known, mark, 60);
      const items: string[] = [];
      for await (const { item } of followed.fetchItems()) items.push(item);
      return { items, requests: asked.length };
    };
    expect(await run(59)).toEqual({ items: [], requests: 3 });
    // As an edit by a plugin that does not update the modification time.
    posts[1_500] = { ...posts[1_500]!, slug: 'missed', modified: '2020-02-02T00:00:00' };
    expect(await run(59)).toEqual({ items: [], requests: 3 });
    for (const minutes of [61, null]) {
      expect(await run(minutes)).toEqual({ items: ['post 1501 missed'], requests: 2 + 21 + 1 });
    }
    posts = kept;
  });

  test('publishes what an export scheduled once WordPress has published it, and leaves pushed posts', async () => {
    const kept = posts;
    posts = [{ id: 2, slug: 'open', modified: '2020-02-03T04:05:06', date: '2020-01-02T03:04:05' }];
    const other = site.replace('127.0.0.1', 'localhost');
    const later = '2099-01-01 00:00:00';
    const items = [
      { id: 2, slug: 'open' },
      { id: 3, slug: 'was-open' },
      { id: 4, slug: 'soon', status: 'future', date: later, modified: later },
      { id: 5, slug: 'hidden', status: 'private' },
      { id: 6, slug: 'sketch', status: 'draft' },
      { id: 7, slug: 'pushed', status: 'future', date: later, modified: later },
    ];
    const folder = await createFolder({ 'site.xml': renderWxr(items, { site: other }) });
    await importWordPress([`${folder}/site.xml`], gateway.importService);
    const { prisma } = gateway.database;
    const { source } = await prisma.draft.findFirstOrThrow({ where: { slug: 'pushed' } });
    const state = { modified: new Date(later), status: 'future', pushedAt: new Date(), pushNumber: 1n };
    await prisma.sourceItem.create({ data: { source: source!, sourceId: 'post/7', ...state } });
    const statuses = async () => {
      const drafts = await gateway.database.prisma.draft.findMany({
        where: { source: { contains: 'localhost' } },
        orderBy: { sourceId: 'asc' },
        include: { article: true },
      });
      return drafts.map((draft) => [
        draft.slug,
        draft.article ? 'PUBLISHED' : draft.scheduledFor ? 'SCHEDULED' : 'DRAFT',
      ]);
    };
    const [a, b, ...rest] = await statuses();
    expect(rest).toEqual([
      ['soon', 'SCHEDULED'],
      ['hidden', 'DRAFT'],
      ['sketch', 'DRAFT'],
      ['pushed', 'SCHEDULED'],
    ]);
    const before = site;
    site = other;
    // The site may have postponed or deleted a scheduled post since, which its API does not show without a login.
    const withdrawn = { 'post 3': 'withdrawn', 'post 4': 'withdrawn' };
    expect(await sync()).toEqual({ 'post 2 open': 'updated', ...withdrawn });
    expect([a, b]).toEqual([
      ['open', 'PUBLISHED'],
      ['was-open', 'PUBLISHED'],
    ]);
    const others = rest.slice(1);
    expect(await statuses()).toEqual([a, ['was-open', 'DRAFT'], ['soon', 'DRAFT'], ...others]);
    posts.push({ id: 4, slug: 'soon', modified: '2020-02-03T04:05:06' });
    expect(await sync()).toMatchObject({ 'post 4 soon': 'updated' });
    expect(await statuses()).toEqual([a, ['was-open', 'DRAFT'], ['soon', 'PUBLISHED'], ...others]);
    site = before;
    posts = kept;
  });

  test('says why a post is updated that WordPress has not changed', async () => {
    const kept = posts;
    const other = site.replace('127.0.0.1', 'localhost');
    const modified = '2020-02-03 04:05:06';
    const items = [
      { id: 12, slug: 'words', content: '<p>Long enough to read</p>', modified },
      { id: 13, slug: 'edited-later', content: '<p>Long enough</p>', modified },
    ];
    const folder = await createFolder({ 'site.xml': renderWxr(items, { site: other }) });
    await importWordPress([`${folder}/site.xml`], gateway.importService);
    posts = [
      { id: 12, slug: 'words', modified: modified.replace(' ', 'T') },
      { id: 13, slug: 'edited-later', modified: '2020-02-04T04:05:06' },
    ];
    const before = site;
    site = other;
    const results: ImportResult[] = [];
    await sync({ report: { onResult: (result) => void results.push(result), onEnd: () => undefined } });
    site = before;
    posts = kept;
    const updated = results.filter(({ outcome }) => outcome === 'updated');
    expect(updated.map(({ item, outcome, reasons }) => [item, outcome, reasons])).toEqual([
      [
        'post 12 words',
        'updated',
        [expect.stringMatching(/^WordPress has not changed it .*the text has ".*in place of "Long/)],
      ],
      ['post 13 edited-later', 'updated', []],
    ]);
  });

  test('retries a busy site after Retry-After and then gives up', async () => {
    trouble = [
      { status: 429, headers: { 'retry-after': '1' } },
      { status: 503, headers: {} },
    ];
    const fetcher = new Fetcher({ allowPrivate: true, maxRetryDelaySeconds: 0.01 });
    await sync({}, fetcher);
    expect(fetcher.requestCount).toBe(asked.length + 2);
    trouble = Array(5).fill({ status: 503, headers: {} });
    await expect(sync()).rejects.toThrow('is unavailable: it responded with status 503 5 times');
  });

  test('fetches no private address unless allowed', async () => {
    for (const address of [
      site,
      'http://localhost:1',
      'http://[::ffff:127.0.0.1]',
      'http://[::127.0.0.1]',
      'http://[::ffff:0:127.0.0.1]',
      'http://[4000::1]',
      'http://2130706433',
      'http://169.254.169.254',
    ]) {
      const fetcher = new Fetcher({ allowPrivate: false });
      await expect(fetcher.get(`${address}/`)).rejects.toThrow(/private address/);
    }
    expect(asked).toEqual([]);
  });

  test('rejects a site without the REST API or the post type', async () => {
    const parts = {
      prisma: gateway.database.prisma,
      importService: gateway.importService,
      fetcher: new Fetcher({ allowPrivate: true }),
    };
    await expect(syncWordPress(`${site}/elsewhere`, parts)).rejects.toThrow('No WordPress REST API');
    await expect(sync({ types: ['film'] })).rejects.toThrow('does not offer the post type film');
  });
});

test('POST /sync starts a sync only with an API key that may write', async () => {
  const settings = { WORDPRESS_URL: site, IMPORT_ALLOW_PRIVATE: 'true' };
  const following = await startGateway(settings);
  const config = readConfig({ SITE_URL: 'https://courier.example', ...settings });
  const background = await startBackgroundWorkers({
    config,
    database: following.database,
    logger: noopLogger,
  });
  try {
    posts = [{ id: 1, slug: 'pushed', modified: '2022-01-01T00:00:00' }];
    const say = async (key: string | undefined) => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        ...(key && { authorization: `Bearer ${key}` }),
      };
      return (await fetch(`${following.address}/sync`, { method: 'POST', headers, body: 'a=b' })).status;
    };
    expect(await say(undefined)).toBe(403);
    expect(await say('dl_nothing')).toBe(403);
    expect(await say(await following.createKey('preview'))).toBe(403);
    expect(await say(await following.createKey('write'))).toBe(202);
    let article = null;
    while (!article) {
      await sleep(50);
      article = (await following.query('{ article(by: { slug: "pushed" }) { title } }')).article;
    }
    expect(article).toEqual({ title: 'pushed' });
  } finally {
    await background.stop();
    await following.close();
  }
});

describe('Fetcher', () => {
  test('drops the password on redirects to other hosts and limits redirects and bytes', async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
      else response.end('x'.repeat(2_000));
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const place = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const fetcher = new Fetcher({ allowPrivate: true, maxBytes: 3_000, maxRetryDelaySeconds: 0.01 });
    trouble = [{ status: 302, headers: { location: `${place}/` } }];
    expect((await fetcher.get(site, { authorization: 'Basic x' })).text).toHaveLength(2_000);
    expect(seen).toEqual([undefined]);
    await expect(fetcher.get(`${place}/round`)).rejects.toThrow('redirects more than 5 times');
    await expect(new Fetcher({ allowPrivate: true, maxBytes: 1_000 }).get(place)).rejects.toThrow(
      'larger than 1000 bytes',
    );
    other.close();
  });
});
