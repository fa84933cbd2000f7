import type { Parents, Root } from 'mdast';
import {
  createDepthError,
  createNestedLinesError,
  createNodeCountError,
  MAX_DEPTH,
  MAX_LINE_WORK,
  MAX_NODES,
} from '../limits.js';

const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))+/gm;
const MARKER = />|[-+*.)]/g;

/**
 * Refuses lists and quotations so deep that the parser's work on the body's lines would be quadratic. A list begins
 * at least two columns further in than the one around it.
 */
export function assertNestingDepth(text: string): void {
  let deepest = 1;
  for (const [start] of text.matchAll(CONTAINERS)) {
    const markers = start.match(MARKER)?.length ?? 0;
    const indent = start.search(/[^ \t]/);
    deepest = Math.max(deepest, markers + indent / 2);
    if (deepest > MAX_DEPTH) throw createDepthError();
  }
  const lines = text.split('\n').length;
  if (lines * deepest > MAX_LINE_WORK) throw createNestedLinesError();
}

/** Refuses a tree that the steps after it, which recurse, could not take. Not recursive, by purpose. */
export function assertTreeSize(root: Root): void {
  const stack: [Parents, number][] = [[root, 0]];
  let nodes = 0;
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [parent, depth] = next;
    nodes += 1;
    if (depth > MAX_DEPTH) throw createDepthError();
    if (nodes > MAX_NODES) throw createNodeCountError();
    for (const child of parent.children) if ('children' in child) stack.push([child, depth + 1]);
  }
}
