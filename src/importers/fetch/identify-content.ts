import { open } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { findRootTag } from '../../media/xml-root.js';
import { getOwn } from '../../shared/get-own.js';
import { decodeText } from './decode-text.js';

/** Kind of a file by its bytes. Importers read all but `binary` and `other`. */
export interface IdentifiedContent {
  kind: 'html' | 'text' | 'markdown' | 'feed' | 'wordpress' | 'ghost' | 'json' | 'table' | 'binary' | 'other';
  /** Name for messages, such as `a Word document`. */
  name: string;
  /** Advice on how to import it, as the end of a sentence. */
  advice: string;
}

/** Characters of a text that are looked at. */
const SAMPLE_LENGTH = 65_536;
/** Bytes of a file that are read to identify it. */
const MAX_HEAD_BYTES = 1024 * 1024;
/** Share of control characters from which bytes are no text. */
const MAX_CONTROL_SHARE = 0.01;

const CONVERT = 'convert it to HTML or Markdown first';

const HTML: IdentifiedContent = {
  kind: 'html',
  name: 'a web page',
  advice: 'import it with: dateline import page',
};
const TEXT: IdentifiedContent = {
  kind: 'text',
  name: 'plain text',
  advice: 'import it with: dateline import page',
};
const MARKDOWN: IdentifiedContent = {
  ...{
    kind: 'markdown',
    name: 'a Markdown file',
    advice: 'import its folder with: dateline import markdown',
  },
};
const FEED: IdentifiedContent = {
  kind: 'feed',
  name: 'a feed',
  advice: 'import it with: dateline import feed',
};
const WORDPRESS: IdentifiedContent = {
  kind: 'wordpress',
  name: 'an export of WordPress',
  advice: 'import it with: dateline import wordpress',
};
const GHOST: IdentifiedContent = {
  kind: 'ghost',
  name: 'an export of Ghost',
  advice: 'import it with: dateline import ghost',
};
const JSON_DOCUMENT: IdentifiedContent = {
  kind: 'json',
  name: 'a JSON document',
  advice: 'if it lists articles, import it with: dateline import table',
};
const SAVE_AS_HTML = 'save it as HTML and import that with: dateline import page';

/** Names of file types by their extensions, where an article and the extension do not do. */
const NAMES: Record<string, string> = {
  docx: 'a Word document',
  docm: 'a Word document',
  dotx: 'a Word document',
  odt: 'an OpenDocument text',
  rtf: 'a document in the Rich Text Format',
  cfb: 'a document of Microsoft Office',
  epub: 'an e-book (EPUB)',
  xlsx: 'a spreadsheet (XLSX)',
  ods: 'a spreadsheet (ODS)',
  pptx: 'a presentation (PPTX)',
  sqlite: 'a database (SQLite)',
};
/** Documents with a text, which their programs can save as HTML. */
const DOCUMENTS = ['docx', 'docm', 'dotx', 'odt', 'rtf', 'cfb', 'epub', 'pdf'];
const ARCHIVES = ['zip', 'tar', 'gz', 'bz2', 'xz', '7z', 'rar', 'zst', 'lz'];

/** Documents of XML by the name of their root element. */
const XML_ROOTS: Record<string, IdentifiedContent> = {
  ...Object.fromEntries(['feed', 'RDF'].map((name) => [name, FEED])),
  ...Object.fromEntries(
    ['urlset', 'sitemapindex'].map((name) => [
      name,
      createOther('a sitemap', 'import the pages that it lists with: dateline import page'),
    ]),
  ),
  ...Object.fromEntries(
    ['newsItem', 'newsMessage', 'packageItem', 'NewsML', 'nitf'].map((name) => [
      name,
      createOther('a news document in XML (NewsML or NITF)', CONVERT),
    ]),
  ),
  opml: createOther('a list of feeds (OPML)', 'import each feed with: dateline import feed'),
  svg: createOther('a picture (SVG)', 'add it to the media library with: dateline media add'),
  plist: createOther('a property list of macOS', SAVE_AS_HTML),
  'office:document': createOther('an OpenDocument text', SAVE_AS_HTML),
  'pkg:package': createOther('a Word document', SAVE_AS_HTML),
  'w:wordDocument': createOther('a Word document', SAVE_AS_HTML),
};

const HTML_TAGS =
  /<(html|head|body|title|meta|link|style|main|article|section|header|nav|div|p|h[1-6]|br|hr|table|ul|ol|dl|blockquote|figure|pre|span|a|b|i|em|strong|img)[\s/>]/i;

/** Identifies a file by its bytes. Its name only counts for Markdown and short tables, which no bytes mark. */
export async function identifyContent(bytes: Uint8Array, fileName: string): Promise<IdentifiedContent> {
  if (bytes.length === 0) return createOther('empty', 'check if its download was complete');
  const text = decodeText(bytes).replace(/^\ufeff/, '');
  return isText(text) ? identifyText(text, fileName) : identifyBinary(bytes);
}

/**
 * Returns a sentence that names a file, with a space before it. Returns '' for the kinds of which another message speaks,
 * and for a file that cannot be read.
 */
export async function explainFile(file: string, ...except: IdentifiedContent['kind'][]): Promise<string> {
  const head = await readHead(file).catch(() => null);
  if (head === null) return '';
  const content = await identifyContent(head, file);
  return except.includes(content.kind) ? '' : ` This file is ${describeContent(content)}.`;
}

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_HEAD_BYTES), 0, MAX_HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Formats name and advice of a content for a message. */
export function describeContent({ name, advice }: IdentifiedContent): string {
  return `${name}; ${advice}`;
}

