import type { Element } from 'hast';
import { defaultHandlers, type Handle, toMdast } from 'hast-util-to-mdast';
import type { Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { section, superscript } from './footnotes-to-markdown.js';
import { elementAsHtml } from './html-in-markdown.js';
import { code, list, listItem } from './markdown-signs.js';
import { hasMarkdownSign, MARKDOWN_ELEMENTS } from './markdown-vocabulary.js';
import { SANITISE_SCHEMA } from './sanitise-schema.js';

const writer = unified()
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', rule: '-', listItemIndent: 'one' })
  .freeze();

const SIGNS = { ...defaultHandlers, li: listItem, ol: list, pre: code, ul: list };

const HANDLERS: Record<string, Handle> = {
  ...Object.fromEntries((SANITISE_SCHEMA.tagNames ?? []).map((name) => [name, elementAsHtml])),
  ...Object.fromEntries(MARKDOWN_ELEMENTS.map((name) => [name, signOrHtml(SIGNS[name as 'p'])])),
  section,
  sup: superscript,
};

/** A sanitised block as Markdown's tree, where Markdown cannot say it with HTML inside. */
export function toMarkdownTree(block: Element): RootContent[] {
  const tree = toMdast({ type: 'root', children: [block] }, { newlines: true, handlers: HANDLERS });
  return (tree as Root).children;
}

export function writeMarkdown(children: RootContent[]): string {
  return writer.stringify({ type: 'root', children });
}

function signOrHtml(sign: Handle): Handle {
  return (state, element, parent) => {
    return hasMarkdownSign(element) ? sign(state, element, parent) : elementAsHtml(state, element, parent);
  };
}
