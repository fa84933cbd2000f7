import { isUnreachable } from '../../database/is-database-unavailable.js';
import { isStorageFull } from '../../database/storage-monitor.js';
import { toFacetName } from '../../fields/content-model.js';
import type { ExternalMenu } from '../../modules/menu/import-menu.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { requireValue } from '../../shared/require-value.js';
import { zip } from '../../shared/zip.js';
import { FetchError } from '../fetch/fetch-error.js';
import type {
  ArticleImporter,
  ArticleOrigin,
  ArticleOutcome,
  ImportedArticle,
  ImportResult,
  ImportStatus,
  UnpublishOutcome,
} from './imported-article.js';

/**
 * An item of a source: a parsed article, a refusal with reasons, a final status, an article to unpublish, or a
 * menu. Menus come after the articles that they lead to, and are not counted.
 */
export type ImportItem = { item: string; kind?: string; line?: number } & (
  | { article: ImportedArticle; warnings: string[]; unusedFields: string[] }
  | { refused: string[] }
  | { status: ImportStatus; reason: string }
  | { unpublish: ArticleOrigin; reason: string }
  | { menu: ExternalMenu }
);

export interface ImportSummary {
  total: number;
  counts: Record<ArticleOutcome, number>;
  /** Results of articles that have reasons, in the order of the source. */
  resultsWithReasons: ImportResult[];
  /** Number of items by kind, status and reason, for sources with several kinds of items. */
  statusCounts: Map<string, { kind: string; status: ImportStatus; reason: string; count: number }>;
  /** Own fields that the source has filled, with the number of items that have them. */
  filledFields: Map<string, number>;
  /** Fields of the source that are not imported, with the number of items that have them. */
  unusedFields: Map<string, number>;
  /** Number of articles that are no drafts and have no date. */
  undated: number;
  seconds: number;
}

export interface ImportReporter {
  onResult(receipt: ImportResult, soFar: ImportSummary): void;
  /** Called once, even if the import fails. */
  onEnd(summary: ImportSummary): void;
}

/** Items that are written in one transaction. More would make other writers wait longer for their turn. */
const BATCH_SIZE = 25;

/**
 * Imports items in batches and reports a result for each, in the order of the source. The next batch is read while one
 * is written; memory holds two.
 * An error of the source or importer stops the run. Written articles stay, and a second run continues.
 */
export async function runImport(
  items: AsyncIterable<ImportItem>,
  importer: ArticleImporter,
  { batchSize = BATCH_SIZE, report }: { batchSize?: number; report?: ImportReporter } = {},
): Promise<ImportSummary> {
  const summary = createSummary();
  let last: string | null = null;
  const names = new Map<string, Pick<ImportResult, 'item' | 'kind'>>();
  const startedAt = performance.now();
  try {
    for await (const batch of readAhead(readBatches(items, batchSize, importer))) {
      for (const [item, result] of await importBatch(batch, importer)) {
        summary.seconds = (performance.now() - startedAt) / 1000;
        countResult(summary, item, result);
        report?.onResult(result, summary);
        last = item.item;
        if ('article' in item) names.set(item.article.sourceId, getName(item));
      }
    }
    const late = (await importer.finish?.()) ?? [];
    for (const each of [...late, ...warnAboutDates(summary)]) {
      const result = { ...each, ...names.get(each.item) };
      summary.resultsWithReasons.push(result);
      report?.onResult(result, summary);
    }
    await importer.close?.();
  } catch (error) {
    if (!isUnreachable(error)) await importer.close?.().catch(() => undefined);
    throw explainLost(error, summary.total, last);
  } finally {
    summary.seconds = (performance.now() - startedAt) / 1000;
    report?.onEnd(summary);
  }
  return summary;
}

/** Number and share of articles without a date from which a result warns of them. */
const MANY_UNDATED = { count: 3, share: 0.2 };

