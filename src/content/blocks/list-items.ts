import type { Element, ElementContent } from 'hast';
import { isElement } from '../html/element-kinds.js';
import { toHtml } from '../html/to-html.js';
import { toPlainText } from '../plain-text.js';
import type { ListItemData } from './block.js';

/** The items of a list, with those of the lists inside them. */
export function parseListItems(list: Element): ListItemData[] {
  return list.children.filter((child) => isElement(child, 'li')).map(parseListItem);
}

function parseListItem(item: Element): ListItemData {
  const lists = item.children.filter((child) => isList(child));
  const own: Element = { ...item, children: item.children.filter((child) => !isList(child)) };
  const html = own.children.map(toHtml).join('').trim();
  return { html, text: toPlainText(own), items: lists.flatMap(parseListItems) };
}

function isList(node: ElementContent): node is Element {
  return isElement(node, 'ol', 'ul');
}
