import type { Heading, Root, RootContent } from 'mdast';
import { visit } from 'unist-util-visit';
import { parseMarkdown } from './parse-markdown.js';
import { oneLine } from './values.js';

/** A first heading stands near the start; reading on costs more than all else that happens to a file. */
const START = 10_000;

const SOME_HEADING = /^ {0,3}(#{1,6}(\s|$)|=+\s*$|-+\s*$)/m;

/**
 * The first `# heading` of a body, and the body without it; null when there is none. Throws
 * ContentRefusedError.
 */
export function titleFromBody(body: string): { title: string; body: string } | null {
  const heading = firstHeading(body, (candidate) => candidate.depth === 1);
  const title = heading === undefined ? '' : textOfHeading(heading);
  return heading === undefined || title === '' ? null : { title, body: without(heading, body) };
}

/** Drops the first heading when it only repeats the title, which the page shows above the body. */
export function withoutRepeatedTitle(body: string, title: string): string {
  // Spares most bodies the parse.
  if (!letters(startOf(body)).includes(letters(title))) return body;
  const heading = firstHeading(body, () => true);
  const repeats = heading !== undefined && letters(textOfHeading(heading)) === letters(title);
  return repeats ? without(heading, body) : body;
}

function firstHeading(body: string, isWanted: (heading: Heading) => boolean): Heading | undefined {
  const start = startOf(body);
  if (!SOME_HEADING.test(start)) return undefined;
  const tree: Root = parseMarkdown(start);
  return tree.children.find(
    (node: RootContent): node is Heading => node.type === 'heading' && isWanted(node),
  );
}

function startOf(body: string): string {
  return body.length <= START ? body : body.slice(0, body.lastIndexOf('\n', START) + 1);
}

function textOfHeading(heading: Heading): string {
  const parts: string[] = [];
  visit(heading, ['text', 'inlineCode'], (node) => {
    if ('value' in node) parts.push(String(node.value));
  });
  return oneLine(parts.join(''));
}

function letters(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function without({ position }: Heading, body: string): string {
  const before = body.slice(0, position!.start.offset).trimEnd();
  const after = body.slice(position!.end.offset).replace(/^\s*\n/, '');
  return before === '' ? after : `${before}\n\n${after}`;
}
