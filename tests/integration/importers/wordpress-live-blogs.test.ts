import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMediaLibrary } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { MediaCopier } from '../../../src/importers/media/media-copier.js';
import type { ImportSummary } from '../../../src/importers/run/import-run.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { syncWordPress } from '../../../src/importers/wordpress/wordpress-sync.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { drawPicture } from '../../support/pictures.js';
import { renderWxr, type WxrItem } from '../../support/wordpress.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

/** A comment of the plugin Liveblog, by the texts of its elements. */
interface Comment {
  id: number;
  text?: string;
  date?: string;
  status?: string;
  author?: string;
  userId?: number;
  meta?: Record<string, string>;
}

function renderComment({
  id,
  text = '',
  date = '2020-03-01 10:00:00',
  meta = {},
  ...comment
}: Comment): string {
  const fields = Object.entries(meta).map(
    ([key, value]) =>
      `<wp:commentmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:commentmeta>`,
  );
  return `<wp:comment><wp:comment_id>${id}</wp:comment_id>
<wp:comment_author><![CDATA[${comment.author ?? 'Ada Marsh'}]]></wp:comment_author>
<wp:comment_author_email>desk@old.example</wp:comment_author_email>
<wp:comment_date>2020-03-01 12:00:00</wp:comment_date><wp:comment_date_gmt>${date}</wp:comment_date_gmt>
<wp:comment_content><![CDATA[${text}]]></wp:comment_content>
<wp:comment_approved>${comment.status ?? 'liveblog'}</wp:comment_approved>
<wp:comment_type>liveblog</wp:comment_type><wp:comment_user_id>${comment.userId ?? 1}</wp:comment_user_id>
${fields.join('')}</wp:comment>`;
}

const KEY = '<span class="liveblog-command type-key">key</span>';
const READER_COMMENT = `<wp:comment><wp:comment_id>99</wp:comment_id><wp:comment_type>comment</wp:comment_type>
<wp:comment_approved>1</wp:comment_approved><wp:comment_content>First!</wp:comment_content></wp:comment>`;
/** Entries as the plugin stores them: an edit and a deletion are comments of their own. */
const COMMENTS: Comment[] = [
  { id: 11, date: '2020-03-01 10:00:00', text: 'The tugs <strong>leave</strong>.\n\nTwo of them.' },
  { id: 12, date: '2020-03-01 10:05:00', text: 'Wrong', status: 'trash' },
  { id: 13, date: '2020-03-01 10:06:00', meta: { liveblog_replaces: '12' } },
  {
    id: 14,
    date: '2020-03-01 10:10:00',
    text: `${KEY} The bridge moves`,
    author: 'desk@old.example',
    userId: 2,
    meta: { liveblog_key_entry: 'true', liveblog_contributors: 'a:2:{i:0;i:1;i:1;i:77;}' },
  },
  {
    id: 15,
    date: '2020-03-01 10:20:00',
    text: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    meta: { liveblog_hide_authors: '1' },
  },
  {
    id: 16,
    date: '2020-03-01 10:30:00',
    text: 'The tugs <strong>leave</strong>.\n\nTwo of them.',
    meta: { liveblog_replaces: '11' },
  },
];
const POST: WxrItem = { id: 7, slug: 'bridge', title: 'The bridge is moved', content: '<p>Live.</p>' };

const renderPost = (state: string, comments: Comment[]): WxrItem => ({
  ...POST,
  meta: { liveblog: state },
  more: comments.map(renderComment).join('\n') + READER_COMMENT,
});

