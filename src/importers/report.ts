import { type Output, printable, progressOn } from '../shared/progress.js';
import { textTable } from '../shared/text-table.js';
import type { ImportReport, ImportSummary } from './import-run.js';
import type { Receipt } from './imported-article.js';

/** Report of a command, which shows that it waits for its source until the first receipt. */
export interface CommandReport extends ImportReport {
  /** Returns how to stop showing it. */
  showWaiting(): () => void;
}

/** While nothing is imported yet. */
const READING = 'Reading the source';

/** For people: progress on `stderr`, the reasons and the summary on `stdout`. */
export function textReport(stdout: Output, stderr: Output): CommandReport {
  const progress = progressOn(stderr);
  return {
    showWaiting: () => progress.start(READING),
    receipt: (_receipt, soFar) => progress.show(soFar, () => countsText(soFar)),
    end(summary) {
      progress.clear();
      for (const receipt of summary.withReasons) stdout.write(reasonsText(receipt));
      stdout.write(summaryText(summary));
    },
  };
}

/** For programs: every receipt as a line of JSON on `stdout`; progress and summary on `stderr`. */
export function jsonReport(stdout: Output, stderr: Output): CommandReport {
  const progress = progressOn(stderr);
  return {
    showWaiting: () => progress.start(READING),
    receipt(receipt, soFar) {
      stdout.write(`${JSON.stringify(receipt)}\n`);
      progress.show(soFar, () => countsText(soFar));
    },
    end(summary) {
      progress.clear();
      stderr.write(summaryText(summary));
    },
  };
}

/** What the process of an import should end with: 0 when nothing was refused, else 1. */
export function exitCode(summary: ImportSummary): 0 | 1 {
  return summary.counts.refused === 0 ? 0 : 1;
}

export function summaryText(summary: ImportSummary): string {
  const unused = [...summary.unused]
    .sort((a, b) => b[1] - a[1])
    .map(([name, n]) => `${name.slice(0, 40)} (${n})`);
  const lines = unused.length === 0 ? [] : [`Fields without a place here, left out: ${unused.join(', ')}`];
  return [...fatesTable(summary), ...lines, `${countsText(summary)} in ${summary.seconds.toFixed(1)} s`, '']
    .map(printable)
    .join('\n');
}

/** One line a reason, in the form that editors and terminals turn into a link: file:line: text. */
function reasonsText({ item, line, outcome, reasons }: Receipt): string {
  const place = line === undefined ? item : `${item}:${line}`;
  return reasons
    .map((reason, i) => `${printable(`${i === 0 ? place : item}: ${outcome}: ${reason}`)}\n`)
    .join('');
}

/** Of a source with several kinds of items, how many of each came to what. */
function fatesTable({ fates }: ImportSummary): string[] {
  const rows = [...fates.values()]
    .sort((a, b) => (a.kind === b.kind ? b.items - a.items : a.kind < b.kind ? -1 : 1))
    .map(({ kind, fate, items, reason }) => [kind, fate, String(items), reason]);
  return rows.length === 0 ? [] : textTable([['item', 'fate', 'number', ''], ...rows]).split('\n');
}

function countsText({ total, counts, fates }: ImportSummary): string {
  const numbers = new Map<string, number>(Object.entries(counts));
  for (const { fate, items } of fates.values()) {
    if (!Object.hasOwn(counts, fate)) numbers.set(fate, (numbers.get(fate) ?? 0) + items);
  }
  const parts = [...numbers].map(([fate, n]) => `${n} ${fate}`);
  const noun = fates.size > 0 ? 'item' : 'article';
  return `${total} ${total === 1 ? noun : `${noun}s`}: ${parts.join(', ')}`;
}
