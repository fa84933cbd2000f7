import type { Heading, Root, RootContent } from 'mdast';
import { visit } from 'unist-util-visit';
import { htmlToText } from '../../html/html-text.js';
import { toSingleLine } from '../front-matter/values.js';
import { getOffsets } from '../get-offsets.js';
import { parseMarkdown } from '../parse-markdown.js';

/**
 * Characters of a body that are searched for its first heading. Parsing is the most expensive step of reading
 * a file.
 */
const MAX_START_LENGTH = 10_000;

const SOME_HEADING = /^ {0,3}(#{1,6}(\s|$)|=+\s*$|-+\s*$)/m;

/**
 * Returns the first `# heading` of a body and the body without it, or null if there is none. Throws
 * ContentRefusedError.
 */
export function extractTitle(body: string): { title: string; body: string } | null {
  const heading = findFirstHeading(body, (candidate) => candidate.depth === 1);
  const title = heading === undefined ? '' : getHeadingText(heading);
  return heading === undefined || title === '' ? null : { title, body: removeHeading(heading, body) };
}

/** Returns the first `<h1>` of a text of HTML and the text without it, or null if there is none. */
export function extractHtmlTitle(html: string): { title: string; body: string } | null {
  const from = html.search(/<h1[\s>]/i);
  const end = from === -1 ? -1 : html.slice(from).search(/<\/h1>/i);
  if (end === -1) return null;
  const to = from + end + '</h1>'.length;
  const title = htmlToText(html.slice(from, to));
  return title === '' ? null : { title, body: html.slice(0, from) + html.slice(to) };
}

/** Removes the first heading if it repeats the title, which the page shows above the body. */
export function removeRepeatedTitle(body: string, title: string): string {
  // Avoids parsing most bodies.
  if (!normalizeLetters(getBodyStart(body)).includes(normalizeLetters(title))) return body;
  const heading = findFirstHeading(body, () => true);
  const isRepeated =
    heading !== undefined && normalizeLetters(getHeadingText(heading)) === normalizeLetters(title);
  return isRepeated ? removeHeading(heading, body) : body;
}

function findFirstHeading(body: string, isWanted: (heading: Heading) => boolean): Heading | undefined {
  const start = getBodyStart(body);
  if (!SOME_HEADING.test(start)) return undefined;
  const tree: Root = parseMarkdown(start);
  return tree.children.find(
    (node: RootContent): node is Heading => node.type === 'heading' && isWanted(node),
  );
}

function getBodyStart(body: string): string {
  return body.length <= MAX_START_LENGTH ? body : body.slice(0, body.lastIndexOf('\n', MAX_START_LENGTH) + 1);
}

function getHeadingText(heading: Heading): string {
  const parts: string[] = [];
  visit(heading, ['text', 'inlineCode'], (node) => {
    if ('value' in node) parts.push(String(node.value));
  });
  return toSingleLine(parts.join(''));
}

function normalizeLetters(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function removeHeading(heading: Heading, body: string): string {
  const { from, to } = getOffsets(heading);
  const before = body.slice(0, from).trimEnd();
  const after = body.slice(to).replace(/^\s*\n/, '');
  return before === '' ? after : `${before}\n\n${after}`;
}