async function run(items: WxrItem[], options = {}) {
  const folder = await createFolder({ 'a.xml': renderWxr(items) });
  try {
    return await importWordPress([`${folder}/a.xml`], gateway.importService, options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const READ = `query ($slug: String!) { article(by: { slug: $slug }) { kind liveBlog {
  isLive startedAt endedAt updatedAt keyEvents { title body { text } }
  entries { nodes { title publishedAt updatedAt isKeyEvent authors { name } body { html text } } } } } }`;

async function readLiveBlog(slug: string, { query }: Pick<Gateway, 'query'> = gateway) {
  const { article } = await query(READ, { slug });
  return { kind: article.kind, ...article.liveBlog, entries: article.liveBlog?.entries.nodes };
}

test('A live blog of the plugin Liveblog comes in from an export, with edits and without deleted entries', async () => {
  const summary = await run([renderPost('enable', COMMENTS)]);
  expect(summary.resultsWithReasons.flatMap(({ reasons }) => reasons)).toEqual([
    'the author with the ID 77 of an entry is not in the export',
  ]);
  expect(Object.fromEntries(summary.unusedFields)).toEqual({ comments: 1 });
  const { entries, ...blog } = await readLiveBlog('bridge');
  expect(blog).toMatchObject({
    kind: 'LIVE_BLOG',
    isLive: true,
    startedAt: '2020-03-01T10:00:00.000Z',
    endedAt: null,
    updatedAt: '2020-03-01T10:30:00.000Z',
    keyEvents: [{ body: { text: 'The bridge moves' } }],
  });
  expect(entries).toMatchObject([
    { authors: [], isKeyEvent: false, body: { html: expect.stringContaining('youtube') } },
    { authors: [{ name: 'Ben Brook' }, { name: 'Ada Marsh' }], isKeyEvent: true },
    {
      title: null,
      publishedAt: '2020-03-01T10:00:00.000Z',
      updatedAt: '2020-03-01T10:30:00.000Z',
      authors: [{ name: 'Ada Marsh' }],
      body: { html: '<p>The tugs <strong>leave</strong>.</p>\n<p>Two of them.</p>' },
    },
  ]);
  expect((await run([renderPost('enable', COMMENTS)])).counts).toMatchObject({ unchanged: 1, updated: 0 });
});

test('A second import changes, adds and retracts entries, and ends a live blog that was archived', async () => {
  await run([renderPost('1', COMMENTS)]);
  const now = COMMENTS.filter(({ id }) => id !== 15).map((comment) =>
    comment.id === 14 ? { ...comment, text: 'The bridge stops', meta: {} } : comment,
  );
  now.push(
    { id: 17, date: '2020-03-01 10:40:00', text: 'The bridge stops', meta: { liveblog_replaces: '14' } },
    { id: 18, date: '2020-03-01 10:45:00', text: 'It is over' },
  );
  expect((await run([renderPost('archive', now)])).counts).toMatchObject({ updated: 1 });
  const { entries, ...blog } = await readLiveBlog('bridge');
  expect(blog).toMatchObject({ isLive: false, endedAt: '2020-03-01T10:45:00.000Z', keyEvents: [] });
  expect(entries.map(({ body }: any) => body.text)).toEqual([
    'It is over',
    'The bridge stops',
    expect.stringContaining('The tugs leave.'),
  ]);
  const { rows } = await gateway.database.pool.query(
    'SELECT key FROM live_blog_entry WHERE retracted_at IS NOT NULL',
  );
  expect(rows).toEqual([{ key: '15' }]);
});

test('The entries of a live blog that is switched off in WordPress are left out, and the report says so', async () => {
  const summary = await run([renderPost('', COMMENTS)]);
  expect(summary.resultsWithReasons.flatMap(({ reasons }) => reasons)).toEqual([
    'the live blog is switched off in WordPress: its 3 entries were left out',
  ]);
  expect(await readLiveBlog('bridge')).toMatchObject({ kind: 'ARTICLE' });
});

test('Live blogs that keep their entries as posts come in with them, and their entries are no articles', async () => {
  const entry = { type: 'elb_entry', meta: { _elb_liveblog: '7' } };
  const summary = await run([
    { id: 21, ...entry, title: 'Doors &amp; windows', date: '2020-03-01 10:00:00', content: 'Open.' },
    { id: 22, ...entry, title: 'Not yet', status: 'draft', content: 'Later.' },
    { id: 23, ...entry, title: 'Thrown away', status: 'trash' },
    { ...POST, meta: { _elb_is_liveblog: '1', _elb_status: 'closed' } },
    {
      id: 24,
      ...entry,
      title: 'Lights',
      date: '2020-03-01 11:00:00',
      modified: '2020-03-01 11:05:00',
      author: 'ben.b',
    },
    { ...POST, id: 8, slug: 'later', terms: [['liveblog_state', 'archived', 'archived']] },
    {
      id: 25,
      parent: 8,
      title: '',
      date: '2020-03-01 12:00:00',
      content: 'A post below a post.',
      meta: { liveblog_contributors: 'a:1:{i:0;i:2;}' },
    },
    // The record of an edit of an entry.
    { id: 27, parent: 8, title: '', content: 'A post below a post.', meta: { liveblog_replaces: '25' } },
    { id: 26, parent: 4, slug: 'ordinary', title: 'Ordinary' },
  ]);
  expect(summary.counts).toMatchObject({ created: 3 });
  const blog = await readLiveBlog('bridge');
  expect(blog).toMatchObject({ kind: 'LIVE_BLOG', isLive: false, endedAt: '2020-03-01T11:05:00.000Z' });
  expect(blog.entries).toMatchObject([
    { title: 'Lights', authors: [{ name: 'Ben Brook' }] },
    { title: 'Doors & windows', body: { text: 'Open.' } },
  ]);
  const { entries } = await readLiveBlog('later');
  expect(entries).toMatchObject([{ body: { text: 'A post below a post.' } }]);
  expect(entries[0].authors.map(({ name }: { name: string }) => name)).toContain('Ben Brook');
});

test('Surplus key events are ordinary entries, so that no entry is lost', async () => {
  const comments = Array.from(
    { length: 103 },
    (_, i): Comment => ({
      id: 100 + i,
      text: `Event ${i}`,
      date: new Date(Date.UTC(2020, 2, 1, 10, i)).toISOString().replace('T', ' ').slice(0, 19),
      meta: { liveblog_key_entry: 'true' },
    }),
  );
  const summary = await run([renderPost('enable', comments)]);
  expect(summary.resultsWithReasons.flatMap(({ reasons }) => reasons)).toEqual([
    'a live blog has at most 100 key events: the 3 earliest are ordinary entries',
  ]);
  const { article } = await gateway.query(
    '{ article(by: { slug: "bridge" }) { liveBlog { all: entries { totalCount } key: entries(keyEventsOnly: true) { totalCount } } } }',
  );
  expect(article.liveBlog).toEqual({ all: { totalCount: 103 }, key: { totalCount: 100 } });
});

test('Links between entries and articles of the site lead to the articles here, also under a path', async () => {
  const comments: Comment[] = [
    { id: 31, text: 'See <a href="https://old.example/quay/#map">the quay</a> and <a href="/?p=8">it</a>.' },
    { id: 32, text: KEY, date: '2020-03-01 10:01:00' },
    { id: 33, text: 'Lost <a href="https://old.example/nowhere/">link</a>', date: '2020-03-01 10:02:00' },
  ];
  const items = [
    renderPost('enable', comments),
    { id: 8, slug: 'quay', title: 'The quay', content: '<p>Old.</p>' },
  ];
  const readHtml = async () => (await readLiveBlog('bridge')).entries.map(({ body }: any) => body.html);
  const summary = await run(items);
  expect(await readHtml()).toEqual([
    '<p>Lost <a href="/nowhere">link</a></p>',
    '<p>See <a href="/quay#map">the quay</a> and <a href="/quay">it</a>.</p>',
  ]);
  const reasons = summary.resultsWithReasons.flatMap((result) => result.reasons);
  expect(reasons).toContain('the entry 32 of the live blog shows nothing and was left out');
  expect(reasons.filter((reason) => reason.includes('/nowhere'))).toHaveLength(1);
  await gateway.close();
  gateway = await startGateway();
  await run(items, { pathPrefix: '/old' });
  expect((await readHtml())[1]).toBe(
    '<p>See <a href="/old/quay#map">the quay</a> and <a href="/old/quay">it</a>.</p>',
  );
});

test('Pictures of entries are copied with those of their article', async () => {
  const picture = await drawPicture({ color: '#00ff00' });
  const files = createServer((_, response) => response.end(picture));
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  const data = await createFolder({});
  try {
    const library = createMediaLibrary(readConfig({ DATA_DIR: data }), {}, gateway.database.prisma);
    const media = new MediaCopier({ library, fetcher: new Fetcher({ allowPrivate: true }) });
    await run([renderPost('enable', [{ id: 41, text: `<img src="${address}/quay.jpg" alt="Quay">` }])], {
      media,
    });
    const { entries } = await readLiveBlog('bridge');
    expect(entries[0].body.html).toMatch(/^<p><img src="[^"]+\/media\/[0-9a-f]+\.jpg" alt="Quay">/);
    expect(entries[0].body.html).not.toContain(address);
  } finally {
    files.close();
    await rm(data, { recursive: true });
  }
});

test('A live blog of WordPress is the same after an export and an import elsewhere', async () => {
  await run([renderPost('archive', COMMENTS)]);
  const target = await createFolder({});
  const other = await startGateway();
  try {
    await exportMarkdown(target, gateway.database.prisma);
    expect((await importMarkdown(target, other.importService)).counts).toMatchObject({ created: 1 });
    expect(await readLiveBlog('bridge', other)).toEqual(await readLiveBlog('bridge'));
  } finally {
    await other.close();
    await rm(target, { recursive: true });
  }
});

/** Entries as the API of the plugin Liveblog has them, latest first; the records of a deletion too. */
interface ApiEntry {
  id: string;
  type: string;
  content: string;
  timestamp: string;
  key_event?: boolean;
  authors: { id: number; name: string }[];
}

/** A WordPress whose posts have the live blogs of a plugin. Tests change what it returns. */
interface Site {
  namespaces: string[];
  state: string;
  entries: ApiEntry[];
  easy: { status: string; updates: object[] };
  /** Status of routes of plugins. */
  pluginStatus: number;
  asked: string[];
}

const PAGE_SIZE = 2;

async function serveSite(site: Site): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', url);
    site.asked.push(pathname);
    const json = (value: unknown, status = 200) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-wp-total': '1', 'x-wp-totalpages': '1' })
        .end(JSON.stringify(value));
    const route = pathname.replace('/wp-json/', '');
    const [, id = '', before = ''] = /^liveblog\/v1\/(\d+)\/lazyload\/(\d+)\/0$/.exec(route) ?? [];
    const post = { id: 7, type: 'post', status: 'publish', slug: 'bridge', link: `${url}/bridge/` };
    if (route === '') json({ name: 'Old', home: url, namespaces: ['wp/v2', ...site.namespaces] });
    else if (route === 'wp/v2/types') json({ post: { rest_base: 'posts' }, page: { rest_base: 'pages' } });
    else if (route === 'wp/v2/posts' && (searchParams.has('modified_after') || searchParams.has('after')))
      json([]);
    else if (route === 'wp/v2/posts') {
      const date = '2020-03-01T09:00:00';
      json([
        {
          ...post,
          date_gmt: date,
          modified_gmt: date,
          title: { rendered: 'The bridge is moved' },
          content: { rendered: '<p>Live.</p>' },
        },
      ]);
    } else if (route.startsWith('wp/v2/')) json([]);
    else if (pathname === '/bridge/')
      response.end(`<script>var liveblog_settings = {"post_id":"7","state":"${site.state}"};</script>`);
    else if (site.pluginStatus !== 200) json({}, site.pluginStatus);
    else if (id) {
      const older = site.entries.filter(
        ({ timestamp }) => before === '0' || Number(timestamp) < Number(before),
      );
      json({ entries: id === '7' ? older.slice(0, PAGE_SIZE) : [], index: 0 });
    } else json(site.easy);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => server.close() };
}

async function withSite(
  fields: Partial<Site>,
  body: (site: Site, sync: () => Promise<ImportSummary>) => Promise<void>,
) {
  const site = {
    namespaces: [],
    state: 'enable',
    entries: [],
    easy: { status: '', updates: [] },
    pluginStatus: 200,
    asked: [],
    ...fields,
  };
  const { url, close } = await serveSite(site);
  const { prisma } = gateway.database;
  const deps = {
    prisma,
    importService: gateway.importService,
    fetcher: new Fetcher({ allowPrivate: true, maxRetryDelaySeconds: 0.01 }),
  };
  await body(site, () => syncWordPress(url, deps)).finally(close);
}

const at = (text: string) => String(Date.parse(`2020-03-01T${text}Z`) / 1000);
const ADA = [{ id: 1, name: 'Ada Marsh' }];
const API_ENTRIES: ApiEntry[] = [
  { id: '16', type: 'delete', content: '', timestamp: at('10:31:00'), authors: ADA },
  { id: '15', type: 'new', content: 'Three', timestamp: at('10:30:00'), authors: [] },
  { id: '14', type: 'new', content: '/key Two', timestamp: at('10:20:00'), key_event: true, authors: ADA },
  { id: '12', type: 'new', content: 'One b', timestamp: at('10:20:00'), authors: ADA },
  { id: '11', type: 'new', content: 'One a', timestamp: at('10:00:00'), authors: ADA },
];

test('A sync brings the live blogs of the plugin Liveblog, their new entries and their end', async () => {
  await withSite({ namespaces: ['liveblog/v1'], entries: API_ENTRIES }, async (site, sync) => {
    expect((await sync()).counts).toMatchObject({ created: 1 });
    const first = await readLiveBlog('bridge');
    expect(first).toMatchObject({ kind: 'LIVE_BLOG', isLive: true, startedAt: '2020-03-01T10:00:00.000Z' });
    expect(
      first.entries.map(({ body, isKeyEvent, authors }: any) => [body.text, isKeyEvent, authors.length]),
    ).toEqual([
      ['Three', false, 0],
      ['Two', true, 1],
      ['One b', false, 1],
      ['One a', false, 1],
    ]);
    expect((await sync()).counts).toMatchObject({ unchanged: 1, updated: 0 });
    site.entries = [
      { id: '17', type: 'new', content: 'Over', timestamp: at('10:40:00'), authors: ADA },
      ...API_ENTRIES,
    ];
    site.state = 'archive';
    expect((await sync()).counts).toMatchObject({ updated: 1 });
    const ended = await readLiveBlog('bridge');
    expect(ended).toMatchObject({ isLive: false, endedAt: '2020-03-01T10:40:00.000Z' });
    expect(ended.entries).toHaveLength(5);
    site.asked.length = 0;
    await sync();
    expect(site.asked.filter((path) => path.includes('liveblog/v1'))).toEqual([]);
  });
});

test('A sync brings the live blogs of the plugin Easy Liveblogs', async () => {
  const post = {
    ID: 31,
    post_author: '1',
    post_title: 'Doors &amp; windows',
    post_content: 'Open.',
    post_date_gmt: '2020-03-01 10:00:00',
    post_modified_gmt: '2020-03-01 10:10:00',
  };
  const easy = { status: 'closed', updates: [{ id: 31, title: post.post_title, post }] };
  await withSite({ namespaces: ['easy-liveblogs/v1'], easy }, async (_, sync) => {
    await sync();
    expect(await readLiveBlog('bridge')).toMatchObject({
      kind: 'LIVE_BLOG',
      isLive: false,
      endedAt: '2020-03-01T10:10:00.000Z',
      entries: [{ title: 'Doors & windows', body: { text: 'Open.' } }],
    });
  });
});

test('A sync asks no plugin that the site does not have, and stops if the plugin has failed', async () => {
  await withSite({ entries: API_ENTRIES }, async (site, sync) => {
    await sync();
    expect(await readLiveBlog('bridge')).toMatchObject({ kind: 'ARTICLE' });
    expect(site.asked.filter((path) => path.includes('liveblog'))).toEqual([]);
  });
  await withSite(
    { namespaces: ['liveblog/v1'], entries: API_ENTRIES, pluginStatus: 500 },
    async (_, sync) => {
      await expect(sync()).rejects.toThrow('responded with status 500');
    },
  );
});
