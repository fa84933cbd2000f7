/** Formats rows of text as columns; the first row has the titles. */
export function formatTable(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Formats a date to the minute in UTC; '' for null. */
export function formatMinute(date: Date | null): string {
  return date?.toISOString().slice(0, 16).replace('T', ' ') ?? '';
}
