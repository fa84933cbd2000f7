import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/database.js';
import { SearchProviderClient } from '../modules/search/provider/provider-client.js';
import { SearchIndexer } from '../modules/search/provider/search-indexer.js';
import type { SearchProvider } from '../modules/search/provider/search-provider.js';
import type { AppLogger } from '../shared/logging/logger.js';

interface SearchOptions {
  database: Database;
  logger: AppLogger;
  /** Milliseconds after which a provider that failed is tried again. */
  retryMs?: number | undefined;
}

/** Creates the client of a site's search provider, and keeps its index up to date while the gateway runs. */
export function registerSearchProvider(
  app: FastifyInstance,
  provider: SearchProvider | undefined,
  { database: { changes, pool }, logger: log, retryMs }: SearchOptions,
): SearchProviderClient | null {
  if (!provider) return null;
  const client = new SearchProviderClient(provider, log, undefined, retryMs);
  const { index } = provider;
  if (index) {
    const indexer = new SearchIndexer({ index, client, changes, pool, log, retryDelayMs: retryMs });
    app.addHook('onReady', async () => indexer.start());
    // Before the change listener stops, which waits for the handler of a change.
    app.addHook('preClose', () => indexer.stop());
  }
  return client;
}
