import { retryLost } from '../../database/retry-on-lost-connection.js';
import type {
  ImportedSubscriber,
  SubscriberImporter,
  SubscriberOrigin,
} from '../../modules/import/subscriber-importer.js';
import { zip } from '../../shared/zip.js';
import type { ImportItem } from './import-run.js';

export interface SubscriberEntry {
  /** Label in import results. Never the email address. */
  item: string;
  line?: number;
  subscriber: ImportedSubscriber;
}

const BATCH_SIZE = 500;

/** Imports subscribers in batches and yields a result for each. */
export async function* importSubscriberItems(
  entries: AsyncIterable<SubscriberEntry>,
  importer: SubscriberImporter,
  origin: SubscriberOrigin,
): AsyncGenerator<ImportItem> {
  let batch: SubscriberEntry[] = [];
  for await (const each of entries) {
    batch.push(each);
    if (batch.length < BATCH_SIZE) continue;
    yield* await importSubscriberBatch(batch, importer, origin);
    batch = [];
  }
  yield* await importSubscriberBatch(batch, importer, origin);
}

async function importSubscriberBatch(
  batch: SubscriberEntry[],
  importer: SubscriberImporter,
  origin: SubscriberOrigin,
): Promise<ImportItem[]> {
  if (batch.length === 0) return [];
  const batchSubscribers = batch.map(({ subscriber }) => subscriber);
  const results = await retryLost(() => importer.importSubscribers(batchSubscribers, origin));
  return zip(batch, results).map(([{ item, line }, { outcome: status, reason }]) => {
    return { item, kind: 'member', ...(line !== undefined && { line }), status, reason };
  });
}