/** Warns of a notable number of articles without a date, which lists and feeds leave out or show as of today. */
function warnAboutDates({ undated, counts }: ImportSummary): ImportResult[] {
  const total = counts.created + counts.updated + counts.unchanged + counts.kept;
  if (undated < MANY_UNDATED.count || undated < total * MANY_UNDATED.share) return [];
  const reason = `${undated} of ${total} articles have no date. Those of a static site became pages, which lists and feeds leave out. If the source has dates, check where: the front matter (date), file names, folders and paths such as 2022/04/07 are read, and --map reads other fields of Markdown, such as --map written=date`;
  return [{ item: 'dates', outcome: 'warning', reasons: [reason] }];
}

/** Error for a source or database that was unreachable for too long. The message says how to continue. */
export class ImportStoppedError extends UserFacingError {
  override readonly name = 'ImportStoppedError';
}

function explainLost(error: unknown, items: number, last: string | null): unknown {
  if (!(error instanceof FetchError) && !isUnreachable(error)) return error;
  const why = error instanceof FetchError ? error.message : explainDatabase(error);
  const where = last === null ? 'before the first item' : `after ${items} items; the last one was ${last}`;
  return new ImportStoppedError(
    `${why} The import stopped ${where}. Items reported so far are imported; run the same command again to continue.`,
    { cause: error },
  );
}

function explainDatabase(error: unknown): string {
  if (isStorageFull(error)) return 'The disk of the database is full. Free space first.';
  return `The database is unavailable: ${describeFailure(error)}.`;
}

/** Returns the last line of an error's message, because Prisma puts source code before it. */
function describeFailure(error: unknown): string {
  const lines = String((error as Error).message ?? error).split('\n');
  return (
    lines
      .findLast((line) => line.trim() !== '')
      ?.trim()
      .replace(/\.$/, '') ?? 'unknown reason'
  );
}

export function createSummary(): ImportSummary {
  const counts = { created: 0, updated: 0, unchanged: 0, kept: 0, refused: 0 };
  return {
    total: 0,
    counts,
    resultsWithReasons: [],
    statusCounts: new Map(),
    filledFields: new Map(),
    unusedFields: new Map(),
    undated: 0,
    seconds: 0,
  };
}

/** Yields batches that the importer prepares. */
async function* readBatches(
  items: AsyncIterable<ImportItem>,
  size: number,
  importer: ArticleImporter,
): AsyncGenerator<ImportItem[]> {
  for await (const batch of toBatches(items, size)) {
    importer.prepareArticles?.(listArticles(batch));
    yield batch;
  }
}

/** Reads the next value while one is used. */
async function* readAhead<T>(values: AsyncGenerator<T>): AsyncGenerator<T> {
  const readNext = () => {
    const reading = values.next();
    reading.catch(() => undefined); // thrown when it is awaited
    return reading;
  };
  let next = readNext();
  try {
    for (let { done, value } = await next; !done; { done, value } = await next) {
      next = readNext();
      yield value;
    }
  } finally {
    await values.return(undefined);
  }
}

function listArticles(batch: ImportItem[]): ImportedArticle[] {
  return batch.flatMap((item) => ('article' in item ? [item.article] : []));
}

