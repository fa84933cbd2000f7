/** Rows of text as columns, the first row their titles. */
export function formatTable(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** To the minute, in UTC; empty for none. */
export function formatMinute(date: Date | null): string {
  return date?.toISOString().slice(0, 16).replace('T', ' ') ?? '';
}
