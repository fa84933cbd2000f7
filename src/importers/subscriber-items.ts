import { retryLost } from '../database/retry-lost.js';
import type { ImportItem } from './import-run.js';
import type { ImportedSubscriber, SubscriberImporter, SubscriberOrigin } from './imported-subscriber.js';

export interface ListedSubscriber {
  /** How receipts name them: never by their address. */
  item: string;
  line?: number;
  subscriber: ImportedSubscriber;
}

const AT_ONCE = 500;

/** Writes those on a list, some hundreds at a time, and says what became of each. */
export async function* subscriberItems(
  listed: AsyncIterable<ListedSubscriber>,
  importer: SubscriberImporter,
  origin: SubscriberOrigin,
): AsyncGenerator<ImportItem> {
  let batch: ListedSubscriber[] = [];
  for await (const each of listed) {
    batch.push(each);
    if (batch.length < AT_ONCE) continue;
    yield* await written(batch, importer, origin);
    batch = [];
  }
  yield* await written(batch, importer, origin);
}

async function written(
  batch: ListedSubscriber[],
  importer: SubscriberImporter,
  origin: SubscriberOrigin,
): Promise<ImportItem[]> {
  if (batch.length === 0) return [];
  const people = batch.map(({ subscriber }) => subscriber);
  const intakes = await retryLost(() => importer.importSubscribers(people, origin));
  return batch.map(({ item, line }, i) => {
    const { outcome: fate, reason } = intakes[i]!;
    return { item, kind: 'member', ...(line !== undefined && { line }), fate, reason };
  });
}
