import { createProgressDisplay, type Output, replaceControlCharacters } from '../../shared/progress.js';
import type { WriteOutcome } from './folder.js';

/** Result of exporting one article. */
export interface ExportResult {
  /** Path of its file, relative to the folder. */
  item: string;
  outcome: WriteOutcome;
  /** Messages about data that the file does not contain or that an import would change. */
  reasons: string[];
}

export interface ExportSummary {
  total: number;
  counts: Record<WriteOutcome, number>;
  /** Results with at least one reason. */
  resultsWithReasons: ExportResult[];
  taxonomy: { sections: number; authors: number; tags: number; series: number };
  fronts: number;
  /** Number of media files in the folder, and why others are missing. */
  media: { files: number; missing: string[] };
  /** Markdown files in the folder that this export did not write. */
  foreignFiles: string[];
  seconds: number;
}

export interface ExportReporter {
  onResult(receipt: ExportResult, soFar: ExportSummary): void;
  /** Called once, even if the export fails. */
  onEnd(summary: ExportSummary): void;
}

/**
 * Writes progress to `stderr`. Writes results that have reasons to `stdout` or, with `isJson`, every result
 * as a line of JSON.
 */
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

function formatReasons({ resultsWithReasons, media }: ExportSummary): string {
  const lines = resultsWithReasons.flatMap(({ item, reasons }) =>
    reasons.map((reason) => `${item}: ${reason}`),
  );
  return [...lines, ...media.missing].map((line) => `${replaceControlCharacters(line)}\n`).join('');
}

function formatSummary(summary: ExportSummary): string {
  const { foreignFiles, seconds, taxonomy, fronts, media } = summary;
  const { sections, authors, tags, series } = taxonomy;
  const taxonomyText = `${sections} sections, ${authors} authors, ${tags} tags, ${series} series, ${fronts} fronts, ${media.files} media files`;
  const [first] = foreignFiles;
  const foreignFilesLines = first
    ? [
        replaceControlCharacters(
          `The folder contains ${foreignFiles.length} Markdown files of other origin, which are unchanged. The first is ${first}`,
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
