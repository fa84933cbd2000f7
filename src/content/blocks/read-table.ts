import type { Element, Properties } from 'hast';
import { isElement } from '../html/element-kinds.js';
import { getInlineText } from './inline.js';
import type { LinkBase } from './link.js';
import { toInlines } from './to-inlines.js';
import {
  ALIGNMENTS,
  type Alignment,
  type TypedTable,
  type TypedTableCell,
  type TypedTableRow,
} from './typed-block.js';

/** Reads a table with its caption; a nested table becomes text of its cell. */
export function readTable(table: Element, html: string, base: LinkBase): TypedTable {
  const caption = table.children.find((child) => isElement(child, 'caption')) as Element | undefined;
  return {
    __typename: 'TableBlock',
    html,
    caption: caption ? toInlines(caption.children, base) : null,
    rows: readRows(table, base),
  };
}

function readRows(parent: Element, base: LinkBase): TypedTableRow[] {
  return parent.children.flatMap((child) => {
    if (isElement(child, 'thead', 'tbody', 'tfoot')) return readRows(child, base);
    if (!isElement(child, 'tr')) return [];
    const cells = child.children.filter((cell) => isElement(cell, 'td', 'th'));
    const isHeader =
      isElement(parent, 'thead') || (cells.length > 0 && cells.every((cell) => isElement(cell, 'th')));
    return [{ isHeader, cells: cells.map((cell) => readCell(cell, base)) }];
  });
}

function readCell(cell: Element, base: LinkBase): TypedTableCell {
  const { align, colSpan, rowSpan } = cell.properties;
  const inlines = toInlines(cell.children, base);
  return {
    inlines,
    text: getInlineText(inlines),
    isHeader: cell.tagName === 'th',
    align: parseAlignment(align),
    colSpan: parseSpan(colSpan),
    rowSpan: parseSpan(rowSpan),
  };
}

function parseAlignment(value: Properties[string]): Alignment | null {
  const name = String(value ?? '').toUpperCase();
  return ALIGNMENTS.find((alignment) => alignment === name) ?? null;
}

function parseSpan(value: Properties[string]): number {
  const span = Number(value ?? 1);
  return Number.isSafeInteger(span) && span > 0 ? Math.min(span, 1_000) : 1;
}
