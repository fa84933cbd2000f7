import { isUnreachable } from '../database/unreachable.js';
import { PlainError } from '../shared/plain-error.js';
import { FetchError } from './fetcher.js';
import type {
  ArticleImporter,
  ArticleOrigin,
  Fate,
  ImportedArticle,
  Outcome,
  Receipt,
  Withdrawal,
} from './imported-article.js';

/** One item of a source as its parser leaves it: an article, or what else it is, what became of it and why. */
export type ImportItem = { item: string; kind?: string; line?: number } & (
  | { article: ImportedArticle; notes: string[]; unused: string[] }
  | { refused: string[] }
  | { fate: Fate; reason: string }
  | { withdraw: ArticleOrigin; reason: string }
);

export interface ImportSummary {
  total: number;
  counts: Record<Outcome, number>;
  /** The receipts of articles that give a reason, in the order of the source. */
  withReasons: Receipt[];
  /** Where the source has items of several kinds: how many of each came to what. */
  fates: Map<string, { kind: string; fate: Fate; reason: string; items: number }>;
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
  let last: string | null = null;
  const started = performance.now();
  try {
    for await (const batch of inBatches(items, batchSize)) {
      for (const [item, receipt] of await importBatch(batch, importer)) {
        summary.seconds = (performance.now() - started) / 1000;
        count(summary, item, receipt);
        report?.receipt(receipt, summary);
        last = item.item;
      }
    }
  } catch (error) {
    throw explainLost(error, summary.total, last);
  } finally {
    summary.seconds = (performance.now() - started) / 1000;
    report?.end(summary);
  }
  return summary;
}

/** A source or the database was out of reach for too long; the message says what to do. */
export class ImportStoppedError extends PlainError {
  override readonly name = 'ImportStoppedError';
}

function explainLost(error: unknown, items: number, last: string | null): unknown {
  if (!(error instanceof FetchError) && !isUnreachable(error)) return error;
  const why =
    error instanceof FetchError ? error.message : `The database is out of reach: ${reasonOf(error)}.`;
  const where = last === null ? 'before the first item' : `after ${items} items, the last of them ${last}`;
  return new ImportStoppedError(
    `${why} The import stopped ${where}. What has a receipt is kept; run the same command again to go on.`,
    { cause: error },
  );
}

/** The line of an error that names what happened; Prisma puts code before it. */
function reasonOf(error: unknown): string {
  const lines = String((error as Error).message ?? error).split('\n');
  return (
    lines
      .findLast((line) => line.trim() !== '')
      ?.trim()
      .replace(/\.$/, '') ?? 'no reason given'
  );
}

export function emptySummary(): ImportSummary {
  const counts = { created: 0, updated: 0, unchanged: 0, kept: 0, refused: 0 };
  return { total: 0, counts, withReasons: [], fates: new Map(), unused: new Map(), seconds: 0 };
}

/** What the source gave before an error is handed over before the error is. */
async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
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

async function importBatch(batch: ImportItem[], importer: ArticleImporter): Promise<[ImportItem, Receipt][]> {
  const articles = batch.flatMap((item) => ('article' in item ? [item.article] : []));
  const gone = batch.flatMap((item) => ('withdraw' in item ? [item.withdraw] : []));
  const answers = articles.length > 0 ? await importer.importArticles(articles) : [];
  const withdrawals = gone.length > 0 ? await importer.withdrawArticles(gone) : [];
  if (answers.length !== articles.length || withdrawals.length !== gone.length) {
    throw new Error(`The importer was given ${articles.length} articles and answered for ${answers.length}.`);
  }
  const [remaining, withdrawn] = [answers.values(), withdrawals.values()];
  return batch.map((item) => {
    const name = { item: item.item, ...(item.kind !== undefined && { kind: item.kind }) };
    const line = item.line === undefined ? {} : { line: item.line };
    if ('refused' in item) return [item, { ...name, outcome: 'refused', reasons: item.refused, ...line }];
    if ('fate' in item) {
      const reasons = item.reason === '' ? [] : [item.reason];
      return [item, { ...name, outcome: item.fate, reasons, ...line }];
    }
    if ('withdraw' in item) return [item, { ...name, ...withdrawal(withdrawn.next().value!, item.reason) }];
    const { outcome, reasons } = remaining.next().value!;
    // The line belongs to the parser's first note: behind the service's own reasons it would point astray.
    const place = reasons.length === 0 ? line : {};
    return [item, { ...name, outcome, reasons: [...reasons, ...item.notes], ...place }];
  });
}

function withdrawal(answer: Withdrawal, reason: string): Pick<Receipt, 'outcome' | 'reasons'> {
  if (answer === 'unknown') return { outcome: 'left out', reasons: [reason] };
  const kept = 'edited here since its last import; --overwrite withdraws it';
  return { outcome: answer, reasons: answer === 'kept' ? [reason, kept] : [reason] };
}

function count(summary: ImportSummary, item: ImportItem, receipt: Receipt): void {
  const { kind, outcome, reasons } = receipt;
  summary.total += 1;
  if (kind !== undefined) countFate(summary, kind, outcome, 'fate' in item ? item.reason : '');
  if (isOutcome(outcome)) summary.counts[outcome] += 1;
  if ('fate' in item) return;
  if (reasons.length > 0) summary.withReasons.push(receipt);
  if (!('article' in item)) return;
  for (const name of item.unused) summary.unused.set(name, (summary.unused.get(name) ?? 0) + 1);
}

function countFate({ fates }: ImportSummary, kind: string, fate: Fate, reason: string): void {
  const key = [kind, fate, reason].join('\n');
  const known = fates.get(key);
  if (known) known.items += 1;
  else fates.set(key, { kind, fate, reason, items: 1 });
}

function isOutcome(fate: Fate): fate is Outcome {
  return fate !== 'used' && fate !== 'left out' && fate !== 'withdrawn';
}
