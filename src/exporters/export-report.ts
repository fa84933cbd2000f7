import { type Output, printable, progressOn } from '../shared/progress.js';
import type { Written } from './markdown/folder.js';

/** What became of one article. */
export interface ExportReceipt {
  /** Its file, from the folder on. */
  item: string;
  outcome: Written;
  /** What of the article the file does not say, or an import would not give back. */
  reasons: string[];
}

export interface ExportSummary {
  total: number;
  counts: Record<Written, number>;
  /** The receipts that give a reason. */
  withReasons: ExportReceipt[];
  vocabulary: { sections: number; authors: number; tags: number };
  /** Markdown files in the folder that are not of this export. */
  others: string[];
  seconds: number;
}

export interface ExportReport {
  receipt(receipt: ExportReceipt, soFar: ExportSummary): void;
  /** Called once, also when the export stops on an error. */
  end(summary: ExportSummary): void;
}

/** Progress on `stderr`; on `stdout` the receipts that say something or, for programs, every one as a line of JSON. */
export function exportReport(stdout: Output, stderr: Output, isJson = false): ExportReport {
  const progress = progressOn(stderr, 1_000);
  return {
    receipt(receipt, soFar) {
      if (isJson) stdout.write(`${JSON.stringify(receipt)}\n`);
      progress.show(soFar, () => countsText(soFar));
    },
    end(summary) {
      progress.clear();
      if (!isJson) stdout.write(reasonsText(summary));
      (isJson ? stderr : stdout).write(`${closing(summary)}\n`);
    },
  };
}

function reasonsText({ withReasons }: ExportSummary): string {
  return withReasons
    .flatMap(({ item, reasons }) => reasons.map((reason) => `${printable(`${item}: ${reason}`)}\n`))
    .join('');
}

function closing(summary: ExportSummary): string {
  const { others, seconds, vocabulary } = summary;
  const { sections, authors, tags } = vocabulary;
  const named = `${sections} sections, ${authors} authors, ${tags} tags`;
  const [first] = others;
  const left = first
    ? [
        printable(
          `Not of this export, and left as they are: ${others.length} Markdown files, ${first} the first`,
        ),
      ]
    : [];
  return [...left, `${countsText(summary)}; ${named}, in ${seconds.toFixed(1)} s`].join('\n');
}

function countsText({ total, counts }: ExportSummary): string {
  return `${total} ${total === 1 ? 'article' : 'articles'}: ${counts.written} written, ${counts.unchanged} unchanged`;
}