/** Groups items into batches. If the source fails, yields the items before the error first. */
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
  const articles = listArticles(batch);
  const origins = batch.flatMap((item) => ('unpublish' in item ? [item.unpublish] : []));
  // A version that is canceled must not be published for a moment because it comes in the same batch.
  const versioned = origins.filter(({ sourceVersion }) => sourceVersion !== undefined);
  const others = origins.filter((origin) => !versioned.includes(origin));
  const unpublished = new Map<ArticleOrigin, UnpublishOutcome>();
  const unpublishAll = async (some: ArticleOrigin[]) => {
    const results = some.length > 0 ? await importer.unpublishArticles(some) : [];
    for (const [origin, outcome] of zip(some, results)) unpublished.set(origin, outcome);
  };
  await unpublishAll(versioned);
  const outcomes = articles.length > 0 ? await importer.importArticles(articles) : [];
  await unpublishAll(others);
  if (outcomes.length !== articles.length) {
    throw new Error(`The importer returned ${outcomes.length} results for ${articles.length} articles.`);
  }
  const menus = batch.flatMap((item) => ('menu' in item ? [item.menu] : []));
  const menuResults = (menus.length > 0 && (await importer.importMenus?.(menus))) || [];
  const nextOutcome = outcomes.values();
  const nextMenuResult = menuResults.values();
  return batch.map((item) => {
    const name = getName(item);
    const line = item.line === undefined ? {} : { line: item.line };
    if ('refused' in item) return [item, { ...name, outcome: 'refused', reasons: item.refused, ...line }];
    if ('status' in item) {
      const reasons = item.reason === '' ? [] : [item.reason];
      return [item, { ...name, outcome: item.status, reasons, ...line }];
    }
    if ('unpublish' in item) {
      const outcome = requireValue(unpublished.get(item.unpublish), 'Each removed item has a result.');
      return [item, { ...name, ...describeUnpublish(outcome, item.reason) }];
    }
    if ('menu' in item) {
      return [item, { ...name, ...(nextMenuResult.next().value ?? { outcome: 'left out', reasons: [] }) }];
    }
    const { outcome, reasons } = requireValue(nextOutcome.next().value, 'Each article has a result.');
    // The line belongs to the parser's first warning. Omit it if reasons of the service come first.
    const lineInfo = reasons.length === 0 ? line : {};
    return [item, { ...name, outcome, reasons: [...reasons, ...item.warnings], ...lineInfo }];
  });
}

function getName({ item, kind }: ImportItem): Pick<ImportResult, 'item' | 'kind'> {
  return { item, ...(kind !== undefined && { kind }) };
}

function describeUnpublish(
  outcome: UnpublishOutcome,
  reason: string,
): Pick<ImportResult, 'outcome' | 'reasons'> {
  if (outcome === 'unknown') return { outcome: 'left out', reasons: [reason] };
  if (outcome === 'outdated')
    return { outcome: 'left out', reasons: [reason, 'a later version was imported before: ignored'] };
  const keptReason = 'edited since its last import; use --overwrite to unpublish it';
  return { outcome: outcome, reasons: outcome === 'kept' ? [reason, keptReason] : [reason] };
}

function countResult(summary: ImportSummary, item: ImportItem, result: ImportResult): void {
  const { kind, outcome, reasons } = result;
  if ('menu' in item || outcome === 'warning') {
    if (reasons.length > 0) summary.resultsWithReasons.push(result);
    return;
  }
  summary.total += 1;
  // The table of kinds has the reason with a number, so that it is not repeated for each item.
  const isLeftOut = 'status' in item || ('unpublish' in item && outcome === 'left out' && kind !== undefined);
  if (kind !== undefined) countStatus(summary, kind, outcome, isLeftOut ? item.reason : '');
  if (isArticleOutcome(outcome)) summary.counts[outcome] += 1;
  if (isLeftOut) return;
  if (reasons.length > 0) summary.resultsWithReasons.push(result);
  if (!('article' in item)) return;
  for (const name of item.unusedFields) increment(summary.unusedFields, name);
  if (outcome === 'refused') return;
  if (item.article.publishedAt === null && !item.article.draft) summary.undated += 1;
  for (const name of listFilledFields(item.article)) increment(summary.filledFields, name);
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Lists the own fields that have a value: `kicker`, `review.stars`. */
function listFilledFields({ kind, fields = {} }: ImportedArticle): string[] {
  const facet = kind && toFacetName(kind);
  return Object.entries(fields).flatMap(([name, value]) =>
    name === facet ? Object.keys(value).map((each) => `${name}.${each}`) : [name],
  );
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
  return !['used', 'left out', 'withdrawn', 'warning'].includes(status);
}
