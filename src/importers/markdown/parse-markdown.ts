import type { Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { assertBodyLength } from '../../content/limits.js';
import { assertNestingDepth, assertTreeSize } from '../../content/markdown/markdown-depth.js';
import { assertMarkdownComplexity } from '../../content/markdown/parse-complexity.js';

const parser = unified().use(remarkParse);

/**
 * The body's tree with positions, under the limits of every body. Throws ContentRefusedError.
 */
export function parseMarkdown(body: string): Root {
  assertBodyLength(body);
  assertNestingDepth(body);
  assertMarkdownComplexity(body);
  const tree = parser.parse(body);
  assertTreeSize(tree);
  return tree;
}
