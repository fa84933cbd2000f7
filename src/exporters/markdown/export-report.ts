import { createProgressDisplay, type Output, replaceControlCharacters } from '../../shared/progress.js';
import type { WriteOutcome } from './folder.js';

/** What became of one article. */
export interface ExportResult {
  /** Its file, from the folder on. */
  item: string;
  outcome: WriteOutcome;
  /** What of the article the file does not say, or an import would not give back. */
  reasons: string[];
}

export interface ExportSummary {
  total: number;
  counts: Record<WriteOutcome, number>;
  /** The receipts that give a reason. */
  resultsWithReasons: ExportResult[];
  taxonomy: { sections: number; authors: number; tags: number };
  /** Markdown files in the folder that are not of this export. */
  foreignFiles: string[];
  seconds: number;
}

export interface ExportReporter {
  onResult(receipt: ExportResult, soFar: ExportSummary): void;
  /** Called once, also when the export stops on an error. */
  onEnd(summary: ExportSummary): void;
}

/** Progress on `stderr`; on `stdout` the receipts that say something or, for programs, every one as a line of JSON. */
export function createExportReporter(stdout: Output, stderr: Output, isJson = false): ExportReporter {
  const progress = createProgressDisplay(stderr, 1_000);
  return {
    onResult(result, summary) {
      if (isJson) stdout.write(`${JSON.stringify(result)}\n`);
      progress.show(summary, () => formatCounts(summary));
    },
    onEnd(summary) {
      progress.clear();
      if (!isJson) stdout.write(formatReasons(summary));
      (isJson ? stderr : stdout).write(`${formatSummary(summary)}\n`);
    },
  };
}

function formatReasons({ resultsWithReasons }: ExportSummary): string {
  return resultsWithReasons
    .flatMap(({ item, reasons }) =>
      reasons.map((reason) => `${replaceControlCharacters(`${item}: ${reason}`)}\n`),
    )
    .join('');
}

function formatSummary(summary: ExportSummary): string {
  const { foreignFiles, seconds, taxonomy } = summary;
  const { sections, authors, tags } = taxonomy;
  const taxonomyText = `${sections} sections, ${authors} authors, ${tags} tags`;
  const [first] = foreignFiles;
  const foreignFilesLines = first
    ? [
        replaceControlCharacters(
          `Not of this export, and left as they are: ${foreignFiles.length} Markdown files, ${first} the first`,
        ),
      ]
    : [];
  return [...foreignFilesLines, `${formatCounts(summary)}; ${taxonomyText}, in ${seconds.toFixed(1)} s`].join(
    '\n',
  );
}

function formatCounts({ total, counts }: ExportSummary): string {
  return `${total} ${total === 1 ? 'article' : 'articles'}: ${counts.written} written, ${counts.unchanged} unchanged`;
}
