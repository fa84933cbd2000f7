import type { Element, Root } from 'hast';
import { collectLines, getLinkRatio, type TextLine } from './lines.js';

/** Characters from which a line counts as prose, however it ends. */
const PROSE_LENGTH = 80;
/** Characters from which a line counts as prose if it ends as a sentence does. */
const SENTENCE_LENGTH = 25;
const SENTENCE_END = /[.!?…。！？]["'”’»」)\]\s]*$/u;
const PROSE_TAGS = /^(p|li|blockquote|div|dd|td|pre)$/;
/** Chinese, Japanese and Korean characters, of which each stands for about two and a half letters. */
const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** Returns the length of a text as if it were written in letters. */
function getReadingLength(text: string): number {
  return text.length + Math.round((text.match(IDEOGRAPHS)?.length ?? 0) * 1.5);
}

/** Returns true if a text ends as a sentence does. */
export function isSentence(text: string): boolean {
  return SENTENCE_END.test(text);
}

/** Returns true if a line is likely to be a part of an article: a long one or a sentence, and no link. */
export function isProse({ element, text, isLinked, isCaption }: TextLine): boolean {
  if (isLinked || isCaption || !PROSE_TAGS.test(element.tagName)) return false;
  const length = getReadingLength(text);
  if (length < PROSE_LENGTH && (length < SENTENCE_LENGTH || !isSentence(text))) return false;
  return getLinkRatio(element) < 0.7;
}

/** Returns the lines that are prose. */
export function collectProse(tree: Root | Element): TextLine[] {
  return collectLines(tree).filter(isProse);
}

/** Counts the characters of all lines that are prose. */
export function countProse(tree: Root | Element): number {
  return collectProse(tree).reduce((sum, { text }) => sum + getReadingLength(text), 0);
}

interface ProseSize {
  /** Number of characters. */
  length: number;
  lines: number;
}

/** Characters and lines of prose below each element of a tree. */
export interface Prose {
  get(node: Root | Element): ProseSize;
}

/** Measures the prose below every element of a tree. */
export function measureProse(tree: Root): Prose {
  const own = new Map<Element, number>();
  for (const { element, text } of collectProse(tree)) own.set(element, getReadingLength(text));
  const all = new Map<Root | Element, ProseSize>();
  const walk = (node: Root | Element) => {
    const length = node.type === 'element' ? own.get(node) : undefined;
    const sum = { length: length ?? 0, lines: length === undefined ? 0 : 1 };
    for (const child of node.children) {
      if (child.type !== 'element') continue;
      const inner = walk(child);
      sum.length += inner.length;
      sum.lines += inner.lines;
    }
    all.set(node, sum);
    return sum;
  };
  walk(tree);
  return { get: (node) => all.get(node) ?? { length: 0, lines: 0 } };
}
