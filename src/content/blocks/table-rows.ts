import type { Element } from 'hast';
import { isElement } from '../html/element-kinds.js';
import { toPlainText } from '../plain-text.js';

/** The texts of a table's cells, row by row; a table inside a cell is text of that cell. */
export function parseTableRows(table: Element): string[][] {
  return table.children.flatMap((part) => {
    if (isElement(part, 'tr')) return [parseCells(part)];
    if (isElement(part, 'thead', 'tbody', 'tfoot')) return parseTableRows(part);
    return [];
  });
}

function parseCells(row: Element): string[] {
  return row.children.filter((cell) => isElement(cell, 'td', 'th')).map(toPlainText);
}
