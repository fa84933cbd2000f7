import type { Root } from 'hast';
import { fromParse5 } from 'hast-util-from-parse5';
import { type DefaultTreeAdapterMap, defaultTreeAdapter, Parser } from 'parse5';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, tooDeep, tooManyAttributes, tooManyNodes } from './limits.js';

type ParentNode = DefaultTreeAdapterMap['parentNode'];

// Small enough that one tag's attributes, which cost their square, are counted in time.
const CHUNK = 8_192;

/**
 * The tree that a browser would build from a fragment inside <body>.
 *
 * The limits are checked while the parser works: what comes after recurses, and misnested tags can grow to
 * many times their source. Throws ContentRefusedError.
 */
export function parseHtml(html: string): Root {
  const parser = Parser.getFragmentParser<DefaultTreeAdapterMap>(null, { treeAdapter: countingAdapter() });
  for (let at = 0; at < html.length; at += CHUNK) {
    parser.tokenizer.write(html.slice(at, at + CHUNK), false);
    // biome-ignore lint/complexity/useLiteralKeys: a protected member; no public one counts attributes
    const token = parser.tokenizer['currentToken'];
    if (token && 'attrs' in token && token.attrs.length > MAX_ATTRIBUTES) throw tooManyAttributes();
  }
  parser.tokenizer.write('', true);
  const fragment = parser.getFragment();
  refuseDeepTree(fragment);
  return fromParse5(fragment) as Root;
}

function countingAdapter(): typeof defaultTreeAdapter {
  let nodes = 0;
  let open = 0;
  const count = () => {
    nodes += 1;
    if (nodes > MAX_NODES) throw tooManyNodes();
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
      if (open > MAX_DEPTH + 10) throw tooDeep();
    },
    onItemPop() {
      open -= 1;
    },
  };
}

// Elements that the parser moves can lie deeper than its stack ever was. Not recursive, by purpose.
function refuseDeepTree(root: ParentNode): void {
  const waiting: [ParentNode, number][] = [[root, 0]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, depth] = next;
    if (depth > MAX_DEPTH) throw tooDeep();
    for (const child of node.childNodes) if ('childNodes' in child) waiting.push([child, depth + 1]);
  }
}
