import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { renderRichText } from '../../../src/content/rich-text.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { importPages } from '../../../src/importers/page/page-import.js';
import { readPage } from '../../../src/importers/page/read-page.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { ItemReader } from '../../../src/importers/run/reading.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { extractFixture, PAGES, renderComparison } from '../../support/page.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { createZip } from '../../support/zip.js';

/** Words of the boilerplate around the articles of the fixtures. */
const BOILERPLATE =
  /most (popular|read)|related posts|newsletter|close this search|share (on|this)|sign (up|in)|read (more|also)|leave a reply|cookie|more from|also like|advertisement|min read|copyright|könnte|teilen mit|newsletter|post a comment|\(c\)|más visto/i;

const files = (await readdir(PAGES)).filter(
  (name) => /\.(html|txt)$/.test(name) && name !== 'side-by-side.txt',
);

describe('Saved page extraction', () => {
  test('extracts the article of every fixture and leaves everything else out', async () => {
    for (const file of files)
      expect(renderComparison(file, await extractFixture(file))).toMatchSnapshot(file);
    expect(files.length).toBeGreaterThanOrEqual(10);
  });

  test.each(files)('removes boilerplate and the repeated title from %s', async (file) => {
    const { html, title, removedTexts: leftOut } = await extractFixture(file);
    const { text, outline } = renderRichText({ format: 'html', text: html });
    expect(text).not.toMatch(BOILERPLATE);
    expect(text.split('\n')).not.toContain(title);
    expect(leftOut.join('\n')).toMatch(BOILERPLATE);
    expect(outline.length).toBeGreaterThan(0);
  });

  test('reads a document of Google Docs as a draft, without the comments of editors', () => {
    const prose = 'The harbour council met on the quay and counted every boat that had come home by noon.';
    const page = readPage(
      `<html><head><style>.c1{font-weight:700}.c2{font-style:italic}</style></head><body class="c9 doc-content">
        <p class="c3 title" id="h.1"><span>The boats</span></p><p class="c3 subtitle"><span>Each of them came home by noon</span></p>
        <p class="c3"><span class="c1">Bold</span><span class="c2">ly.</span><span>${prose}</span><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p>
        <h1 id="h.2"><span>Why</span></h1><p class="c3"><a href="https://www.google.com/url?q=https://a.example/b%3Fc%3D1&amp;sa=D">${prose}</a></p>
        <div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Call him again</span></p></div></body></html>`,
      null,
    )!;
    expect(page).toMatchObject({ title: 'The boats', standfirst: 'Each of them came home by noon' });
    expect(page.draftReason).toBe('a document of Google Docs');
    expect(renderRichText({ format: 'html', text: page.html }).html.split('\n')).toEqual([
      `<p><strong>Bold</strong><em>ly.</em>${prose}</p>`,
      '<h2 id="why">Why</h2>',
      `<p><a href="https://a.example/b?c=1">${prose}</a></p>`,
    ]);
  });

  test('takes no standfirst from a description that goes on after a short first paragraph', () => {
    const body = `<h1>Fog</h1><p>The ferry stays in port today, with all aboard.</p><h2>Why</h2><ul><li>Fog at sea</li></ul>
      <p>Tomorrow it leaves at eight in the morning, unless the fog comes back, says the captain, who has seen worse days.</p>`;
    const readStandfirst = (description: string) => {
      const head = `<title>Fog</title><meta name="description" content="${description}">`;
      return readPage(`${head}<article>${body}</article>`, 'https://h.example/fog')!.standfirst;
    };
    const generated =
      'The ferry stays in port today, with all aboard. Why * Fog at sea Tomorrow it leaves at eight';
    expect(readStandfirst(generated)).toBe(null);
    expect(readStandfirst('Passengers wait for a wind.')).toBe('Passengers wait for a wind.');
  });

  test('extracts an article of only a few lines', () => {
    const body =
      '<h1>Fog</h1><p>The ferry stays in port today, and so does everybody who wanted to go home with it.</p>';
    const page = `<title>Fog | Harbour</title><nav><a href="/">Home</a></nav><main>${body}</main><footer>© Harbour</footer>`;
    expect(readPage(page, 'https://h.example/fog')).toMatchObject({
      title: 'Fog',
      html: expect.stringMatching(/^\s*<p>The ferry stays[^<]*<\/p>\s*$/),
      address: 'https://h.example/fog',
    });
  });

  const sentence = 'The fog came in from the sea and stayed until the evening, as it does in May.';
  const paragraphs = `<p>${sentence}</p>`.repeat(4);

  test('keeps the formulas of a page, and names its drawings', () => {
    const formula = '<math><mi>E</mi><mo>=</mo><msup><mi>c</mi><mn>2</mn></msup></math>';
    const drawing = '<svg><title>High water</title><path d="M0 0"/></svg>';
    const body = `${paragraphs}<p>The law is ${formula}, as is known.</p><figure>${drawing}</figure>${paragraphs}`;
    const found = readPage(`<title>Fog</title><main><h1>Fog</h1>${body}</main>`, 'https://h.example/fog');
    expect(found?.html).toContain(formula);
    expect(found?.removedTexts).toEqual(expect.arrayContaining(['High water', '<svg>']));
  });

  test('finds a text with its sections in boxes without names', () => {
    const box = (start: string) => `<div><div><p>${start} ${sentence}</p>${paragraphs}</div></div>`;
    const page = `<title>Fog</title><div><h1>Fog</h1>${['One.', 'Two.', 'Three.', 'Four.'].map(box).join('')}</div>`;
    expect(readPage(page, null)!.html.match(/One\.|Two\.|Three\.|Four\./g)).toHaveLength(4);
  });

  test('takes the text that the page declares, not the longer news next to it', () => {
    const news = `<div class="live-content">${`<p>Elsewhere, ${sentence}</p>`.repeat(9)}</div>`.repeat(4);
    const page = `<title>Fog</title><main><h1>Fog</h1><div itemprop="articleBody">${paragraphs}</div>${news}</main>`;
    expect(readPage(page, null)!.html).not.toContain('Elsewhere');
  });

  test('omits the parts after a text: its author, teasers and links to other articles', () => {
    const teaser =
      '<div><a href="/b"><img src="/b.jpg" width="400" height="300"></a><a href="/b">The other side of the bay</a></div>';
    const end = `<p>Ada Marsh is a reporter in the harbour.</p><p>Contact Ada Marsh at ada@h.example.</p>${teaser}
      <div><a href="/c"><h3>The bridge that never opened</h3></a></div><div><a href="/d"><h3>What the gulls eat</h3></a></div>`;
    const page = `<title>Fog</title><meta name="author" content="Ada Marsh"><main><h1>Fog</h1><div class="article-body">${paragraphs}${end}</div></main>`;
    const { html } = readPage(page, null)!;
    expect(html).toContain('stayed until the evening');
    expect(html).not.toMatch(/reporter|Contact|bridge|gulls|other side/);
    const sourced = page.replace(end, '<p><a href="/c">Source: the harbour office</a></p>');
    expect(readPage(sourced, null)!.html).toContain('Source: the harbour office');
  });

  test('keeps a first paragraph that is short', () => {
    const page = `<title>Fog</title><main><h1>Fog</h1><div class="article-body"><p>It was dark.</p>${paragraphs}</div></main>`;
    expect(readPage(page, null)!.html).toContain('<p>It was dark.</p>');
  });

  test('keeps the first paragraphs that a theme puts before its box of the text', () => {
    const page = `<title>Fog</title><main><h1>Fog</h1><p>First, ${sentence}</p><p>Second, ${sentence}</p><div class="article-body">${paragraphs}</div></main>`;
    expect(readPage(page, null)!.html).toMatch(/First,[\s\S]*Second,/);
  });

  test('takes the title of the article, not the heading with the name of the site', () => {
    const render = (head: string, heading: string) =>
      `<title>Harbour Notes</title>${head}<div class="top">${heading}</div><article><h2>Fog over the bay</h2>${paragraphs}</article>`;
    const site = '<meta property="og:site_name" content="Harbour Notes">';
    expect(readPage(render('', '<h1><a href="/">Harbour Notes</a></h1>'), null)!.title).toBe(
      'Fog over the bay',
    );
    expect(
      readPage(
        render(`${site}<meta property="og:title" content="Harbour Notes | Fog over the bay">`, ''),
        null,
      )!.title,
    ).toBe('Fog over the bay');
  });

  test.each([
    ['By Ada Marsh (ada@h.example)', ['Ada Marsh']],
    ['Ada Marsh Ada Marsh', ['Ada Marsh']],
    ['Ada Marsh, ADA MARSH and Ben Okri', ['Ada Marsh', 'Ben Okri']],
    ['November 18', []],
    ['Tuesday', []],
    ['Ada Marsh https://h.example/ada', ['Ada Marsh']],
  ])('reads the names in the by-line "%s"', (line, names) => {
    const page = `<title>Fog</title><meta name="author" content="${line}"><main><h1>Fog</h1>${paragraphs}</main>`;
    expect(readPage(page, null)!.authors).toEqual(names);
  });

  test('takes no date of an article that the page only links to', () => {
    const words = 'The fog came in from the sea and stayed until the evening, as it does in May. '.repeat(4);
    const render = (times: string) =>
      `<title>Fog</title><link rel="canonical" href="https://h.example/fog"><main><h1>Fog</h1>${times}<p>${words}</p></main>`;
    const other = '<p><time datetime="2012-01-07T07:07:21Z"><a href="/other">January 7, 2012</a></time></p>';
    const own =
      '<p><a href="/fog" rel="bookmark"><time datetime="2010-05-09T14:51:54Z">May 9, 2010</time></a></p>';
    const read = (times: string) => readPage(render(times), null)!.publishedAt?.toISOString() ?? null;
    expect(read(other + own)).toBe('2010-05-09T14:51:54.000Z');
    expect(read(own)).toBe('2010-05-09T14:51:54.000Z');
    expect(read(other)).toBeNull();
  });

  test('finds an article of a few words only if the page is known to have one', () => {
    const page =
      '<title>Short</title><main><h1>Short</h1><div class="entry-content"><p>Few words.</p></div></main>';
    expect(readPage(page, null)).toBeNull();
    expect(readPage(page, null, { isArticle: true })).toMatchObject({ title: 'Short' });
  });

  test('returns null for a page without an article', () => {
    expect(readPage('<title>Hello</title><ul><li><a href="/a">A</a></li></ul>', null)).toBeNull();
    expect(readPage('', null)).toBeNull();
  });

  test('sanitizes malformed and hostile markup', () => {
    const page = `<title>A title of words</title><h1>A title of words</h1><article><p onclick="x()">${'Long enough to be read by somebody. '.repeat(6)}<script>steal()</script><img src=x onerror="steal()"></p><p><a href="javascript:steal()">Click</a> ${'and more. '.repeat(12)}</article>`;
    const found = readPage(page, 'https://h.example/a')!;
    expect(renderRichText({ format: 'html', text: found.html }).html).not.toMatch(/steal|onclick|javascript/);
  });
});

