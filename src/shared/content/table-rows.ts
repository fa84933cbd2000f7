import type { Element } from 'hast';
import { isElement } from './element-kinds.js';
import { plainText } from './plain-text.js';

/** The texts of a table's cells, row by row; a table inside a cell is text of that cell. */
export function tableRows(table: Element): string[][] {
  return table.children.flatMap((part) => {
    if (isElement(part, 'tr')) return [cells(part)];
    if (isElement(part, 'thead', 'tbody', 'tfoot')) return tableRows(part);
    return [];
  });
}

function cells(row: Element): string[] {
  return row.children.filter((cell) => isElement(cell, 'td', 'th')).map(plainText);
}
