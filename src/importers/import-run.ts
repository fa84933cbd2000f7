import type { ArticleImporter, ImportedArticle, Outcome, Receipt } from './imported-article.js';

/** One item of a source as its parser leaves it: an article, or why it is none. */
export type ImportItem =
  | { item: string; article: ImportedArticle; notes: string[]; unused: string[]; line?: number }
  | { item: string; refused: string[]; line?: number };

export interface ImportSummary {
  total: number;
  counts: Record<Outcome, number>;
  /** The receipts that give a reason, in the order of the source. */
  withReasons: Receipt[];
  /** Fields of the source that Dateline has no place for, with the number of items that have them. */
  unused: Map<string, number>;
  seconds: number;
}

export interface ImportReport {
  receipt(receipt: Receipt, soFar: ImportSummary): void;
  /** Called once, also when the import stops on an error. */
  end(summary: ImportSummary): void;
}

/**
 * Hands a source's items to the importer in batches and files a receipt for each, in the source's order.
 * The source is asked for more only when a batch is written, so memory holds one batch whatever the size.
 * An error of the source or the importer ends the run: what was written stays, and a second run finishes.
 */
export async function runImport(
  items: AsyncIterable<ImportItem>,
  importer: ArticleImporter,
  { batchSize = 20, report }: { batchSize?: number; report?: ImportReport } = {},
): Promise<ImportSummary> {
  const summary = emptySummary();
  const started = performance.now();
  try {
    for await (const batch of inBatches(items, batchSize)) {
      for (const [item, receipt] of await importBatch(batch, importer)) {
        summary.seconds = (performance.now() - started) / 1000;
        count(summary, item, receipt);
        report?.receipt(receipt, summary);
      }
    }
  } finally {
    summary.seconds = (performance.now() - started) / 1000;
    report?.end(summary);
  }
  return summary;
}

export function emptySummary(): ImportSummary {
  const counts = { created: 0, updated: 0, unchanged: 0, kept: 0, refused: 0 };
  return { total: 0, counts, withReasons: [], unused: new Map(), seconds: 0 };
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function importBatch(batch: ImportItem[], importer: ArticleImporter): Promise<[ImportItem, Receipt][]> {
  const articles = batch.flatMap((item) => ('article' in item ? [item.article] : []));
  const answers = articles.length > 0 ? await importer.importArticles(articles) : [];
  if (answers.length !== articles.length) {
    throw new Error(`The importer was given ${articles.length} articles and answered for ${answers.length}.`);
  }
  const remaining = answers.values();
  return batch.map((item) => {
    const line = item.line === undefined ? {} : { line: item.line };
    if ('refused' in item) {
      return [item, { item: item.item, outcome: 'refused', reasons: item.refused, ...line }];
    }
    const { outcome, reasons } = remaining.next().value!;
    // The line belongs to the parser's first note: behind the service's own reasons it would point astray.
    const place = reasons.length === 0 ? line : {};
    return [item, { item: item.item, outcome, reasons: [...reasons, ...item.notes], ...place }];
  });
}

function count(summary: ImportSummary, item: ImportItem, receipt: Receipt): void {
  summary.total += 1;
  summary.counts[receipt.outcome] += 1;
  if (receipt.reasons.length > 0) summary.withReasons.push(receipt);
  if (!('article' in item)) return;
  for (const name of item.unused) summary.unused.set(name, (summary.unused.get(name) ?? 0) + 1);
}
