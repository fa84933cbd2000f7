import type { Element } from 'hast';
import type { Handle, State } from 'hast-util-to-mdast';
import type { Html, Nodes } from 'mdast';
import { isBlockLevel } from '../html/element-kinds.js';
import { toHtml } from '../html/to-html.js';

// Markdown inside these is not parsed as Markdown, or is parsed as their fallback.
const ATOMIC_ELEMENTS = new Set(['audio', 'iframe', 'math', 'picture', 'video']);
// CommonMark starts an HTML block at a line that begins with one of these, whatever follows.
const STARTS_BLOCK =
  /^<(address|article|aside|blockquote|center|details|div|dl|figure|footer|h[1-6]|header|hr|main|nav|ol|p|pre|section|table|ul)[ >]/;

// An HTML block that begins with <pre> ends at the first of these, even inside an attribute.
const ENDS_EARLY = /<\/(script|style|textarea)|<\/pre.*<\/pre/is;

/** Writes an element without Markdown syntax as HTML; inline elements have Markdown between their tags. */
export const handleAsHtml: Handle = (state, element) => {
  if (isBlockLevel(element)) return toHtmlNode(element);
  return toInlineHtmlNodes(state, element);
};

/** Writes HTML as a separate block in Markdown; blank lines, which would end the block, are escaped. */
export function toHtmlNode(element: Element): Html {
  const html = toHtml(element).replace(/\n(?=[ \t]*\n)/g, '&#10;');
  const startsBlock = STARTS_BLOCK.test(html) && !(html.startsWith('<pre') && ENDS_EARLY.test(html));
  return { type: 'html', value: startsBlock ? html : `<div>${html}</div>` };
}

function toInlineHtmlNodes(state: State, element: Element): Nodes[] {
  const whole = toHtml(element);
  const endTag = `</${element.tagName}>`;
  if (ATOMIC_ELEMENTS.has(element.tagName) || !whole.endsWith(endTag))
    return [{ type: 'html', value: whole }];
  const startTag = toHtml({ ...element, children: [] }).slice(0, -endTag.length);
  return [{ type: 'html', value: startTag }, ...state.all(element), { type: 'html', value: endTag }];
}
