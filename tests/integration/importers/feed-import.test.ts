import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importFeed, syncFeed } from '../../../src/importers/feed/feed-import.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { renderWxr } from '../../support/wordpress.js';
import { createZip } from '../../support/zip.js';

let gateway: Gateway;
let site: Receiver;
beforeAll(async () => {
  gateway = await startGateway();
  site = await startReceiver();
});
afterAll(async () => {
  await site.close();
  await gateway.close();
});

async function run(bring: typeof importFeed, place: string, allowPrivate = true) {
  const receipts: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void receipts.push(result), onEnd: () => undefined };
  const parts = {
    ...{ prisma: gateway.database.prisma, importService: gateway.importService },
    fetcher: new Fetcher({ allowPrivate, maxRetryDelaySeconds: 0.01 }),
  };
  const summary = await bring(place, parts, { report });
  return {
    summary,
    receipts,
    fates: Object.fromEntries(receipts.map(({ item, outcome }) => [item, outcome])),
  };
}

async function importText(name: string, text: string | Uint8Array) {
  return run(importFeed, `${await createFolder({ [name]: text })}/${name}`);
}

const articleOf = async (slug: string) =>
  (
    await gateway.query(
      `query ($slug: String!) { article(by: { slug: $slug }) { title path standfirst publishedAt updatedAt tags { name }
        authors { name } image { url alt caption } body { html } } }`,
      { slug },
    )
  ).article;

