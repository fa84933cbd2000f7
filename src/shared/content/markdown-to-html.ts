import { toHtml } from 'hast-util-to-html';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { refuseDeepLines, refuseLargeTree } from './markdown-depth.js';
import { refuseQuadraticMarkdown } from './markdown-work.js';
import { escapeOpenEndedTags } from './open-ended-tags.js';
import { refuseMultipliedAddresses } from './reference-work.js';

const markdown = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .freeze();

/**
 * Markdown (CommonMark and GFM) as HTML. NOT sanitised: the author's own HTML passes through.
 * Throws ContentRefusedError.
 */
export function markdownToHtml(text: string): string {
  refuseDeepLines(text);
  refuseQuadraticMarkdown(text);
  const parsed = markdown.parse(text);
  refuseLargeTree(parsed);
  refuseMultipliedAddresses(parsed);
  const tree = markdown.runSync(parsed);
  escapeOpenEndedTags(tree);
  return toHtml(tree, { allowDangerousHtml: true });
}
