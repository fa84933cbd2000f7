import type { Element, ElementContent, RootContent } from 'hast';
import { zip } from '../../shared/zip.js';
import { assignAnchors } from '../html/anchors.js';
import { getHeadingLevel, isElement } from '../html/element-kinds.js';
import { hasMarkdownSyntax } from './markdown-vocabulary.js';

/** Text in which no character has a meaning in Markdown, wherever in a line it is. */
const PLAIN_TEXT = /^(?:[^\p{Cc}\u2028\u2029`*_[\]<>&\\~|@^]|& |\n)+$/u;
/** Text that becomes a link without the syntax of one. */
const LITERAL_LINK = /:\/|www\.|w\.[-.\w]/i;
/** Beginning of a line that begins no list, heading, quotation or table. */
const PLAIN_START = /^(?:[\p{L}("“‘'«„…]|\d+(?![\d.)]))/u;
const PLAIN_URL = /^(?:https?:\/)?\/[\w/.,:;?=%#+$!'-]+$/;
/** Text that is emphasised as a whole between two words. */
const PLAIN_WORDS = /^[\p{L}\p{N}](?:[^\n]*[\p{L}\p{N}])?$/u;
/** Text that is emphasised as a whole before a space, such as `Note:`. */
const PLAIN_PHRASE = /^[\p{L}\p{N}](?:[^\n]*[\p{L}\p{N}.,:;?!)”’])?$/u;

/**
 * Writes a block of prose as Markdown, as writeMarkdown does. Returns null unless no character of it can have
 * another meaning, so that the Markdown renders to the same HTML and needs no check.
 */
export function writePlainBlock(block: Element): string | null {
  const level = getHeadingLevel(block);
  if (level) return writePlainHeading(block, level);
  if (Object.keys(block.properties).length > 0) return null;
  switch (block.tagName) {
    case 'p':
      return writePlainLines(block.children);
    case 'blockquote':
      return join(block.children.map(writePlainQuote), '\n>\n');
    case 'ul':
      return join(block.children.map(writePlainItem('- ')), '\n');
    case 'ol':
      return join(
        block.children.map((item, i) => writePlainItem(`${i + 1}. `)(item)),
        '\n',
      );
    default:
      return null;
  }
}

/** Returns true if headings get the same anchors when only their texts are known. */
export function haveDefaultAnchors(headings: Element[]): boolean {
  const copies = headings.map((heading) => ({ ...heading, properties: {} }));
  assignAnchors({ type: 'root', children: copies });
  return zip<[Element, Element]>(copies, headings).every(
    ([copy, heading]) => copy.properties.id === heading.properties.id,
  );
}

function writePlainHeading(heading: Element, level: number): string | null {
  if (!hasMarkdownSyntax(heading)) return null;
  const line = writePlainLines(heading.children);
  return line === null || /[#\n]/.test(line) ? null : `${'#'.repeat(level)} ${line}`;
}

function writePlainQuote(node: RootContent): string | null {
  if (!isElement(node, 'p') || Object.keys(node.properties).length > 0) return null;
  return indent(writePlainLines(node.children), '> ', '> ');
}

function writePlainItem(marker: string): (node: RootContent) => string | null {
  return (node) => {
    if (!isElement(node, 'li') || Object.keys(node.properties).length > 0) return null;
    return indent(writePlainLines(node.children), marker, ' '.repeat(marker.length));
  };
}

function indent(lines: string | null, first: string, others: string): string | null {
  return lines && first + lines.replaceAll('\n', `\n${others}`);
}

/** Writes the text, emphasis, links and pictures of a paragraph. Returns null for anything else. */
function writePlainLines(nodes: ElementContent[]): string | null {
  const lines = join(
    nodes.map((node, i) => writePlainInline(node, nodes[i - 1], nodes[i + 1])),
    '',
  );
  return lines === null || /\s$|\s\n|\n\s/.test(lines) ? null : lines;
}

function writePlainInline(
  node: ElementContent,
  before: ElementContent | undefined,
  after: ElementContent | undefined,
): string | null {
  if (node.type === 'text') return isPlainText(node.value, !before, !after) ? node.value : null;
  if (node.type !== 'element' || !isText(before) || !isText(after)) return null;
  if (node.tagName === 'img') return writePlainPicture(node);
  const [text, ...others] = node.children;
  if (text?.type !== 'text' || others.length > 0 || !isPlainText(text.value, false, true)) return null;
  if (node.tagName === 'a') return writePlainLink(node, text.value);
  const marker = { em: '*', strong: '**' }[node.tagName];
  if (!marker || Object.keys(node.properties).length > 0) return null;
  const isPlain = isEmphasisPlain(text.value, before?.value ?? '\n', after?.value ?? '\n');
  return isPlain ? marker + text.value + marker : null;
}

function isEmphasisPlain(text: string, before: string, after: string): boolean {
  if (!/[\s(]$/.test(before)) return false;
  return /^\s/.test(after) ? PLAIN_PHRASE.test(text) : /^[.,;:?!)]/.test(after) && PLAIN_WORDS.test(text);
}

function writePlainPicture({ properties: { src, alt, ...others } }: Element): string | null {
  const isPlain = typeof src === 'string' && PLAIN_URL.test(src) && Object.keys(others).length === 0;
  if (!isPlain || typeof alt !== 'string' || alt.includes('\n')) return null;
  return alt === '' || (isPlainText(alt, false, true) && alt === alt.trim()) ? `![${alt}](${src})` : null;
}

function writePlainLink({ properties: { href, ...others } }: Element, text: string): string | null {
  const isPlain = typeof href === 'string' && PLAIN_URL.test(href) && Object.keys(others).length === 0;
  return isPlain && /^[\p{L}\p{N}](?:[^\n]*[^\s!])?$/u.test(text) ? `[${text}](${href})` : null;
}

/** Each line that begins in the text has to begin plainly; before an element there must be no `!`. */
function isPlainText(text: string, startsLine: boolean, isLast: boolean): boolean {
  if (!PLAIN_TEXT.test(text) || LITERAL_LINK.test(text) || (!isLast && text.endsWith('!'))) return false;
  const [first = '', ...others] = text.split('\n');
  if (startsLine && !PLAIN_START.test(first)) return false;
  return others.every(
    (line, i) => PLAIN_START.test(line) || (line === '' && i === others.length - 1 && !isLast),
  );
}

function isText(
  node: ElementContent | undefined,
): node is Extract<ElementContent, { type: 'text' }> | undefined {
  return node === undefined || node.type === 'text';
}

/** Joins texts; null if one of them is. */
function join(texts: (string | null)[], separator: string): string | null {
  return texts.length === 0 || texts.includes(null) ? null : texts.join(separator);
}
