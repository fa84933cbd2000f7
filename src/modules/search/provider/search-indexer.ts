import type pg from 'pg';
import type { ChangeListener } from '../../../changes/change-listener.js';
import type { ContentChangeRow } from '../../../changes/change-log.js';
import type { AppLogger } from '../../../shared/logging/logger.js';
import { isNamedType, listNamedIds, loadDocuments, loadDocumentsAfter } from './documents.js';
import type { SearchProviderClient } from './provider-client.js';
import type { SearchDocument, SearchIndex } from './search-provider.js';

/** Milliseconds before a failed build is tried again. */
const RETRY_DELAY_MS = 5_000;
/** Number of documents per read. */
const BATCH_SIZE = 200;

export interface SearchIndexerOptions {
  index: SearchIndex;
  client: SearchProviderClient;
  changes: ChangeListener;
  pool: pg.Pool;
  log: AppLogger;
  /** Milliseconds after which a build that failed is tried again. */
  retryDelayMs?: number | undefined;
}

/** Builds a provider's index, or lets it go on from its last change, and then follows the change log. */
export class SearchIndexer {
  private unsubscribe: (() => Promise<void>) | null = null;
  private running: Promise<void> = Promise.resolve();
  private retryTimer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly options: SearchIndexerOptions) {}

  /** Starts in the background; PostgreSQL is searched until the index is complete. */
  start(): void {
    this.running = this.follow(false);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.retryTimer);
    await this.running;
    await this.unsubscribe?.();
  }

  private async follow(mustRebuild: boolean): Promise<void> {
    const { index, client, changes, log } = this.options;
    client.isReady = false;
    try {
      const known = mustRebuild ? null : await index.readSequence();
      const after = known ?? (await this.rebuild());
      if (this.isStopped) return;
      this.unsubscribe = changes.subscribe(after, (change) => this.apply(change), {
        onCaughtUp: () => {
          client.isReady = true;
        },
        onGap: () => this.restart(0),
      });
    } catch (err) {
      if (this.isStopped) return;
      log.error({ err, part: 'search', provider: client.name }, 'the search index could not be built');
      this.restart(this.options.retryDelayMs ?? RETRY_DELAY_MS);
    }
  }

  private restart(delayMs: number): void {
    if (this.isStopped) return;
    this.retryTimer = setTimeout(() => {
      this.running = this.follow(true);
    }, delayMs).unref();
  }

  private async rebuild(): Promise<bigint> {
    const sequence = await this.options.changes.getLastSequence();
    await this.options.index.replaceAll(this.readAll(), sequence);
    return sequence;
  }

  /** Yields every document in batches. Throws once stopped, so that no index takes a part for the whole. */
  private async *readAll(): AsyncGenerator<SearchDocument[]> {
    for (let after = 0; ; ) {
      if (this.isStopped) throw new Error('The gateway stops: the index is built at the next start.');
      const documents = await loadDocumentsAfter(this.options.pool, after, BATCH_SIZE);
      const last = documents.at(-1);
      if (!last) return;
      yield documents;
      after = last.id;
    }
  }

  private async apply(change: ContentChangeRow): Promise<void> {
    const { nodeType, nodeId, kind, sequence } = change;
    if (nodeType === 'Article') return this.write([nodeId], sequence);
    if (!isNamedType(nodeType)) return;
    // Which articles had a deleted or merged one is not known any more.
    if (kind === 'DELETED' || kind === 'MERGED') await this.rebuild();
    else await this.write(await listNamedIds(this.options.pool, nodeType, nodeId), sequence);
  }

  private async write(ids: number[], sequence: bigint): Promise<void> {
    for (let from = 0; from < ids.length; from += BATCH_SIZE) {
      const batch = ids.slice(from, from + BATCH_SIZE);
      const documents = await loadDocuments(this.options.pool, batch);
      const found = new Set(documents.map(({ id }) => id));
      await this.options.index.update(
        documents,
        batch.filter((id) => !found.has(id)),
        sequence,
      );
    }
  }
}
