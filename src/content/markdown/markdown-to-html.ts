import { toHtml } from 'hast-util-to-html';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { assertNestingDepth, assertTreeSize } from './markdown-depth.js';
import { escapeUnclosedTags } from './open-ended-tags.js';
import { assertMarkdownComplexity } from './parse-complexity.js';
import { assertReferenceSize } from './reference-complexity.js';

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .freeze();

/**
 * Markdown (CommonMark and GFM) as HTML. NOT sanitised: the author's own HTML passes through.
 * Throws ContentRefusedError.
 */
export function renderMarkdown(text: string): string {
  assertNestingDepth(text);
  assertMarkdownComplexity(text);
  const parsed = processor.parse(text);
  assertTreeSize(parsed);
  assertReferenceSize(parsed);
  const tree = processor.runSync(parsed);
  escapeUnclosedTags(tree);
  return toHtml(tree, { allowDangerousHtml: true });
}
