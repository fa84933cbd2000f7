import type { Element, ElementContent } from 'hast';
import type { ListItem } from './block.js';
import { isElement } from './element-kinds.js';
import { plainText } from './plain-text.js';
import { toHtml } from './to-html.js';

/** The items of a list, with those of the lists inside them. */
export function listItems(list: Element): ListItem[] {
  return list.children.filter((child) => isElement(child, 'li')).map(listItem);
}

function listItem(item: Element): ListItem {
  const lists = item.children.filter((child) => isList(child));
  const own: Element = { ...item, children: item.children.filter((child) => !isList(child)) };
  const html = own.children.map(toHtml).join('').trim();
  return { html, text: plainText(own), items: lists.flatMap(listItems) };
}

function isList(node: ElementContent): node is Element {
  return isElement(node, 'ol', 'ul');
}
