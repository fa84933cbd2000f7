import type { Element } from 'hast';
import { defaultHandlers, type Handle, toMdast } from 'hast-util-to-mdast';
import type { Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { SANITIZE_SCHEMA } from '../html/sanitize-schema.js';
import { handleFootnoteSection, handleSuperscript } from './footnotes-to-markdown.js';
import { handleAsHtml } from './html-in-markdown.js';
import { handleCode, handleList, handleListItem } from './markdown-syntax.js';
import { hasMarkdownSyntax, MARKDOWN_ELEMENTS } from './markdown-vocabulary.js';

const processor = unified()
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', rule: '-', listItemIndent: 'one' })
  .freeze();

const SYNTAX_HANDLERS = {
  ...defaultHandlers,
  li: handleListItem,
  ol: handleList,
  pre: handleCode,
  ul: handleList,
};

const HANDLERS: Record<string, Handle> = {
  ...Object.fromEntries((SANITIZE_SCHEMA.tagNames ?? []).map((name) => [name, handleAsHtml])),
  ...Object.fromEntries(
    MARKDOWN_ELEMENTS.map((name) => [name, preferMarkdown(SYNTAX_HANDLERS[name as 'p'])]),
  ),
  section: handleFootnoteSection,
  sup: handleSuperscript,
};

/** A sanitised block as Markdown's tree, where Markdown cannot say it with HTML inside. */
export function toMarkdownTree(block: Element): RootContent[] {
  const tree = toMdast({ type: 'root', children: [block] }, { newlines: true, handlers: HANDLERS });
  return (tree as Root).children;
}

export function writeMarkdown(children: RootContent[]): string {
  return processor.stringify({ type: 'root', children });
}

function preferMarkdown(handler: Handle): Handle {
  return (state, element, parent) => {
    return hasMarkdownSyntax(element)
      ? handler(state, element, parent)
      : handleAsHtml(state, element, parent);
  };
}
