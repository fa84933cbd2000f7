/** Formats a line of CSV (RFC 4180). Escapes cells that begin like a formula, since a spreadsheet would run them. */
export function formatCsvLine(cells: string[]): string {
  const safe = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
