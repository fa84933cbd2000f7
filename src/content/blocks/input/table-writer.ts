import type { Element } from 'hast';
import type { BlockPath } from './block-errors.js';
import type { BlockFields, TableCellFields, TableRowFields } from './block-input.js';
import { createElement } from './element.js';
import type { InlineWriter } from './inline-writer.js';

const MAX_SPAN = 1_000;

/** Writes a table; the header rows at its start are its head. */
export function writeTable(
  { caption, rows }: BlockFields['table'],
  writer: InlineWriter,
  path: BlockPath,
): Element {
  const all = rows ?? [];
  if (all.length === 0) writer.errors.add([...path, 'rows'], 'Give at least one row.');
  const end = all.findIndex((row) => !isHeaderRow(row));
  const headCount = end < 0 ? all.length : end;
  const written = all.map((row, i) => writeRow(row, writer, [...path, 'rows', String(i)]));
  const parts = [
    createElement('thead', {}, written.slice(0, headCount)),
    createElement('tbody', {}, written.slice(headCount)),
  ].filter(({ children }) => children.length > 0);
  const captions = caption ? [createElement('caption', {}, writer.write(caption, [...path, 'caption']))] : [];
  return createElement('table', {}, [...captions, ...parts]);
}

function isHeaderRow({ isHeader, cells }: TableRowFields): boolean {
  return isHeader ?? (cells.length > 0 && cells.every((cell) => cell.isHeader));
}

function writeRow(row: TableRowFields, writer: InlineWriter, path: BlockPath): Element {
  const cells = row.cells.map((cell, i) => writeCell(cell, row, writer, [...path, 'cells', String(i)]));
  return createElement('tr', {}, cells);
}

function writeCell(
  cell: TableCellFields,
  row: TableRowFields,
  writer: InlineWriter,
  path: BlockPath,
): Element {
  const properties = {
    align: cell.align?.toLowerCase() ?? null,
    colSpan: checkSpan('colSpan', cell, writer, path),
    rowSpan: checkSpan('rowSpan', cell, writer, path),
  };
  const isHeader = cell.isHeader ?? row.isHeader ?? false;
  return createElement(isHeader ? 'th' : 'td', properties, writer.writeText(cell, path));
}

function checkSpan(
  name: 'colSpan' | 'rowSpan',
  cell: TableCellFields,
  { errors }: InlineWriter,
  path: BlockPath,
): string | null {
  const span = cell[name] ?? 1;
  if (span < 1 || span > MAX_SPAN) errors.add([...path, name], `The cell must span 1 to ${MAX_SPAN}.`);
  return span === 1 ? null : String(span);
}
