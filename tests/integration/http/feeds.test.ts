import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseFeed } from 'feedsmith';
import { validateAtom, validateJsonFeed, validateRss } from '../../support/feed-rules.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';
import { waitUntil } from '../../support/until.js';

const FORMATS = { 'rss.xml': validateRss, 'atom.xml': validateAtom, 'feed.json': validateJsonFeed };
const TYPES = {
  'rss.xml': 'application/rss+xml; charset=utf-8',
  'atom.xml': 'application/atom+xml; charset=utf-8',
  'feed.json': 'application/feed+json; charset=utf-8',
};
const SITE = 'https://courier.example';
const HARD_TITLE = 'A <b> & "b" ]]> &amp; 🦑 مرحبا \u202e\u0007\ufffe';
/** The same title without U+0007 and U+FFFE, which XML does not allow. */
const AS_XML = 'A <b> & "b" ]]> &amp; 🦑 مرحبا \u202e';

let gateway: Gateway;
let desk: (mutation: string, input: string, selection?: string) => Promise<any>;

beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16', FEEDS_URL: SITE, FEED_ITEMS: '5' });
  const query = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  desk = async (mutation, input, selection = '') => {
    const document = `mutation { ${mutation}(input: ${input}) { ${selection} userErrors { message } } }`;
    const payload = (await query(document))[mutation];
    expect(payload.userErrors).toEqual([]);
    return payload;
  };
  await gateway.save({
    slug: 'hard',
    title: HARD_TITLE,
    standfirst: 'Less < more & "so" ]]>',
    body: {
      format: 'html',
      text: '<p><a href="/world">w</a> <a href="#x">x</a> ]]&gt; \u000b</p><h2>x</h2><img src="/media/a.png" alt=""><script>no()</script>',
    },
    section: ['World & all', 'Ελλάδα'],
    tags: ['C & D', 'ümläut'],
    authors: ['Zoë "Z" <o>', 'Ada'],
    image: {
      ...{ url: '/media/a & b.png', alt: 'a', caption: null, credit: null },
      ...{ width: null, height: null, focalX: null, focalY: null },
    },
    publishedAt: new Date('2026-01-05T06:07:08.900Z'),
  });
  for (let i = 1; i <= 6; i++) {
    await gateway.save({ slug: `plain-${i}`, publishedAt: new Date(Date.UTC(2020, 0, i)) });
  }
});
afterAll(() => gateway.close());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${gateway.address}${path}`, { method, headers, redirect: 'manual' });

/** Returns the titles as parsed by an independent feed reader. */
function titlesElsewhere(text: string): string[] {
  const { feed } = parseFeed(text) as { feed: any };
  return (feed.items ?? feed.entries).map(({ title }: any) => title.value ?? title);
}

describe.each(Object.entries(FORMATS))('Feed as %s', (file, read) => {
  test.each([
    ['the site', '', 5],
    ['a section', '/world-all/ελλάδα', 1],
    ['a section with its subsections', '/world-all', 1],
    ['a tag', '/tags/umlaut', 1],
    ['an author', '/authors/ada', 1],
  ])('the feed of %s is valid and escapes its titles', async (_what, page, items) => {
    const path = encodeURI(`/feeds${page}/${file}`);
    const response = await get(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      TYPES[file as keyof typeof TYPES],
    ]);
    const text = await response.text();
    const { complaints, titles, self } = read(text);
    expect(complaints).toEqual([]);
    expect(titlesElsewhere(text)).toEqual(titles);
    expect(titles).toHaveLength(items);
    expect(titles[0]).toBe(file === 'feed.json' ? HARD_TITLE : AS_XML);
    expect(self).toBe(SITE + path);
  });

  test('immediately reflects publishing, updating, unpublishing and deleting, and omits drafts', async () => {
    const path = `/feeds/tags/live-${file.replace('.', '-')}`;
    const titles = async () => {
      const response = await get(`${path}/${file}`);
      return response.status === 200 ? read(await response.text()).titles : response.status;
    };
    expect(await titles()).toBe(404);
    const tags = `["${path.split('/').at(-1)}"]`;
    const { article } = await desk('createArticle', `{ title: "One", tags: ${tags} }`, 'article { id }');
    const id = `id: "${article.id}"`;
    expect(await titles()).toBe(404);
    await desk('publishArticle', `{ ${id} }`);
    expect(await titles()).toEqual(['One']);
    await desk('updateArticle', `{ ${id}, title: "Two" }`);
    expect(await titles()).toEqual(['One']);
    await desk('publishArticle', `{ ${id} }`);
    expect(await titles()).toEqual(['Two']);
    await desk('unpublishArticle', `{ ${id} }`);
    expect(await titles()).toBe(404);
    await desk('publishArticle', `{ ${id} }`);
    expect(await titles()).toEqual(['Two']);
    await desk('deleteArticle', `{ ${id} }`);
    expect(await titles()).toBe(404);
  });

  test('redirects from the former path and keeps the ids of its articles', async () => {
    const name = file.replace('.', '-');
    await gateway.save({ slug: `moving-${name}`, section: [`Old ${name}`] });
    const before = read(await (await get(`/feeds/old-${name}/${file}`)).text());
    const { section } = await gateway.query(
      'query ($slug: String!) { section(by: { slug: $slug }) { id } }',
      {
        slug: `old-${name}`,
      },
    );
    await desk('updateSection', `{ id: "${section.id}", slug: "new-${name}" }`);
    const moved = await get(`/feeds/old-${name}/${file}`);
    expect([moved.status, moved.headers.get('location')]).toEqual([301, `/feeds/new-${name}/${file}`]);
    const after = read(await (await get(`/feeds/new-${name}/${file}`)).text());
    expect([after.complaints, after.ids]).toEqual([[], before.ids]);
  });
});

describe('Feeds', () => {
  test('A feed is served from the cache until one of its entries changes', async () => {
    await gateway.save({ slug: 'kept', tags: ['kept'] });
    const ask = async () => (await get('/feeds/tags/kept/rss.xml?utm=1')).headers.get('x-cache');
    // The notification of the save may arrive after the first request.
    await waitUntil(async () => (await ask()) === 'HIT');
    const { article } = await gateway.query('{ article(by: { slug: "plain-1" }) { id } }');
    await desk('publishArticle', `{ id: "${article.id}" }`);
    expect(await ask()).toBe('HIT');
    const { tag } = await gateway.query('{ tag(by: { slug: "kept" }) { id } }');
    await desk('updateTag', `{ id: "${tag.id}", name: "Kept as it is" }`);
    expect([await ask(), await ask()]).toEqual(['MISS', 'HIT']);
  });

  test('A feed responds with 304 to a matching ETag or date', async () => {
    const path = '/feeds/authors/ada/atom.xml';
    // Last-Modified is only sent once its second has passed.
    await waitUntil(async () => (await get(path)).headers.has('last-modified'));
    const { headers } = await get(path);
    const etag = headers.get('etag')!;
    const date = headers.get('last-modified')!;
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(headers.get('cache-control')).toBe('public, no-cache');
    const statusFor = async (asked: Record<string, string>, method = 'GET') => {
      const response = await get(path, asked, method);
      const isSent = (await response.text()) !== '';
      expect(isSent).toBe(method === 'GET' && response.status === 200);
      return response.status;
    };
    const earlier = new Date(Date.parse(date) - 1_000).toUTCString();
    expect(await statusFor({}, 'HEAD')).toBe(200);
    expect(await statusFor({ 'if-none-match': etag })).toBe(304);
    expect(await statusFor({ 'if-none-match': `"other", W/${etag}` })).toBe(304);
    expect(await statusFor({ 'if-none-match': etag }, 'HEAD')).toBe(304);
    expect(await statusFor({ 'if-none-match': '"other"', 'if-modified-since': date })).toBe(200);
    expect(await statusFor({ 'if-modified-since': date })).toBe(304);
    expect(await statusFor({ 'if-modified-since': earlier })).toBe(200);
    const { article } = await gateway.query('{ article(by: { slug: "hard" }) { id } }');
    await desk('updateArticle', `{ id: "${article.id}", standfirst: "Less & more" }`);
    await desk('publishArticle', `{ id: "${article.id}" }`);
    expect(await statusFor({ 'if-modified-since': date })).toBe(200);
  });

  test('A feed is the same with an API key and contains no drafts', async () => {
    const key = await gateway.createKey('preview');
    const headers = { authorization: `Bearer ${key}`, 'x-perspective': 'preview' };
    await desk('createArticle', '{ title: "Secret", tags: ["kept"] }');
    const [plain, keyed] = [await get('/feeds/rss.xml'), await get('/feeds/rss.xml', headers)];
    expect(await keyed.text()).toBe(await plain.text());
    expect(keyed.headers.get('cache-control')).toBe('public, no-cache');
  });

  test.each([
    '/feeds',
    '/feeds/',
    '/feeds/other.xml',
    '/feeds/nowhere/rss.xml',
    '/feeds/plain-1/rss.xml',
    '/feeds/a%00b/rss.xml',
  ])('An unknown feed path returns 404: %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test('An unknown feed path names the valid ones', async () => {
    const { errors } = (await (await get('/feeds/other.xml')).json()) as any;
    expect(errors[0].message).toMatch(
      '/feeds, the path of its page, and one of rss.xml, atom.xml, feed.json',
    );
  });

  test('A feed needs the same number of statements for any number of articles', async () => {
    for (let i = 0; i < 5; i++) {
      const tags = i === 0 ? ['lone', 'many'] : ['many'];
      await gateway.save({ slug: `counted-${i}`, tags, authors: [`Author ${i}`], section: ['Counted'] });
    }
    const lone = await recordStatements(() => get('/feeds/tags/lone/rss.xml'));
    const many = await recordStatements(() => get('/feeds/tags/many/rss.xml'));
    expect(lone).toHaveLength(10); // includes the excerpts of articles without a standfirst
    expect(many).toHaveLength(10);
  });

  test('A feed is compressed for clients that accept gzip', async () => {
    const { headers } = await get('/feeds/rss.xml', { 'accept-encoding': 'gzip' });
    expect(headers.get('content-encoding')).toBe('gzip');
  });

  test('FEED_CONTENT=summary replaces the article bodies by summaries', async () => {
    const summing = await startGateway({ FEED_CONTENT: 'summary' }, { beside: gateway });
    try {
      for (const [file, read] of Object.entries(FORMATS)) {
        const path = `/feeds/authors/ada/${file}`;
        const whole = await (await get(path)).text();
        const short = await (await fetch(`${summing.address}${path}`)).text();
        expect(read(short).complaints).toEqual([]);
        expect([whole, short].map((text) => text.includes('courier.example/media/a.png'))).toEqual([
          true,
          false,
        ]);
        expect(short).toContain('Less ');
      }
    } finally {
      await summing.close();
    }
  });
});
