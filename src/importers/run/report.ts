import { createProgressDisplay, type Output, replaceControlCharacters } from '../../shared/progress.js';
import { formatTable } from '../../shared/text/text-table.js';
import type { ImportReporter, ImportSummary } from './import-run.js';
import type { ImportResult } from './imported-article.js';

/** Reporter of a command that also shows that it waits for its source. */
export interface CommandReport extends ImportReporter {
  /** Shows a waiting message until the returned function is called or a result arrives. */
  showWaiting(): () => void;
}

/** Message before the first result. */
const READING = 'Reading the source';

/** Creates a reporter for people: progress on `stderr`, reasons and summary on `stdout`. */
export function createTextReporter(stdout: Output, stderr: Output): CommandReport {
  const progress = createProgressDisplay(stderr);
  return {
    showWaiting: () => progress.start(READING),
    onResult: (_receipt, summary) => progress.show(summary, () => formatCounts(summary)),
    onEnd(summary) {
      progress.clear();
      for (const result of summary.resultsWithReasons) stdout.write(formatReasons(result));
      stdout.write(formatSummary(summary));
    },
  };
}

/**
 * Creates a reporter for programs: each result as a line of JSON on `stdout`, progress and summary on
 * `stderr`.
 */
export function createJsonReporter(stdout: Output, stderr: Output): CommandReport {
  const progress = createProgressDisplay(stderr);
  return {
    showWaiting: () => progress.start(READING),
    onResult(result, summary) {
      stdout.write(`${JSON.stringify(result)}\n`);
      progress.show(summary, () => formatCounts(summary));
    },
    onEnd(summary) {
      progress.clear();
      stderr.write(formatSummary(summary));
    },
  };
}

/** Returns the exit code of an import: 0 if nothing was refused, else 1. */
export function getExitCode(summary: ImportSummary): 0 | 1 {
  return summary.counts.refused === 0 ? 0 : 1;
}

export function formatSummary(summary: ImportSummary): string {
  const unusedFields = [...summary.unusedFields]
    .sort((a, b) => b[1] - a[1])
    .map(([name, n]) => `${name.slice(0, 40)} (${n})`);
  const filledFields = [...summary.filledFields].map(([name, n]) => `${name} (${n})`);
  const lines = [
    ...(filledFields.length === 0 ? [] : [`Own fields filled: ${filledFields.join(', ')}`]),
    ...(unusedFields.length === 0 ? [] : [`Unsupported fields, not imported: ${unusedFields.join(', ')}`]),
  ];
  return [
    ...formatStatusTable(summary),
    ...lines,
    `${formatCounts(summary)} in ${summary.seconds.toFixed(1)} s`,
    '',
  ]
    .map(replaceControlCharacters)
    .join('\n');
}

/** Formats one line per reason as `file:line: text`, which editors and terminals turn into a link. */
function formatReasons({ item, line, outcome, reasons }: ImportResult): string {
  const location = line === undefined ? item : `${item}:${line}`;
  return reasons
    .map(
      (reason, i) => `${replaceControlCharacters(`${i === 0 ? location : item}: ${outcome}: ${reason}`)}\n`,
    )
    .join('');
}

/** Formats the number of items by kind, status and reason. */
function formatStatusTable({ statusCounts }: ImportSummary): string[] {
  const rows = [...statusCounts.values()]
    .sort((a, b) => (a.kind === b.kind ? b.count - a.count : a.kind < b.kind ? -1 : 1))
    .map(({ kind, status, count, reason }) => [kind, status, String(count), reason]);
  return rows.length === 0 ? [] : formatTable([['item', 'status', 'number', ''], ...rows]).split('\n');
}

function formatCounts({ total, counts, statusCounts }: ImportSummary): string {
  const totals = new Map<string, number>(Object.entries(counts));
  for (const { status, count } of statusCounts.values()) {
    if (!Object.hasOwn(counts, status)) totals.set(status, (totals.get(status) ?? 0) + count);
  }
  const parts = [...totals].map(([status, n]) => `${n} ${status}`);
  const noun = statusCounts.size > 0 ? 'item' : 'article';
  return `${total} ${total === 1 ? noun : `${noun}s`}: ${parts.join(', ')}`;
}