function createOther(name: string, advice: string): IdentifiedContent {
  return { kind: 'other', name, advice };
}

function createBinary(name: string, advice: string): IdentifiedContent {
  return { kind: 'binary', name, advice };
}

/** Returns true for bytes that make a text, which has hardly any control characters. */
function isText(text: string): boolean {
  const sample = text.slice(0, SAMPLE_LENGTH);
  if (/^(%PDF-|\{\\rtf|bplist)/.test(sample)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression counts them
  const controls = sample.match(/[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/g)?.length ?? 0;
  return controls <= sample.length * MAX_CONTROL_SHARE;
}

async function identifyBinary(bytes: Uint8Array): Promise<IdentifiedContent> {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, SAMPLE_LENGTH));
  if (start.startsWith('bplist') && start.includes('WebMainResource'))
    return createBinary('a web archive of Safari', SAVE_AS_HTML);
  const { fileTypeFromBuffer } = await import('file-type');
  const type = await fileTypeFromBuffer(bytes);
  if (!type) return createBinary('binary data of an unknown type', CONVERT);
  const [family] = type.mime.split('/');
  const extension = type.ext.toUpperCase();
  if (ARCHIVES.includes(type.ext))
    return createBinary(`an archive (${extension})`, 'unpack it and import the files in it');
  if (DOCUMENTS.includes(type.ext)) return createBinary(NAMES[type.ext] ?? 'a PDF document', SAVE_AS_HTML);
  if (family === 'image')
    return createBinary(`a picture (${extension})`, 'add it to the media library with: dateline media add');
  if (family === 'audio' || family === 'video')
    return createBinary(
      `${family === 'audio' ? 'a sound' : 'a film'} (${extension})`,
      'add it to the media library with: dateline media add',
    );
  return createBinary(NAMES[type.ext] ?? `a file of the type ${type.mime}`, CONVERT);
}

function identifyText(text: string, fileName: string): IdentifiedContent {
  const sample = text.slice(0, SAMPLE_LENGTH).trimStart();
  if (sample.startsWith('<')) return identifyMarkup(sample);
  if (/\.(md|mdx|markdown)$/i.test(fileName) || /^(---|\+\+\+)\r?\n/.test(sample)) return MARKDOWN;
  if (/^[{[]/.test(sample)) {
    const json = identifyJson(text);
    if (json) return json;
  }
  if (/^BEGIN:(VCALENDAR|VCARD)/.test(sample)) return createOther('a calendar or an address book', CONVERT);
  if (isMail(sample)) return createOther('an e-mail or a web archive (MHTML)', SAVE_AS_HTML);
  if (isTable(sample, fileName)) return identifyTable(sample);
  return HTML_TAGS.test(sample) ? HTML : TEXT;
}

function identifyMarkup(sample: string): IdentifiedContent {
  const root = findRootTag(sample);
  if (/^<!doctype html\b/i.test(sample) || root?.name.toLowerCase() === 'html') return HTML;
  if (root && /^rss$/i.test(root.name)) return /\bxmlns:wp=/.test(root.tag) ? WORDPRESS : FEED;
  // The name may have a prefix of any namespace.
  const names = root ? [root.name, root.name.slice(root.name.indexOf(':') + 1)] : [];
  const known = names.flatMap((name) => getOwn(XML_ROOTS, name) ?? []);
  if (known[0] !== undefined) return known[0];
  const isHtml = root === null || HTML_TAGS.test(`<${root.name}>`);
  if (isHtml || (!sample.startsWith('<?xml') && HTML_TAGS.test(sample))) return HTML;
  return createOther(`an XML document (${root.name.slice(0, 40)})`, CONVERT);
}

function identifyJson(text: string): IdentifiedContent | null {
  try {
    const json = JSON.parse(text);
    if (/^https:\/\/jsonfeed\.org\//.test(String(json?.version))) return FEED;
    if (Array.isArray(json?.db) || json?.data?.posts) return GHOST;
    return JSON_DOCUMENT;
  } catch {
    // Damaged, or only its beginning.
    const [, key] = /^\{\s*"(\w{1,100})"\s*:/.exec(text) ?? [];
    if (key === undefined) return null;
    return key === 'db' ? GHOST : JSON_DOCUMENT;
  }
}

function isMail(sample: string): boolean {
  return (
    /^(From|MIME-Version|Received|Return-Path|Delivered-To|Subject|Date|Snapshot-Content-Location): /i.test(
      sample,
    ) && /^(MIME-Version|Content-Type): /im.test(sample)
  );
}

/** Returns true for a table of at least two rows and three columns, of which the first row has names. */
function isTable(sample: string, fileName: string): boolean {
  const minColumns = /\.(csv|tsv)$/i.test(fileName) ? 2 : 3;
  const isName = (cell: string) => /^[\p{L}\p{N}_][^<>.!?]{0,40}$/u.test(cell);
  return [',', ';', '\t'].some((delimiter) => {
    try {
      const [header = [], ...rows]: string[][] = parse(sample, { delimiter, to: 5 });
      return rows.length > 0 && header.length >= minColumns && header.every(isName);
    } catch {
      return false;
    }
  });
}

function identifyTable(sample: string): IdentifiedContent {
  const [header = ''] = sample.split('\n', 1);
  if (/\bpost_id\b/.test(header) && /\bis_published\b/.test(header)) {
    const advice = 'import it with: dateline import table';
    return { kind: 'table', name: 'the list of posts of an export of Substack', advice };
  }
  return { kind: 'table', name: 'a table (CSV)', advice: 'import it with: dateline import table' };
}