describe('Page import', () => {
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

  async function run(...places: string[]) {
    const receipts: ImportResult[] = [];
    const report = { onResult: (result: ImportResult) => void receipts.push(result), onEnd: () => undefined };
    const fetcher = new Fetcher({ allowPrivate: true, maxRetryDelaySeconds: 0.01 });
    await importPages(places, { importService: gateway.importService, fetcher }, { report });
    return receipts.map(({ outcome, reasons }) => ({ outcome, reasons }));
  }

  test('keeps the path of a page and reports it as unchanged the second time', async () => {
    const page = `${PAGES}newspaper.html`;
    const [first] = await run(page);
    expect(first!.outcome).toBe('created');
    expect(first!.reasons.join()).toContain('removed: "Advertisement"');
    const { article } =
      await gateway.query(`{ article(by: { slug: "ferry-fares-rise" }) { title path standfirst publishedAt
      section { path } authors { name } tags { name } image { url caption credit } } }`);
    expect(article).toEqual({
      title: 'Ferry fares to rise for the third time in a year',
      path: '/news/transport/2024/feb/19/ferry-fares-rise',
      standfirst: expect.stringMatching(/^Islanders say/),
      publishedAt: '2024-02-19T04:30:00.000Z',
      section: { path: '/news/transport' },
      authors: [{ name: 'Rosalind Keane' }, { name: "D'Arcy Muir" }],
      tags: [{ name: 'Ferries' }, { name: 'Transport' }, { name: 'Islands' }],
      image: {
        url: 'https://i.gazette.example/img/ferry.jpg',
        caption: 'The Saint Bride leaves port in a swell.',
        credit: 'Photograph: Lena Ortiz/Gazette',
      },
    });
    expect((await run(page)).map(({ outcome }) => outcome)).toEqual(['unchanged']);
  });

  test('names the pictures of a saved page that does not say its address', async () => {
    const prose = '<p>The council met on the quay and counted every boat that had come home by noon.</p>';
    const html = `<meta property="og:type" content="article"><h1>The quay</h1>${prose.repeat(3)}<img src="q_files/a.jpg"><img src="https://a.example/b.jpg">${prose}`;
    const [result] = await run(`${await createFolder({ 'quay.html': html })}/quay.html`);
    expect(result!.reasons).toContain(
      'pictures that are not shown, because the page does not say its own address: q_files/a.jpg',
    );
  });

  test('rejects unavailable pages with a reason and continues with the others', async () => {
    const folder = await createFolder({
      'empty.html': '<p>Hello</p>',
      'plain.txt': await readFile(`${PAGES}copied.txt`),
    });
    site.respond = (response) => response.writeHead(404).end();
    expect(
      await run(`${folder}/none.html`, `${site.address}/gone`, `${folder}/empty.html`, `${folder}/plain.txt`),
    ).toEqual([
      { outcome: 'refused', reasons: [`file not found: ${folder}/none.html`] },
      { outcome: 'refused', reasons: [`${site.address}/gone responded with status 404`] },
      { outcome: 'refused', reasons: ['no article was found on the page'] },
      { outcome: 'created', reasons: [expect.stringContaining('removed: "Skip to content"')] },
    ]);
  });

  test('rejects a page beyond the memory limit and continues with the others', async () => {
    const page = (rows: number) =>
      `<title>A tide of words</title><h1>A tide of words</h1><article>${`<p>${'Long enough to be read. '.repeat(9)}</p>`.repeat(rows)}</article>`;
    const folder = await createFolder({ 'a.html': page(3), 'large.html': page(4_000), 'z.html': page(5) });
    const places = ['a', 'large', 'z'].map((name) => `${folder}/${name}.html`);
    const receipts: ImportResult[] = [];
    const report = { onResult: (result: ImportResult) => void receipts.push(result), onEnd: () => undefined };
    const parts = { importService: gateway.importService, fetcher: new Fetcher({ allowPrivate: true }) };
    const reader = new ItemReader({ mebibytes: 36 });
    await importPages(places, { ...parts, reader }, { report });
    expect(receipts.map(({ item, outcome }) => [item, outcome])).toEqual([
      [places[0], 'created'],
      [places[1], 'refused'],
      [places[2], 'created'],
    ]);
    expect(receipts[1]!.reasons).toEqual(['The item cannot be read: It needs more than 36 MiB of memory.']);
  });

  test('rejects sources that are no pages with their type, and continues with the others', async () => {
    const words = 'The fog came in from the sea and stayed until the evening, as it does in May. '.repeat(4);
    const folder = await createFolder({
      'story.docx': createZip({ mimetype: 'application/vnd.oasis.opendocument.text' }),
      'noise.html': Buffer.from(Array.from({ length: 2_000 }, (_, i) => (i * i * 7919 + i * 31) % 256)),
      'table.csv': `name,city,year\n${'Ada,Riga,1990\n'.repeat(30)}`,
      'news.xml': `<?xml version="1.0"?><newsItem><title>Fog</title><html><p>${words}</p></html></newsItem>`,
      'feed.xml': `<rss version="2.0"><channel><title>Fog</title><item><description>${words}</description></item></channel></rss>`,
      'data.json': JSON.stringify({ title: 'Fog', text: words }),
      'fog.md': `# Fog\n\n${words}`,
      'zipped.txt': createZip({ 'a.txt': words }),
      'page.htm': `<title>Fog again</title><h1>Fog again</h1><article><p>${words}</p><p>${words}</p></article>`,
    });
    const names = [
      'story.docx',
      'noise.html',
      'table.csv',
      'news.xml',
      'feed.xml',
      'data.json',
      'fog.md',
      'zipped.txt',
    ];
    const results = await run(...[...names, 'page.htm'].map((name) => `${folder}/${name}`));
    expect(results.slice(0, names.length).map(({ outcome, reasons }) => [outcome, ...reasons])).toEqual([
      ['refused', 'it is an OpenDocument text; save it as HTML and import that with: dateline import page'],
      ['refused', 'it is binary data of an unknown type; convert it to HTML or Markdown first'],
      ['refused', 'it is a table (CSV); import it with: dateline import table'],
      ['refused', 'it is a news document in XML (NewsML or NITF); convert it to HTML or Markdown first'],
      ['refused', 'it is a feed; import it with: dateline import feed'],
      ['refused', 'it is a JSON document; if it lists articles, import it with: dateline import table'],
      ['refused', 'it is a Markdown file; import its folder with: dateline import markdown'],
      ['refused', 'it is an archive (ZIP); unpack it and import the files in it'],
    ]);
    expect(results[names.length]!.outcome).toBe('created');
  });

  test('rejects responses that are no page', async () => {
    const words = 'The fog came in from the sea and stayed until the evening, as it does in May.\n\n'.repeat(
      4,
    );
    const answer = (type: string | undefined, body: string | Uint8Array) => {
      site.respond = (response) => response.writeHead(200, type ? { 'content-type': type } : {}).end(body);
      return run(`${site.address}/answer`);
    };
    const refused = async (type: string | undefined, body: string | Uint8Array) =>
      (await answer(type, body))[0]!.reasons;
    expect(await refused('application/pdf', '%PDF-1.7\n1 0 obj')).toEqual([
      expect.stringContaining('a PDF document'),
    ]);
    expect(await refused('text/html', createZip({ 'a.html': words }))).toEqual([
      expect.stringContaining('an archive (ZIP)'),
    ]);
    expect(await refused('text/css; charset=utf-8', `/* ${words} */`)).toEqual([
      'it was sent as text/css, which is no page',
    ]);
    expect(await refused('application/json', '{"title":"Fog"}')).toEqual([
      expect.stringContaining('a JSON document'),
    ]);
    const page = `<title>Fog without a type</title><h1>Fog without a type</h1><article><p>${words}</p><p>${words}</p></article>`;
    expect((await answer(undefined, page))[0]!.outcome).toBe('created');
    expect((await answer('application/octet-stream', page))[0]!.outcome).toBe('unchanged');
  });

  test('fetches pages by URL and decodes their declared character set', async () => {
    const words = 'Ein Satz über die Häfen und die Brücken, der lang genug ist. '.repeat(5);
    const page = `<title>Häfen und Brücken der Küste</title><h1>Häfen und Brücken der Küste</h1><article><p>${words}</p><p>${words}</p></article>`;
    site.respond = (response) =>
      response
        .writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' })
        .end(Buffer.from(page, 'latin1'));
    const [receipt] = await run(`${site.address}/kueste/haefen.html`);
    expect(receipt!.outcome).toBe('created');
    const { route } = await gateway.query(
      '{ route(path: "/kueste/haefen.html") { node { ... on Article { title slug } } } }',
    );
    expect(route.node).toEqual({ title: 'Häfen und Brücken der Küste', slug: 'haefen' });
  });
});
