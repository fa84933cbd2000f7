import type { Element, ElementContent, Root } from 'hast';
import { parseHtml } from '../../../content/html/parse-html.js';
import { getBodyText } from '../../../content/plain-text.js';
import { getClassNames } from '../../html/hast.js';
import { htmlToText } from '../../html/html-text.js';

/** An HTML text as pages show it, and as it is stored, which only a login can read. */
interface RenderedText {
  rendered: string;
  raw?: string | undefined;
}

/** Characters of a generated excerpt that are compared with the content. */
const COMPARED = 200;
/** Longest text after the first word of a "read more" link, in characters. */
const LONGEST_LINK = 80;

/** Words from which an excerpt in the order of the content, in few runs, is generated however it begins. */
const LONG_EXCERPT = 20;
/** Words up to which an excerpt may have the words of the content by chance. */
const SHORT_EXCERPT = 6;

/**
 * Blocks that generated excerpts include if they have a class.
 * Source: https://developer.wordpress.org/reference/functions/excerpt_remove_blocks/
 */
const EXCERPTED = new Set([
  'column',
  'columns',
  'group',
  'heading',
  'list',
  'media-text',
  'preformatted',
  'pullquote',
  'quote',
  'table',
  'verse',
]);

/** Returns the excerpt, or '' if WordPress generated it from the first words of the content. */
export function getExcerpt({ excerpt, content }: { excerpt: RenderedText; content: RenderedText }): string {
  if (excerpt.raw !== undefined) return excerpt.raw;
  const text = htmlToText(excerpt.rendered);
  const start = getExcerptStart(text);
  const isGeneratedFrom = (words: string) =>
    words.startsWith(start) || isGenerated(start, words, start.length < text.length);
  return isGeneratedFrom(htmlToText(content.rendered)) || isGeneratedFrom(getExcerptedText(content.rendered))
    ? ''
    : excerpt.rendered;
}

/** Returns the text of a content without the blocks that generated excerpts leave out, such as a cover or a picture. */
function getExcerptedText(html: string): string {
  return getBodyText(withoutOmittedBlocks(parseHtml(html)))
    .replace(/\s+/g, ' ')
    .trim();
}

function withoutOmittedBlocks<Node extends Root | Element>(node: Node): Node {
  const children = (node.children as ElementContent[]).flatMap((child): ElementContent[] => {
    if (child.type !== 'element') return [child];
    return isOmitted(child) ? [] : [withoutOmittedBlocks(child)];
  });
  return { ...node, children };
}

function isOmitted(element: Element): boolean {
  const blocks = getClassNames(element).flatMap((name) => /^wp-block-([a-z\d-]+)$/.exec(name)?.[1] ?? []);
  return blocks.some((block) => !EXCERPTED.has(block) && !block.includes('-is-layout-'));
}

/**
 * Returns true if an excerpt consists of words of the content in their order, since generated ones leave out captions
 * and some blocks. Both must begin alike unless the excerpt is long, and end alike if it is short and not cut.
 */
function isGenerated(excerpt: string, content: string, isCut: boolean): boolean {
  const [words, all] = [excerpt.split(/\s+/), content.split(/\s+/)];
  const isShort = words.length < SHORT_EXCERPT && !isCut;
  if (isShort && words.at(-1) !== all.at(-1)) return false;
  let found = 0;
  let runs = 0;
  for (const [i, word] of all.entries()) {
    if (found === words.length || word !== words[found]) continue;
    if (found === 0 || all[i - 1] !== words[found - 1]) runs += 1;
    found += 1;
  }
  const isLong = words.length >= LONG_EXCERPT && runs <= words.length / 5;
  return found === words.length && (isLong || words[0] === all[0]);
}

/** Returns the start of a generated excerpt, without the "read more" link that themes append. */
function getExcerptStart(excerpt: string): string {
  for (const { 0: mark, index } of excerpt.slice(0, COMPARED).matchAll(/\[…\]|…|\[\.\.\.\]/g)) {
    const rest = excerpt.slice(index + mark.length).trimStart();
    const afterWord = rest.slice(rest.search(/\s|$/));
    if (afterWord.length <= LONGEST_LINK && !afterWord.includes('\n'))
      return excerpt.slice(0, index).trimEnd();
  }
  const start = excerpt.slice(0, COMPARED);
  return start.length < excerpt.length ? start.slice(0, start.lastIndexOf(' ')) : start;
}
