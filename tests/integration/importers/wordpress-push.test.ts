import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { syncWordPress } from '../../../src/importers/wordpress/wordpress-sync.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const HOME = 'http://127.0.0.1:8123';
const CATEGORIES = [
  { id: 2, slug: 'news', name: 'News', parent: 0 },
  { id: 3, slug: 'harbour', name: 'Harbour', parent: 2 },
];
const SCHEDULED = '2099-01-01T08:00:00';

interface Push {
  id: number;
  number: number;
  status?: string;
  title?: string;
  text?: string;
  slug?: string;
  date?: string;
  modified?: string;
  password?: string;
  autosave?: string;
  home?: string;
  isDeleted?: boolean;
  previewFor?: string;
  namespaces?: string[];
}

let gateway: Gateway;
let other: Gateway;
let key: string;
let preview: Query;
let nextId = 100;
let id: number;

beforeAll(async () => {
  gateway = await startGateway({ WORDPRESS_URL: HOME });
  other = await startGateway({ WORDPRESS_URL: HOME }, { beside: gateway });
  key = await gateway.createKey('write', 'publish');
  preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
});
afterAll(async () => {
  await other.close();
  await gateway.close();
});
beforeEach(() => {
  id = createId();
});

function createId(): number {
  nextId += 1;
  return nextId;
}

/** Returns a post as the REST API of WordPress does with `context=edit`. */
function toPost({ id, status = 'publish', title = `Post ${id}`, text = 'Saved', ...post }: Push) {
  const { slug = `post-${id}`, date = '2026-11-01T08:00:00', modified = '2026-11-02T08:00:00' } = post;
  return {
    id,
    type: 'post',
    status,
    slug,
    link: status === 'draft' ? `${HOME}/?p=${id}` : `${HOME}/${slug}/`,
    date_gmt: date,
    modified_gmt: modified,
    password: post.password ?? '',
    title: { raw: title, rendered: title },
    content: { raw: `<p>${text}</p>`, rendered: `<p>${text}</p>\n` },
    excerpt: { raw: '', rendered: '' },
    featured_media: 0,
    categories: [3],
    _embedded: {
      author: [{ id: 7, name: 'Ada Holm', slug: 'ada', link: `${HOME}/author/ada/` }],
      'wp:term': [
        [
          {
            id: 3,
            taxonomy: 'category',
            slug: 'harbour',
            name: 'Harbour',
            link: `${HOME}/category/news/harbour/`,
          },
        ],
      ],
    },
  };
}

async function send(body: unknown, { to = gateway, secret = key } = {}) {
  const response = await fetch(`${to.address}/sync/wordpress`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as any) };
}

function push(change: Push, options = {}) {
  const {
    number,
    home = HOME,
    isDeleted,
    previewFor,
    autosave,
    namespaces,
    modified = '2026-11-02T08:00:00',
  } = change;
  const unsaved = autosave && {
    title: { raw: change.title ?? `Post ${change.id}` },
    content: { raw: `<p>${autosave}</p>` },
    excerpt: { raw: '' },
    modified_gmt: modified.replace(/\d\d$/, '59'),
  };
  const body = {
    site: { name: 'Courier', home },
    number,
    post: toPost(change),
    autosave: unsaved ?? null,
    isDeleted,
    namespaces,
  };
  return send({ ...body, previewFor, routes: { categories: CATEGORIES } }, options);
}

const ARTICLE =
  '($path: String!) { article(by: { path: $path }) { title body { text } section { path } authors { name } } }';

async function read(path: string, query: Query = gateway.query): Promise<string | null> {
  const { article } = await query(`query ${ARTICLE}`, { path });
  return article?.body.text ?? null;
}

