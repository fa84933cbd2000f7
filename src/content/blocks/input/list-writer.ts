import type { Element } from 'hast';
import type { BlockPath } from './block-errors.js';
import type { ListItemFields } from './block-input.js';
import { createElement, createText } from './element.js';
import type { InlineWriter } from './inline-writer.js';

/** Most lists around an item. */
const MAX_LIST_DEPTH = 40;

/** Writes a list of flat items with their depths as nested lists. */
export function writeList(
  ordered: boolean,
  items: readonly ListItemFields[],
  writer: InlineWriter,
  path: BlockPath,
): Element {
  const root = createList(ordered, items[0]);
  const open = [{ list: root, next: getStart(root) }];
  for (const [i, item] of items.entries()) {
    const at = [...path, 'items', String(i)];
    checkItem(item, i, items[i - 1]?.depth ?? 0, writer, at);
    const depth = Math.max(0, Math.min(item.depth ?? 0, open.length, MAX_LIST_DEPTH));
    const parent = open[depth - 1]?.list.children.at(-1);
    const isOrdered = item.ordered ?? ordered;
    if (
      parent?.type === 'element' &&
      (depth === open.length || isOrdered !== isOrderedList(open[depth]?.list))
    ) {
      const list = createList(isOrdered, item);
      parent.children.push(list);
      open[depth] = { list, next: getStart(list) };
    }
    open.length = Math.min(depth + 1, open.length);
    const level = open.at(-1);
    if (level) addItem(level, item, writer, at);
  }
  return root;
}

function addItem(
  level: { list: Element; next: number },
  item: ListItemFields,
  writer: InlineWriter,
  path: BlockPath,
): void {
  const content = writer.writeText(item, path);
  const last = level.list.children.at(-1);
  if (item.isContinuation && last?.type === 'element') {
    last.children.push(createElement('p', {}, content));
    return;
  }
  const isNumbered = level.list.tagName === 'ol' && item.number != null;
  const value = isNumbered && item.number !== level.next ? item.number : null;
  if (value != null) level.next = value;
  level.next += 1;
  const isTask = item.isChecked != null;
  if (isTask) level.list.properties.className = ['contains-task-list'];
  const checkbox = createElement('input', {
    type: 'checkbox',
    checked: item.isChecked || null,
    disabled: true,
  });
  level.list.children.push(
    createElement(
      'li',
      { value: value == null ? null : String(value), className: isTask ? ['task-list-item'] : null },
      isTask ? [checkbox, createText(' '), ...content] : content,
    ),
  );
}

function createList(ordered: boolean, first: ListItemFields | undefined): Element {
  const start = ordered && first?.number != null && first.number !== 1 ? String(first.number) : null;
  return createElement(ordered ? 'ol' : 'ul', { start });
}

function isOrderedList(list: Element | undefined): boolean {
  return list?.tagName === 'ol';
}

function getStart({ properties: { start } }: Element): number {
  return start === undefined ? 1 : Number(start);
}

function checkItem(
  { depth }: ListItemFields,
  i: number,
  before: number,
  { errors }: InlineWriter,
  path: BlockPath,
): void {
  const max = i === 0 ? 0 : Math.min(before + 1, MAX_LIST_DEPTH);
  if (depth != null && (depth < 0 || depth > max))
    errors.add([...path, 'depth'], `The depth must be from 0 to ${max} after the item before.`);
}
