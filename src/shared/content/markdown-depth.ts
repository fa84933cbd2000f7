import type { Parents, Root } from 'mdast';
import { MAX_DEPTH, MAX_LINE_WORK, MAX_NODES, tooDeep, tooManyNestedLines, tooManyNodes } from './limits.js';

const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))+/gm;
const MARKER = />|[-+*.)]/g;

/**
 * Refuses lists and quotations so deep that the parser's work on the body's lines would be quadratic. A list begins
 * at least two columns further in than the one around it.
 */
export function refuseDeepLines(text: string): void {
  let deepest = 1;
  for (const [start] of text.matchAll(CONTAINERS)) {
    const markers = start.match(MARKER)?.length ?? 0;
    const indent = start.search(/[^ \t]/);
    deepest = Math.max(deepest, markers + indent / 2);
    if (deepest > MAX_DEPTH) throw tooDeep();
  }
  const lines = text.split('\n').length;
  if (lines * deepest > MAX_LINE_WORK) throw tooManyNestedLines();
}

/** Refuses a tree that the steps after it, which recurse, could not take. Not recursive, by purpose. */
export function refuseLargeTree(root: Root): void {
  const waiting: [Parents, number][] = [[root, 0]];
  let nodes = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [parent, depth] = next;
    nodes += 1;
    if (depth > MAX_DEPTH) throw tooDeep();
    if (nodes > MAX_NODES) throw tooManyNodes();
    for (const child of parent.children) if ('children' in child) waiting.push([child, depth + 1]);
  }
}
