import type { Element, ElementContent } from 'hast';
import { defaultHandlers, type Handle } from 'hast-util-to-mdast';
import type { Code, List, ListItem } from 'mdast';
import { toCodeBlock } from '../blocks/code-block.js';
import { isElement } from '../html/element-kinds.js';
import { toBlockElements } from '../html/normalize-top-level.js';

/** A list whose items stand apart by a blank line only where the author's do. */
export const handleList: Handle = (state, element) => {
  const result = defaultHandlers.ul(state, element) as List;
  result.spread = result.children.some((item) => item.spread);
  return result;
};

export const handleListItem: Handle = (state, element) => {
  const item = { ...element, children: toBlockElements(element.children) as ElementContent[] };
  const result = defaultHandlers.li(state, item) as ListItem;
  result.spread = element.children.some((child) => isElement(child, 'p'));
  return result;
};

/** Code with the blank lines that it ends with. */
export const handleCode: Handle = (_state, element): Code => {
  const { code: value, language } = toCodeBlock(element as Element, '');
  return { type: 'code', lang: language, meta: null, value };
};
