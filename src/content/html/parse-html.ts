import type { Root } from 'hast';
import { fromParse5 } from 'hast-util-from-parse5';
import { type DefaultTreeAdapterMap, defaultTreeAdapter, Parser } from 'parse5';
import {
  createAttributeCountError,
  createDepthError,
  createNodeCountError,
  MAX_ATTRIBUTES,
  MAX_DEPTH,
  MAX_NODES,
} from '../limits.js';

type ParentNode = DefaultTreeAdapterMap['parentNode'];

// Small enough to stop in time at a tag with many attributes, which has a quadratic cost.
const CHUNK_SIZE = 8_192;

/**
 * Parses a fragment to the tree that a browser would build inside <body>. Limits are checked during parsing,
 * since later steps recurse and misnested tags multiply; throws ContentRefusedError.
 */
export function parseHtml(html: string): Root {
  const parser = Parser.getFragmentParser<DefaultTreeAdapterMap>(null, {
    treeAdapter: createCountingAdapter(),
  });
  for (let offset = 0; offset < html.length; offset += CHUNK_SIZE) {
    parser.tokenizer.write(html.slice(offset, offset + CHUNK_SIZE), false);
    // biome-ignore lint/complexity/useLiteralKeys: a protected member; no public one counts attributes
    const token = parser.tokenizer['currentToken'];
    if (token && 'attrs' in token && token.attrs.length > MAX_ATTRIBUTES) throw createAttributeCountError();
  }
  parser.tokenizer.write('', true);
  const fragment = parser.getFragment();
  assertTreeDepth(fragment);
  return fromParse5(fragment) as Root;
}

function createCountingAdapter(): typeof defaultTreeAdapter {
  let nodes = 0;
  let open = 0;
  const count = () => {
    nodes += 1;
    if (nodes > MAX_NODES) throw createNodeCountError();
  };
  return {
    ...defaultTreeAdapter,
    createElement(...element) {
      count();
      return defaultTreeAdapter.createElement(...element);
    },
    createCommentNode(text) {
      count();
      return defaultTreeAdapter.createCommentNode(text);
    },
    onItemPush() {
      open += 1;
      // The parser searches its open elements for nearly every tag, so an unbounded stack is quadratic.
      if (open > MAX_DEPTH + 10) throw createDepthError();
    },
    onItemPop() {
      open -= 1;
    },
  };
}

// Elements that the parser moves can be deeper than its stack ever was. Deliberately not recursive.
function assertTreeDepth(root: ParentNode): void {
  const stack: [ParentNode, number][] = [[root, 0]];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [node, depth] = next;
    if (depth > MAX_DEPTH) throw createDepthError();
    for (const child of node.childNodes) if ('childNodes' in child) stack.push([child, depth + 1]);
  }
}