describe('a push of WordPress', () => {
  test('A published post is on the site with its section and author when the push has its response', async () => {
    const result = await push({ id, number: 1 });
    expect(result).toMatchObject({
      status: 200,
      outcome: 'created',
      article: { path: `/post-${id}`, isPublished: true },
    });
    const { article } = await other.query(`query ${ARTICLE}`, { path: `/post-${id}` });
    expect(article).toEqual({
      title: `Post ${id}`,
      body: { text: 'Saved' },
      section: { path: '/news/harbour' },
      authors: [{ name: 'Ada Holm' }],
    });
  });

  test('A draft, a private and a protected post are drafts that no reader sees', async () => {
    for (const change of [
      { status: 'draft' },
      { status: 'private' },
      { status: 'pending' },
      { password: 'x' },
    ]) {
      const post = { ...change, id: createId(), number: 1 };
      const { article } = await push(post);
      expect(article.isPublished).toBe(false);
      expect(await read(article.path)).toBeNull();
      expect(await read(article.path, preview)).toBe('Saved');
    }
  });

  test('Unsaved changes of a published post are seen in previews, and published when they are saved', async () => {
    const path = `/post-${id}`;
    await push({ id, number: 1 });
    await push({ id, number: 2, autosave: 'Typed' });
    expect([await read(path), await read(path, preview)]).toEqual(['Saved', 'Typed']);
    await push({ id, number: 3, autosave: 'Typed more' }, { to: other });
    expect([await read(path), await read(path, preview)]).toEqual(['Saved', 'Typed more']);
    await push({ id, number: 4, text: 'Typed more', modified: '2026-11-02T09:00:00' });
    expect([await read(path), await read(path, preview)]).toEqual(['Typed more', 'Typed more']);
  });

  test('A push with unsaved changes saves a version of the post that is not known first', async () => {
    await push({ id, number: 1 });
    await push({ id, number: 2, text: 'Saved again', modified: '2026-11-02T09:00:00', autosave: 'Typed' });
    expect([await read(`/post-${id}`), await read(`/post-${id}`, preview)]).toEqual(['Saved again', 'Typed']);
  });

  test('Unsaved changes of a scheduled post stay out of the draft, which its schedule publishes', async () => {
    await push({ id, number: 1, status: 'future', date: SCHEDULED });
    const result = await push({ id, number: 2, status: 'future', date: SCHEDULED, autosave: 'Typed' });
    expect(result.reasons).toEqual([
      'scheduled: changes are shown in previews once the source has saved them',
    ]);
    expect(await read(`/post-${id}`, preview)).toBe('Saved');
    const draft = await gateway.database.prisma.draft.findFirst({ where: { sourceId: `post/${id}` } });
    expect(draft?.scheduledFor?.toISOString()).toBe('2099-01-01T08:00:00.000Z');
  });

  test('An older version that arrives later changes nothing, on either gateway', async () => {
    await push({ id, number: 8, text: 'New' });
    const late = await push({ id, number: 7, text: 'Old' }, { to: other });
    expect(late).toMatchObject({ outcome: 'unchanged', reasons: ['a later version was pushed before'] });
    // A version whose text equals the present one counts too.
    await push({ id, number: 10, text: 'New' });
    await push({ id, number: 9, text: 'Old' });
    await push({ id, number: 5, status: 'trash' });
    await push({ id, number: 6, isDeleted: true });
    expect(await read(`/post-${id}`)).toBe('New');
  });

  test('Pushes of one post at the same time end with its latest version', async () => {
    const numbers = Array.from({ length: 12 }, (_, i) => i + 1).sort(() => Math.random() - 0.5);
    await Promise.all(
      numbers.map((number, i) =>
        push({ id, number, text: `Version ${number}` }, { to: i % 2 ? gateway : other }),
      ),
    );
    expect(await read(`/post-${id}`)).toBe('Version 12');
    expect(await gateway.database.prisma.draft.count({ where: { sourceId: `post/${id}` } })).toBe(1);
  });

  test('A post that is unpublished, put into the trash or deleted is gone, and comes back when it is restored', async () => {
    const path = `/post-${id}`;
    const send = (change: Partial<Push>) => push({ id, number: createId(), ...change });
    for (const gone of [
      { status: 'draft' },
      { status: 'trash', slug: `post-${id}__trashed` },
      { isDeleted: true },
    ]) {
      await send({});
      expect(await read(path)).toBe('Saved');
      await send(gone);
      expect(await read(path)).toBeNull();
    }
    await send({});
    expect(await read(path)).toBe('Saved');
  });

  test('A changed slug moves the article, and its former path redirects', async () => {
    await push({ id, number: 1, slug: `first-${id}` });
    await push({ id, number: 2, slug: `second-${id}-🚢` });
    const { route } = await gateway.query(
      'query ($path: String!) { route(path: $path) { status redirectTo } }',
      {
        path: `/first-${id}`,
      },
    );
    expect(route.status).toBe('MOVED');
    expect(await read(route.redirectTo)).toBe('Saved');
  });

  test('An article that was edited in the gateway stays as it is, and the response says so', async () => {
    await push({ id, number: 1 });
    await gateway.database.prisma.draft.updateMany({
      where: { sourceId: `post/${id}` },
      data: { editedAt: new Date() },
    });
    const result = await push({ id, number: 2, text: 'From WordPress' });
    expect(result).toMatchObject({ status: 200, outcome: 'kept' });
    expect(result.reasons[0]).toMatch(/^edited in Dateline on /);
    expect(await read(`/post-${id}`)).toBe('Saved');
  });

  test('A draft keeps its path while its title changes, until WordPress gives it a slug', async () => {
    const draft = { id, status: 'draft', slug: '' };
    const { article } = await push({ ...draft, number: 1, title: `First ${id}` });
    expect(article.path).toBe(`/news/harbour/first-${id}`);
    const renamed = await push({ ...draft, number: 2, title: `Second ${id}` });
    expect(renamed).toMatchObject({ outcome: 'updated', article: { path: `/news/harbour/first-${id}` } });
    const published = await push({ id, number: 3, slug: `second-${id}`, title: `Second ${id}` });
    expect(published.article).toMatchObject({ path: `/second-${id}`, isPublished: true });
  });

  test('A slug that another article has gets a number', async () => {
    await push({ id: createId(), number: 1, status: 'draft', slug: '', title: `Taken ${id}` });
    const { article, reasons } = await push({
      id,
      number: 1,
      status: 'draft',
      slug: '',
      title: `Taken ${id}`,
    });
    expect(article.path).toBe(`/news/harbour/taken-${id}-2`);
    expect(reasons).toEqual([`the slug is taken-${id}-2, because another item has the slug taken-${id}`]);
  });

  test('A live blog stays as it is, because a push has no entries, and is read by a sync', async () => {
    await push({ id, number: 1 });
    await gateway.database.prisma.draft.updateMany({
      where: { sourceId: `post/${id}` },
      data: { kind: 'LIVE_BLOG' },
    });
    const result = await push({ id, number: 2, text: 'Without entries', namespaces: ['liveblog/v1'] });
    expect(result).toMatchObject({ outcome: 'left out', needsSync: true, article: { path: `/post-${id}` } });
    expect(await read(`/post-${id}`)).toBe('Saved');
    // A sync reads each post of such a site.
    await push({ id: createId(), number: 1, namespaces: ['liveblog/v1'] });
    const item = await gateway.database.prisma.sourceItem.findFirst({
      where: { sourceId: `post/${nextId}` },
    });
    expect(item).toMatchObject({ modified: null, status: 'publish' });
  });

  test('A preview link shows the unsaved text of the one post', async () => {
    const hidden = await push({ id: createId(), number: 1, status: 'draft' });
    const { previewUrl, article } = await push({
      id,
      number: 1,
      status: 'draft',
      previewFor: 'WordPress: Ada',
    });
    await push({ id, number: 2, status: 'draft', autosave: 'Typed' });
    const url = new URL(previewUrl);
    expect(url.origin + url.pathname).toBe('https://courier.example/draft');
    const reader = gateway.queryAs(url.searchParams.get('link')!);
    expect(await read(article.path, reader)).toBe('Typed');
    expect(await read(hidden.article.path, reader)).toBeNull();
  });

  test('Invalid pushes are refused with what to do', async () => {
    const weak = await gateway.createKey('write', 'preview');
    expect(await push({ id, number: 1 }, { secret: weak })).toMatchObject({ status: 403 });
    expect(await push({ id, number: 1 }, { secret: 'dl_wrong' })).toMatchObject({ status: 403 });
    const foreign = await push({ id, number: 1, home: 'https://elsewhere.example' });
    expect(foreign.status).toBe(422);
    expect(foreign.errors[0].message).toBe(
      `The gateway syncs ${HOME}, and the push is of https://elsewhere.example. Set WORDPRESS_URL to the address of the site.`,
    );
    for (const body of [{}, [], null, { site: {}, number: 'x' }, { site: { name: '', home: 'file:///etc' } }])
      expect((await send(body)).status).toBe(422);
    const response = await fetch(`${gateway.address}/sync/wordpress`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(await response.json()).toEqual({ site: HOME });
  });
});

describe('a sync beside pushes', () => {
  let server: Server;
  let site: string;
  let listed: ReturnType<typeof toPost>[] = [];
  /** Called before the list of posts is sent. */
  let onList: () => Promise<void> = async () => undefined;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const url = new URL(request.url!, HOME);
      const route = url.pathname.replace('/wp-json/', '');
      const send = (value: unknown) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'x-wp-totalpages': '1', 'x-wp-total': '1' })
          .end(JSON.stringify(value));
      if (route === '') return send({ name: 'Courier', home: HOME, namespaces: ['wp/v2'] });
      if (route === 'wp/v2/types') return send({ post: { rest_base: 'posts' } });
      if (route === 'wp/v2/users/me') return send({ id: 1 });
      if (route === 'wp/v2/categories') return send(CATEGORIES);
      if (route !== 'wp/v2/posts') return send([]);
      const posts = listed.map((post) => ({ ...post }));
      if (url.searchParams.has('_embed')) await onList();
      return send(posts);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    onList = async () => undefined;
  });

  const sync = () =>
    syncWordPress(
      site,
      {
        prisma: gateway.database.prisma,
        importService: gateway.importService,
        fetcher: new Fetcher({ allowPrivate: true }),
      },
      { types: ['post'], login: 'ada:secret' },
    );

  test('A sync finds what was pushed unchanged, and leaves unsaved changes until the post is saved', async () => {
    const path = `/post-${id}`;
    listed = [toPost({ id, number: 0 })];
    await push({ id, number: 1 });
    expect((await sync()).counts).toMatchObject({ created: 0, updated: 0 });
    await push({ id, number: 2, autosave: 'Typed' });
    await sync();
    expect([await read(path), await read(path, preview)]).toEqual(['Saved', 'Typed']);
    // The push of this version was lost.
    listed = [toPost({ id, number: 0, text: 'Saved later', modified: '2026-11-02T09:00:00' })];
    await sync();
    expect([await read(path), await read(path, preview)]).toEqual(['Saved later', 'Saved later']);
  });

  test('A sync that has read an older version does not replace one that was pushed in the meantime', async () => {
    listed = [toPost({ id, number: 0, text: 'Old', modified: '2026-11-03T08:00:00' })];
    onList = async () => void (await push({ id, number: 1, text: 'New', modified: '2026-11-03T08:00:00' }));
    await sync();
    expect(await read(`/post-${id}`)).toBe('New');
  });
});
