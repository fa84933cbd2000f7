import type { Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { refuseLongerThanLimit } from '../../shared/content/limits.js';
import { refuseDeepLines, refuseLargeTree } from '../../shared/content/markdown-depth.js';
import { refuseQuadraticMarkdown } from '../../shared/content/markdown-work.js';

const parser = unified().use(remarkParse);

/**
 * The body's tree with positions, under the limits of every body. Throws ContentRefusedError.
 */
export function parseMarkdown(body: string): Root {
  refuseLongerThanLimit(body);
  refuseDeepLines(body);
  refuseQuadraticMarkdown(body);
  const tree = parser.parse(body);
  refuseLargeTree(tree);
  return tree;
}
