import type { Command } from 'commander';
import { formatTable } from './text-table.js';

/** Options of every command that prints a list. */
export interface ListOptions {
  json?: boolean;
}

export function addJsonOption(command: Command): Command {
  return command.option('--json', 'print an array of JSON objects instead of a table');
}

/** Prints records as a table with these columns, or as JSON with all their fields. */
export function printList<T extends object>(
  records: T[],
  columns: Record<string, (record: T) => string>,
  { json }: ListOptions,
): void {
  if (json) {
    console.log(JSON.stringify(records, null, 2));
    return;
  }
  const rows = records.map((record) => Object.values(columns).map((cell) => cell(record)));
  console.log(formatTable([Object.keys(columns), ...rows]));
}
