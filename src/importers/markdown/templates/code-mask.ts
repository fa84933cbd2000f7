import { visit } from 'unist-util-visit';
import { getOffsets } from '../get-offsets.js';
import { parseMarkdown } from '../parse-markdown.js';

/** Characters for private use that stand for braces, the less and the greater sign. */
const MASKS: Record<string, string> = { '{': '\ue0f0', '}': '\ue0f1', '<': '\ue0f2', '>': '\ue0f3' };
const SIGNS = Object.fromEntries(Object.entries(MASKS).map(([sign, mask]) => [mask, sign]));

/** Replaces the signs of templates by other characters, so that no template is found in a text. */
export function maskText(text: string): string {
  return text.replace(/[{}<>]/g, (sign) => MASKS[sign] ?? sign);
}

/**
 * Masks the signs of templates in code, where they are text. Throws ContentRefusedError.
 */
export function maskCode(markdown: string): string {
  const parts: string[] = [];
  let last = 0;
  for (const { from, to } of findCode(markdown)) {
    parts.push(markdown.slice(last, from), maskText(markdown.slice(from, to)));
    last = to;
  }
  return parts.join('') + markdown.slice(last);
}

/**
 * Finds the code between backticks or tildes. Indented lines are no code here, because generators render the templates
 * in them, and HTML in boxes is often indented. Throws ContentRefusedError.
 */
export function findCode(markdown: string): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  visit(parseMarkdown(markdown), ['code', 'inlineCode'], (node) => {
    const range = getOffsets(node);
    if (/[`~]/.test(markdown.charAt(range.from))) ranges.push(range);
  });
  return ranges;
}

export function unmask(text: string): string {
  return text.replace(/[\ue0f0-\ue0f3]/g, (mask) => SIGNS[mask] ?? mask);
}
