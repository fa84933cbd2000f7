import type { Heading, Root, RootContent } from 'mdast';
import { visit } from 'unist-util-visit';
import { toSingleLine } from '../front-matter/values.js';
import { parseMarkdown } from '../parse-markdown.js';

/** A first heading stands near the start; reading on costs more than all else that happens to a file. */
const MAX_START_LENGTH = 10_000;

const SOME_HEADING = /^ {0,3}(#{1,6}(\s|$)|=+\s*$|-+\s*$)/m;

/**
 * The first `# heading` of a body, and the body without it; null when there is none. Throws
 * ContentRefusedError.
 */
export function extractTitle(body: string): { title: string; body: string } | null {
  const heading = findFirstHeading(body, (candidate) => candidate.depth === 1);
  const title = heading === undefined ? '' : getHeadingText(heading);
  return heading === undefined || title === '' ? null : { title, body: removeHeading(heading, body) };
}

/** Drops the first heading when it only repeats the title, which the page shows above the body. */
export function removeRepeatedTitle(body: string, title: string): string {
  // Spares most bodies the parse.
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

function removeHeading({ position }: Heading, body: string): string {
  const before = body.slice(0, position!.start.offset).trimEnd();
  const after = body.slice(position!.end.offset).replace(/^\s*\n/, '');
  return before === '' ? after : `${before}\n\n${after}`;
}
