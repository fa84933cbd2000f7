import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { identifyContent } from '../../../src/importers/fetch/identify-content.js';
import { PAGES } from '../../support/page.js';
import { createRandom } from '../../support/random.mjs';
import { renderWxr } from '../../support/wordpress.js';
import { createZip } from '../../support/zip.js';

const SENTENCES = 'The river rose overnight, officials said. Nobody was hurt. '.repeat(20);
const WORD_TYPES = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;

/** Returns bytes that look random and are the same at each run. */
function createNoise(length: number): Buffer {
  const random = createRandom(7);
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

test.each<[string, string | Uint8Array, kind: string]>([
  ['a page with a document type', `<!DOCTYPE html><html><body><p>${SENTENCES}</p></body></html>`, 'html'],
  [
    'a page of XHTML',
    `<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml"/>`,
    'html',
  ],
  [
    'a page that a browser saved',
    `<!-- saved from url=(0024)https://a.example/b -->\n<html><p>x</p></html>`,
    'html',
  ],
  ['a part of a page', `<p>${SENTENCES}</p>`, 'html'],
  ['a part of a page that begins with words', `Hello <b>there</b>. ${SENTENCES}`, 'html'],
  ['a page in Latin-1', Buffer.from(`<p>Zürich, Köln. ${SENTENCES}</p>`, 'latin1'), 'html'],
  ['a page in UTF-16', Buffer.from(`\ufeff<p>${SENTENCES}</p>`, 'utf16le'), 'html'],
  ['a script of PHP in a page', `<?php echo 1; ?><html><p>x</p></html>`, 'html'],
  ['plain text', SENTENCES, 'text'],
  ['plain text with commas in its lines', 'One, two, three\nfour, five, six\n'.repeat(5), 'text'],
  ['plain text that begins in brackets', `[Updated] ${SENTENCES}`, 'text'],
  ['plain text that begins like a bitmap', `BM ${SENTENCES}`, 'text'],
  ['front matter', `---\ntitle: A\n---\n${SENTENCES}`, 'markdown'],
  ['RSS', `<?xml version="1.0"?><rss version="2.0"><channel/></rss>`, 'feed'],
  ['Atom', `<feed xmlns="http://www.w3.org/2005/Atom"/>`, 'feed'],
  ['Atom with a prefix', `<?xml version="1.0"?><a:feed xmlns:a="http://www.w3.org/2005/Atom"/>`, 'feed'],
  ['RSS 1.0', `<rdf:RDF xmlns="http://purl.org/rss/1.0/"/>`, 'feed'],
  ['JSON Feed', JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', items: [] }), 'feed'],
  ['an export of WordPress', renderWxr([]), 'wordpress'],
  ['an export of Ghost', JSON.stringify({ db: [{ data: { posts: [] } }] }), 'ghost'],
  ['a broken export of Ghost', '{"db":[{"data":{"posts":[', 'ghost'],
])('%s is identified by its content', async (_name, content, kind) => {
  expect(await identifyContent(Buffer.from(content as string), 'file')).toMatchObject({ kind });
});

test.each<[string, string | Uint8Array, message: RegExp]>([
  ['an archive', createZip({ 'a.html': '<p>a</p>' }), /^an archive \(ZIP\); unpack it/],
  [
    'a Word document',
    createZip({ '[Content_Types].xml': WORD_TYPES, 'word/document.xml': '<w:document/>' }),
    /^a Word document; save it as HTML/,
  ],
  [
    'an OpenDocument text',
    createZip({ mimetype: 'application/vnd.oasis.opendocument.text' }),
    /^an OpenDocument text; save/,
  ],
  ['a PDF', `%PDF-1.7\n${SENTENCES}`, /^a PDF document; save/],
  ['rich text', `{\\rtf1\\ansi ${SENTENCES}}`, /^a document in the Rich Text Format; save/],
  [
    'a picture',
    Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
    /^a picture \(PNG\); add it/,
  ],
  [
    'an SVG',
    '<svg xmlns="http://www.w3.org/2000/svg"><title>A title</title><text>Words</text></svg>',
    /^a picture \(SVG\); add it/,
  ],
  ['a sound', Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0', 'latin1'), /^a sound \(WAV\); add it/],
  ['random bytes', createNoise(3_000), /^binary data of an unknown type; convert/],
  ['few random bytes', createNoise(60), /^binary data of an unknown type; convert/],
  ['a table', 'name,city,year\nAda,Riga,1990\nBen,Oslo,1991\n', /^a table \(CSV\); import/],
  ['a table with texts', `title;body;date\n"A, b";"<p>One\nTwo</p>";2020\n`, /^a table \(CSV\); import/],
  [
    'the posts of Substack',
    'post_id,post_date,is_published\n1.a,2020-01-01,true\n',
    /^the list of posts of an export of Substack; import/,
  ],
  [
    'NewsML',
    `<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><inlineXML><html><p>${SENTENCES}</p></html></inlineXML></newsItem>`,
    /^a news document in XML/,
  ],
  [
    'NITF',
    `<?xml version="1.0"?>\n<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd">\n<nitf><body><p>${SENTENCES}</p></body></nitf>`,
    /^a news document in XML/,
  ],
  [
    'a sitemap',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
    /^a sitemap; import the pages/,
  ],
  ['OPML', '<opml version="2.0"><body/></opml>', /^a list of feeds/],
  ['other XML', '<?xml version="1.0"?><order><p>1</p></order>', /^an XML document \(order\); convert/],
  ['XML with a name of an object', '<?xml version="1.0"?><constructor/>', /^an XML document \(constructor\)/],
  ['JSON', JSON.stringify({ title: 'A', body: SENTENCES }), /^a JSON document; if it lists articles, import/],
  [
    'an e-mail',
    `From: a@b.example\nSubject: Flood\nMIME-Version: 1.0\n\n${SENTENCES}`,
    /^an e-mail or a web archive/,
  ],
  ['a calendar', 'BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n', /^a calendar/],
  ['a web archive', 'bplist00\xd1\x01\x02_\x10\x0fWebMainResource\0\0\0', /^a web archive of Safari; save/],
  ['nothing', '', /^empty; check/],
])('%s is named, with the remedy', async (_name, content, message) => {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const { name, advice } = await identifyContent(bytes, 'file');
  expect(`${name}; ${advice}`).toMatch(message);
});

test('a Markdown file and a table of two columns are known by their names', async () => {
  const kindOf = async (text: string, name: string) => (await identifyContent(Buffer.from(text), name)).kind;
  expect(await kindOf('# Flood\n\nWords.', 'flood.md')).toBe('markdown');
  expect(await kindOf('# Flood\n\nWords.', 'flood.txt')).toBe('text');
  expect(await kindOf('from,to\n/a,/b\n', 'moves.csv')).toBe('table');
  expect(await kindOf('from,to\n/a,/b\n', 'moves.txt')).toBe('text');
});

test.each([
  'blogger.html',
  'drupal.html',
  'amp.html',
  'medium.html',
  'newspaper.html',
  'substack.html',
  'copied.txt',
  'wrapped.txt',
])('the page %s is a page or plain text', async (file) => {
  const { kind } = await identifyContent(await readFile(`${PAGES}${file}`), file);
  expect(kind).toBe(file.endsWith('.txt') ? 'text' : 'html');
});

test('the exports that the importers are tested with are known', async () => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const kindOf = async (file: string) => (await identifyContent(await readFile(folder + file), file)).kind;
  expect(await kindOf('wordpress/export.xml')).toBe('wordpress');
  expect(await kindOf('ghost/export.json')).toBe('ghost');
});
