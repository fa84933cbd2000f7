import type { Element, ElementContent, Properties } from 'hast';
import { getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { toHtml } from '../html/to-html.js';
import { getInlineText } from './inline.js';
import type { LinkBase } from './link.js';
import { toInlines } from './to-inlines.js';
import type { TypedListItem } from './typed-block.js';

/** Lists the items of a list and of the lists nested in them, in reading order. */
export function readListItems(list: Element, base: LinkBase, depth = 0): TypedListItem[] {
  const ordered = list.tagName === 'ol';
  const step = list.properties.reversed ? -1 : 1;
  const count = list.children.filter((child) => isElement(child, 'li')).length;
  let number = parseInteger(list.properties.start) ?? (step < 0 ? count : 1);
  return getNonBlankChildren(list).flatMap((child) => {
    // Authors also write lists and text directly in a list, which browsers show like the content of an item.
    if (!isElement(child, 'li'))
      return readNodes([child], { depth, ordered, number: null, isContinuation: true }, base);
    number = parseInteger(child.properties.value) ?? number;
    const marker = { depth, ordered, number: ordered ? number : null, isContinuation: false };
    number += step;
    return readNodes(child.children, marker, base);
  });
}

type Marker = Pick<TypedListItem, 'depth' | 'ordered' | 'number' | 'isContinuation'>;

/** Reads the content of an item, which nested lists divide. */
function readNodes(nodes: ElementContent[], marker: Marker, base: LinkBase): TypedListItem[] {
  const items: TypedListItem[] = [];
  let own: ElementContent[] = [];
  let next = marker;
  const endOwn = () => {
    const inlines = toInlines(own, base);
    if (!next.isContinuation || inlines.length > 0) {
      items.push({
        ...next,
        isChecked: next.isContinuation ? null : findCheckbox(own),
        inlines,
        html: own.map(toHtml).join('').trim(),
        text: getInlineText(inlines),
      });
    }
    own = [];
    next = { ...marker, number: null, isContinuation: true };
  };
  for (const node of nodes) {
    if (isElement(node, 'ol', 'ul')) {
      endOwn();
      items.push(...readListItems(node, base, marker.depth + 1));
    } else own.push(node);
  }
  endOwn();
  return items;
}

function findCheckbox(nodes: ElementContent[]): boolean | null {
  const [first] = nodes;
  const box = isElement(first, 'p') ? getNonBlankChildren(first)[0] : first;
  return isElement(box, 'input') ? Boolean(box.properties.checked) : null;
}

function parseInteger(value: Properties[string]): number | null {
  const number = Number(value ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : null;
}
