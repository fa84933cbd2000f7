import { toHtml } from 'hast-util-to-html';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { type Processor, unified } from 'unified';
import { isStorable } from './as-written.js';
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
 * Parses a text without `@` to the same tree. The parser looks for an email address at each word, which takes a quarter
 * of its time.
 */
const parserWithoutEmails = unified().use(remarkParse).use(remarkGfm).use(skipEmails).freeze();

/**
 * Renders Markdown (CommonMark and GFM) as HTML that is NOT sanitised: the author's own HTML passes through.
 * Throws ContentRefusedError.
 */
export function renderMarkdown(text: string): string {
  return renderSource(text).html;
}

/** Markdown and the HTML that it renders to. */
export interface RenderedMarkdown {
  markdown: string;
  html: string;
  /** True if it can be stored as it was written. */
  isStorable: boolean;
}

/** Renders Markdown like renderMarkdown, and checks whether it can be stored as it is. */
export function renderSource(text: string): RenderedMarkdown {
  assertNestingDepth(text);
  assertMarkdownComplexity(text);
  const parsed = (text.includes('@') ? processor : parserWithoutEmails).parse(text);
  assertTreeSize(parsed);
  assertReferenceSize(parsed);
  const storable = isStorable(text, parsed);
  const tree = processor.runSync(parsed);
  escapeUnclosedTags(tree);
  return { markdown: text, html: toHtml(tree, { allowDangerousHtml: true }), isStorable: storable };
}

/** Plugin of unified that removes the syntax of email addresses from the parser. */
function skipEmails(this: Processor): void {
  const data = this.data();
  const extensions = data.micromarkExtensions ?? [];
  data.micromarkExtensions = extensions.map((extension) => {
    const text = Object.entries(extension.text ?? {}).flatMap(([code, constructs]) => {
      const others = [constructs]
        .flat()
        .flatMap((construct) => (construct && construct.name !== 'emailAutolink' ? [construct] : []));
      return others.length > 0 ? [[code, others] as const] : [];
    });
    return { ...extension, text: Object.fromEntries(text) };
  });
}
