import type { Element, ElementContent } from 'hast';
import { defaultHandlers, type Handle } from 'hast-util-to-mdast';
import type { Code, List, ListItem } from 'mdast';
import { codeBlock } from './code-block.js';
import { isElement } from './element-kinds.js';
import { asBlocks } from './top-level.js';

/** A list whose items stand apart by a blank line only where the author's do. */
export const list: Handle = (state, element) => {
  const result = defaultHandlers.ul(state, element) as List;
  result.spread = result.children.some((item) => item.spread);
  return result;
};

export const listItem: Handle = (state, element) => {
  const item = { ...element, children: asBlocks(element.children) as ElementContent[] };
  const result = defaultHandlers.li(state, item) as ListItem;
  result.spread = element.children.some((child) => isElement(child, 'p'));
  return result;
};

/** Code with the blank lines that it ends with. */
export const code: Handle = (_state, element): Code => {
  const { code: value, language } = codeBlock(element as Element, '');
  return { type: 'code', lang: language, meta: null, value };
};