const RSS = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Old</title><link>https://rss.example/</link>
<item><title>Tide &amp;amp; time</title><link>https://rss.example/2024/tide/?utm_source=rss</link><guid isPermaLink="false">https://rss.example/?p=1</guid>
<dc:creator>Ada Marsh</dc:creator><category>Harbour</category><category><![CDATA[Q & A]]></category><pubDate>Mon, 04 Mar 2024 10:00:00 +0100</pubDate>
<description><![CDATA[<p>In short.</p>]]></description>
<content:encoded><![CDATA[<p onclick="x()">See <a href="/about/">us</a>.</p><img src="/sea.jpg" alt="Sea"><img src="https://count.example/1.gif" width="1" height="1"><script>x()</script>]]></content:encoded>
<enclosure url="https://rss.example/tide.jpg" type="image/jpeg" length="1"/></item>
<item><title>Only a summary</title><link>https://rss.example/summary</link><description>Words &lt;b&gt;in bold&lt;/b&gt;.</description><author>ben@example.com (Ben Okri)</author>
<enclosure url="https://rss.example/s.mp3" type="audio/mpeg" length="1"/></item>
<item><title>Elsewhere</title><link>https://other.example/a</link><guid>https://other.example/a</guid><description>A find.</description></item>
<item><title>No way to know it</title><description>Again and again.</description></item>
</channel></rss>`;

describe('Feed import', () => {
  test('imports RSS with full texts, images and audio', async () => {
    const { fates, receipts } = await importText('rss.xml', RSS);
    expect(fates).toEqual({
      ...{
        'https://rss.example/2024/tide/?utm_source=rss': 'created',
        'https://rss.example/summary': 'created',
      },
      ...{ 'https://other.example/a': 'created', 'an entry': 'refused' },
    });
    expect(await articleOf('tide')).toEqual({
      ...{ title: 'Tide & time', path: '/2024/tide', standfirst: 'In short.' },
      ...{ publishedAt: '2024-03-04T09:00:00.000Z', updatedAt: '2024-03-04T09:00:00.000Z' },
      ...{ tags: [{ name: 'Harbour' }, { name: 'Q & A' }], authors: [{ name: 'Ada Marsh' }] },
      image: { url: 'https://rss.example/tide.jpg', alt: '', caption: null },
      body: {
        html: '<p>See <a href="https://rss.example/about/">us</a>.</p>\n<figure><img src="https://rss.example/sea.jpg" alt="Sea"></figure>',
      },
    });
    const summary = await articleOf('summary');
    expect(summary.authors).toEqual([{ name: 'Ben Okri' }]);
    expect(summary.body.html).toContain('<audio src="https://rss.example/s.mp3" controls>');
    expect(summary.body.html).toContain('Words <b>in bold</b>.');
    expect(receipts[2]!.reasons).toContain(
      'the link https://other.example/a is on another site; the path is derived from the slug',
    );
    expect((await importText('rss.xml', RSS)).summary.counts).toMatchObject({ unchanged: 3, refused: 1 });
  });

  test('imports Atom with HTML, XHTML and plain text content', async () => {
    await importText(
      'atom.xml',
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>tag:x</id><link href="https://atom.example/"/><author><name>House</name></author><updated>2024-01-01T00:00:00Z</updated>
      <entry><id>tag:1</id><title type="html">Q &amp;amp; A</title><link href="https://atom.example/q-and-a"/><published>2024-03-04T10:00:00Z</published><updated>2024-03-05T10:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <b>two</b></p></div></content></entry>
      <entry><id>tag:2</id><title>A &lt; B</title><link href="https://atom.example/less"/><updated>2024-03-05T10:00:00Z</updated><author><name>Own</name></author><content type="text">1 &lt; 2</content></entry></feed>`,
    );
    expect(await articleOf('q-and-a')).toMatchObject({
      ...{
        title: 'Q & A',
        path: '/q-and-a',
        authors: [{ name: 'House' }],
        updatedAt: '2024-03-05T10:00:00.000Z',
      },
      body: { html: '<p>One <b>two</b></p>' },
    });
    expect(await articleOf('less')).toMatchObject({
      title: 'A < B',
      authors: [{ name: 'Own' }],
      body: { html: '<p>1 &lt; 2</p>' },
    });
  });

  test('resolves links of Atom against its xml:base, and reads credits of pictures in RSS', async () => {
    await importText(
      'based.xml',
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://based.example/blog/"><title>T</title><id>tag:b</id><link href="./"/><updated>2024-01-01T00:00:00Z</updated>
      <entry><id>tag:b1</id><title>Based</title><link href="2024/based"/><updated>2024-03-05T10:00:00Z</updated><content type="html">&lt;p&gt;&lt;img src="a.jpg"&gt; a&lt;/p&gt;</content></entry></feed>`,
    );
    expect(await articleOf('based')).toMatchObject({
      path: '/blog/2024/based',
      body: { html: expect.stringContaining('src="https://based.example/blog/2024/a.jpg"') },
    });
    await importText(
      'credit.xml',
      `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>C</title><link>https://credit.example/</link>
      <item><title>Credited</title><link>https://credit.example/credited</link><description>a</description>
      <media:content url="https://credit.example/a.jpg" medium="image"><media:credit>Ada Marsh</media:credit></media:content></item></channel></rss>`,
    );
    const { article } = await gateway.query('{ article(by: { slug: "credited" }) { image { credit } } }');
    expect(article).toEqual({ image: { credit: 'Ada Marsh' } });
  });

  test('imports JSON Feed', async () => {
    const item = {
      id: '7',
      url: 'https://json.example/seven',
      title: 'Seven & more',
      content_html: '<p>7</p>',
    };
    const more = {
      image: 'https://json.example/7.jpg',
      date_published: '2024-01-01T00:00:00Z',
      tags: ['seven'],
    };
    const short = {
      id: '8',
      url: 'https://json.example/eight',
      content_text: 'Eight words without a title.\n\nAnd more.',
    };
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'J',
      home_page_url: 'https://json.example/',
    };
    await importText('feed.json', JSON.stringify({ ...feed, items: [{ ...item, ...more }, short] }));
    expect(await articleOf('seven')).toMatchObject({
      ...{ title: 'Seven & more', tags: [{ name: 'seven' }], image: { url: 'https://json.example/7.jpg' } },
      body: { html: '<p>7</p>' },
    });
    expect((await articleOf('eight')).body.html).toBe(
      '<p>Eight words without a title.</p>\n<p>And more.</p>',
    );
  });

  test('imports items of JSON Feed that mark themselves as drafts as drafts', async () => {
    const items = ['draft', 'published', 'status', 'private', 'public'].map((slug) => ({
      id: `mark-${slug}`,
      url: `https://marks.example/mark-${slug}`,
      content_text: 'Words.',
    }));
    const marks = [
      ...[{ draft: true }, { published: false }, { status: 'draft' }, { status: 'Private' }],
      { draft: false, status: 'published' },
    ];
    const feed = {
      ...{ version: 'https://jsonfeed.org/version/1.1', title: 'M', home_page_url: 'https://marks.example/' },
      items: items.map((item, i) => ({ ...item, ...marks[i] })),
    };
    const { receipts } = await importText('feed.json', JSON.stringify(feed));
    expect(receipts.map(({ reasons }) => reasons.includes('marked as a draft: imported as a draft'))).toEqual(
      [...[true, true, true, true, false]],
    );
    for (const { id } of items.slice(0, 4)) expect(await articleOf(id)).toBe(null);
    expect(await articleOf('mark-public')).toMatchObject({ path: '/mark-public' });
  });

  const ENCODED = `<rss version="2.0"><channel><title>E</title><link>https://encoded.example/</link>
    <item><title>Zürich</title><link>https://encoded.example/zurich</link><description>“Größe” – déjà vu</description></item>
    <item><title>Plain</title><link>https://encoded.example/plain</link><description>Words</description></item>
    </channel></rss>`;
  /** Encodes text in windows-1252. */
  const encode = (text: string) =>
    Buffer.from(text.replace(/“/g, '\x93').replace(/”/g, '\x94').replace(/–/g, '\x96'), 'latin1');

  test('reads a feed in a character set that it does not declare, with a warning on the entries it may concern', async () => {
    const { receipts } = await importText('feed.xml', encode(ENCODED));
    expect(await articleOf('zurich')).toMatchObject({
      ...{ title: 'Zürich', body: { html: '<p>“Größe” – déjà vu</p>' } },
    });
    const warning =
      'read as windows-1252, because the source declares no character set that fits: check accents and quotation marks';
    expect(receipts.map(({ reasons }) => reasons.includes(warning))).toEqual([true, false]);
    const declared = `<?xml version="1.0" encoding="windows-1252"?>${ENCODED}`;
    const again = await importText('feed.xml', encode(declared));
    expect(again.receipts[0]!.reasons).not.toContain(warning);
    expect(again.summary.counts.unchanged).toBe(2);
  });

  test('counts the characters of a damaged feed that could not be read', async () => {
    const text = ENCODED.replaceAll('encoded.example', 'damaged.example').replace('/zurich', '/damaged');
    const [before, after] = text.split('déjà');
    const damaged = Buffer.concat([
      Buffer.from(before!),
      Buffer.from('d\xe9j\xe0', 'latin1'),
      Buffer.from(after!),
    ]);
    const { receipts } = await importText('feed.xml', damaged);
    expect(receipts[0]!.reasons).toContain('2 characters could not be read and are shown as \ufffd');
    expect(receipts[1]!.reasons).not.toContain('2 characters could not be read and are shown as \ufffd');
    expect((await articleOf('damaged')).title).toBe('Zürich');
  });

  test('rejects other files by their content', async () => {
    const wordpress = renderWxr([{ id: 1, slug: 'wxr-draft', status: 'draft' }]);
    await expect(importText('export.xml', wordpress)).rejects.toThrow(
      'is not a feed (RSS, Atom or JSON Feed). It is an export of WordPress; import it with: dateline import wordpress.',
    );
    expect(await articleOf('wxr-draft')).toBe(null);
    await expect(importText('posts.zip', createZip({ 'feed.xml': RSS }))).rejects.toThrow(
      'It is an archive (ZIP); unpack it and import the files in it.',
    );
    const page =
      '<title>Blog</title><link rel="alternate" href="https://blog.example/rss" type="application/rss+xml">';
    await expect(importText('page.html', page)).rejects.toThrow('Its feed is https://blog.example/rss.');
  });

  test('syncs with conditional requests and keeps articles that leave the feed', async () => {
    const item = (n: number) =>
      `<item><title>Post ${n}</title><link>${site.address}/post-${n}</link><pubDate>Mon, 04 Mar 2024 10:00:00 GMT</pubDate><description>Words.</description></item>`;
    const feed = (...numbers: number[]) =>
      `<rss version="2.0"><channel><link>${site.address}/</link>${numbers.map(item).join('')}</channel></rss>`;
    let [etag, text] = ['"one"', feed(1, 2)];
    const modified = 'Mon, 04 Mar 2024 11:00:00 GMT';
    site.respond = (response, { headers }) => {
      if (headers['if-none-match'] === etag && headers['if-modified-since'] === modified)
        response.writeHead(304).end();
      else response.writeHead(200, { etag, 'last-modified': modified }).end(text);
    };
    const address = `${site.address}/feed`;
    expect((await run(syncFeed, address)).summary.counts.created).toBe(2);
    expect((await run(syncFeed, address)).summary.total).toBe(0);
    [etag, text] = ['"two"', feed(2, 3)];
    expect((await run(syncFeed, address)).fates).toEqual({
      ...{ [`${site.address}/post-2`]: 'unchanged', [`${site.address}/post-3`]: 'created' },
    });
    expect((await articleOf('post-1')).title).toBe('Post 1');
  });

  test('reads a feed again although its server wrongly responds with 304', async () => {
    const item = (n: number) =>
      `<item><title>W${n}</title><guid>w${n}</guid><description>Words.</description></item>`;
    const feed = (...ns: number[]) =>
      `<rss version="2.0"><channel><title>F</title>${ns.map(item).join('')}</channel></rss>`;
    let [text, modified] = [feed(1), 'Thu, 01 Jan 2099 00:00:00 GMT'];
    // As Apache does: responds with 304 if the request's time is later.
    site.respond = (response, { headers }) => {
      const since = Date.parse(headers['if-modified-since'] ?? '1970');
      if (since >= Date.parse(modified)) response.writeHead(304).end();
      else response.writeHead(200, { 'last-modified': modified }).end(text);
    };
    const address = `${site.address}/wrong.xml`;
    expect((await run(syncFeed, address)).summary.counts.created).toBe(1);
    [text, modified] = [feed(1, 2), 'Mon, 01 Jan 2024 00:00:00 GMT'];
    expect((await run(syncFeed, address)).fates).toMatchObject({ w2: 'created' });
    // As after a change within the second, or with a restored file.
    text = feed(1, 2, 3);
    expect((await run(syncFeed, address)).summary.total).toBe(0);
    const anHourAgo = new Date(Date.now() - 61 * 60_000);
    await gateway.database.prisma.followedFeed.update({ where: { address }, data: { readAt: anHourAgo } });
    expect((await run(syncFeed, address)).fates).toMatchObject({ w3: 'created' });
  });

  test('rejects a feed that is unreachable, private or not a feed', async () => {
    site.respond = (response) => response.writeHead(500).end();
    await expect(run(syncFeed, `${site.address}/feed`)).rejects.toThrow('/feed responded with status 500');
    await expect(run(syncFeed, `${site.address}/feed`, false)).rejects.toThrow('is a private address');
    await expect(importText('page.html', '<html><body>Hello</body></html>')).rejects.toThrow('is not a feed');
    await expect(run(importFeed, '/nowhere.xml')).rejects.toThrow('file not found');
  });
});
