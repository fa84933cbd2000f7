import { isUnreachable } from '../../database/is-database-unavailable.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { FetchError } from '../fetch/fetcher.js';
import type {
  ArticleImporter,
  ArticleOrigin,
  ArticleOutcome,
  ImportedArticle,
  ImportResult,
  ImportStatus,
  UnpublishOutcome,
} from './imported-article.js';

/** One item of a source as its parser leaves it: an article, or what else it is, what became of it and why. */
export type ImportItem = { item: string; kind?: string; line?: number } & (
  | { article: ImportedArticle; warnings: string[]; unusedFields: string[] }
  | { refused: string[] }
  | { status: ImportStatus; reason: string }
  | { unpublish: ArticleOrigin; reason: string }
);

export interface ImportSummary {
  total: number;
  counts: Record<ArticleOutcome, number>;
  /** The receipts of articles that give a reason, in the order of the source. */
  resultsWithReasons: ImportResult[];
  /** Where the source has items of several kinds: how many of each came to what. */
  statusCounts: Map<string, { kind: string; status: ImportStatus; reason: string; count: number }>;
  /** Fields of the source that Dateline has no place for, with the number of items that have them. */
  unusedFields: Map<string, number>;
  seconds: number;
}

export interface ImportReporter {
  onResult(receipt: ImportResult, soFar: ImportSummary): void;
  /** Called once, also when the import stops on an error. */
  onEnd(summary: ImportSummary): void;
}

/**
 * Hands a source's items to the importer in batches and files a receipt for each, in the source's order.
 * The source is asked for more only when a batch is written, so memory holds one batch whatever the size.
 * An error of the source or the importer ends the run: what was written stays, and a second run finishes.
 */
export async function runImport(
  items: AsyncIterable<ImportItem>,
  importer: ArticleImporter,
  { batchSize = 20, report }: { batchSize?: number; report?: ImportReporter } = {},
): Promise<ImportSummary> {
  const summary = createSummary();
  let last: string | null = null;
  const startedAt = performance.now();
  try {
    for await (const batch of toBatches(items, batchSize)) {
      for (const [item, result] of await importBatch(batch, importer)) {
        summary.seconds = (performance.now() - startedAt) / 1000;
        countResult(summary, item, result);
        report?.onResult(result, summary);
        last = item.item;
      }
    }
  } catch (error) {
    throw explainLost(error, summary.total, last);
  } finally {
    summary.seconds = (performance.now() - startedAt) / 1000;
    report?.onEnd(summary);
  }
  return summary;
}

/** A source or the database was out of reach for too long; the message says what to do. */
export class ImportStoppedError extends UserFacingError {
  override readonly name = 'ImportStoppedError';
}

function explainLost(error: unknown, items: number, last: string | null): unknown {
  if (!(error instanceof FetchError) && !isUnreachable(error)) return error;
  const why =
    error instanceof FetchError ? error.message : `The database is out of reach: ${describeFailure(error)}.`;
  const where = last === null ? 'before the first item' : `after ${items} items, the last of them ${last}`;
  return new ImportStoppedError(
    `${why} The import stopped ${where}. What has a receipt is kept; run the same command again to go on.`,
    { cause: error },
  );
}

/** The line of an error that names what happened; Prisma puts code before it. */
function describeFailure(error: unknown): string {
  const lines = String((error as Error).message ?? error).split('\n');
  return (
    lines
      .findLast((line) => line.trim() !== '')
      ?.trim()
      .replace(/\.$/, '') ?? 'no reason given'
  );
}

export function createSummary(): ImportSummary {
  const counts = { created: 0, updated: 0, unchanged: 0, kept: 0, refused: 0 };
  return {
    total: 0,
    counts,
    resultsWithReasons: [],
    statusCounts: new Map(),
    unusedFields: new Map(),
    seconds: 0,
  };
}

/** What the source gave before an error is handed over before the error is. */
async function* toBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  try {
    for await (const item of items) {
      batch.push(item);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    if (batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}

async function importBatch(
  batch: ImportItem[],
  importer: ArticleImporter,
): Promise<[ImportItem, ImportResult][]> {
  const articles = batch.flatMap((item) => ('article' in item ? [item.article] : []));
  const origins = batch.flatMap((item) => ('unpublish' in item ? [item.unpublish] : []));
  const outcomes = articles.length > 0 ? await importer.importArticles(articles) : [];
  const unpublishOutcomes = origins.length > 0 ? await importer.unpublishArticles(origins) : [];
  if (outcomes.length !== articles.length || unpublishOutcomes.length !== origins.length) {
    throw new Error(
      `The importer was given ${articles.length} articles and answered for ${outcomes.length}.`,
    );
  }
  const [nextOutcome, nextUnpublishOutcome] = [outcomes.values(), unpublishOutcomes.values()];
  return batch.map((item) => {
    const name = { item: item.item, ...(item.kind !== undefined && { kind: item.kind }) };
    const line = item.line === undefined ? {} : { line: item.line };
    if ('refused' in item) return [item, { ...name, outcome: 'refused', reasons: item.refused, ...line }];
    if ('status' in item) {
      const reasons = item.reason === '' ? [] : [item.reason];
      return [item, { ...name, outcome: item.status, reasons, ...line }];
    }
    if ('unpublish' in item)
      return [item, { ...name, ...describeUnpublish(nextUnpublishOutcome.next().value!, item.reason) }];
    const { outcome, reasons } = nextOutcome.next().value!;
    // The line belongs to the parser's first note: behind the service's own reasons it would point astray.
    const lineInfo = reasons.length === 0 ? line : {};
    return [item, { ...name, outcome, reasons: [...reasons, ...item.warnings], ...lineInfo }];
  });
}

function describeUnpublish(
  outcome: UnpublishOutcome,
  reason: string,
): Pick<ImportResult, 'outcome' | 'reasons'> {
  if (outcome === 'unknown') return { outcome: 'left out', reasons: [reason] };
  const keptReason = 'edited here since its last import; --overwrite withdraws it';
  return { outcome: outcome, reasons: outcome === 'kept' ? [reason, keptReason] : [reason] };
}

function countResult(summary: ImportSummary, item: ImportItem, result: ImportResult): void {
  const { kind, outcome, reasons } = result;
  summary.total += 1;
  if (kind !== undefined) countStatus(summary, kind, outcome, 'status' in item ? item.reason : '');
  if (isArticleOutcome(outcome)) summary.counts[outcome] += 1;
  if ('status' in item) return;
  if (reasons.length > 0) summary.resultsWithReasons.push(result);
  if (!('article' in item)) return;
  for (const name of item.unusedFields)
    summary.unusedFields.set(name, (summary.unusedFields.get(name) ?? 0) + 1);
}

function countStatus(
  { statusCounts }: ImportSummary,
  kind: string,
  status: ImportStatus,
  reason: string,
): void {
  const key = [kind, status, reason].join('\n');
  const existing = statusCounts.get(key);
  if (existing) existing.count += 1;
  else statusCounts.set(key, { kind, status, reason, count: 1 });
}

function isArticleOutcome(status: ImportStatus): status is ArticleOutcome {
  return status !== 'used' && status !== 'left out' && status !== 'withdrawn';
}
