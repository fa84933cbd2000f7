import { toHtml } from 'hast-util-to-html';
import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { type Processor, unified } from 'unified';
import { isStorable } from './as-written.js';
import { assertNestingDepth, assertTreeSize } from './markdown-depth.js';
import { escapeUnclosedTags } from './open-ended-tags.js';
import { assertMarkdownComplexity } from './parse-complexity.js';
import { assertReferenceSize } from './reference-complexity.js';
import { type SanitizedMarkdown, sanitizeHtmlBlocks } from './sanitize-html-blocks.js';

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
  return renderTree(parseMarkdown(text));
}

/** Markdown and the HTML that it renders to. */
export interface RenderedMarkdown {
  /** As the author wrote it. */
  source: string;
  /** NOT sanitised, unless there is a `storable` text. */
  html: string;
  /** The source with sanitised HTML, if it can be stored: it renders to the HTML. */
  storable: SanitizedMarkdown | null;
}

/** Renders Markdown like renderMarkdown, and sanitises its HTML if it can be stored then. */
export function renderSource(source: string): RenderedMarkdown {
  const tree = parseMarkdown(source);
  const storable = isStorable(source, tree) ? sanitizeHtmlBlocks(source, tree) : null;
  return { source, html: renderTree(tree), storable };
}

function parseMarkdown(text: string): Root {
  assertNestingDepth(text);
  assertMarkdownComplexity(text);
  const parsed = (text.includes('@') ? processor : parserWithoutEmails).parse(text);
  assertTreeSize(parsed);
  assertReferenceSize(parsed);
  return parsed;
}

function renderTree(parsed: Root): string {
  const tree = processor.runSync(parsed);
  escapeUnclosedTags(tree);
  return toHtml(tree, { allowDangerousHtml: true });
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
