import { runWithTimeLimit } from '../../../shared/async/time-limit.js';
import type { AppLogger } from '../../../shared/logging/logger.js';
import { MAX_CURSOR_LENGTH } from '../search-cursor.js';
import type { SearchPage, SearchProvider, SearchRequest } from './search-provider.js';

/** Milliseconds that a provider has; READ_SECONDS leaves PostgreSQL the rest. */
const TIMEOUT_MS = 1_000;
/** Default of milliseconds for which a provider is not asked after it failed. */
const PAUSE_MS = 5_000;
const MAX_ID = 2 ** 31 - 1;

/** A provider's page, and how many hits it had before invalid and repeated ones were dropped. */
export interface CheckedSearchPage extends SearchPage {
  receivedCount: number;
  /** Cursor of the last hit received; null if there was none. */
  lastCursor: string | null;
}

/** Asks a site's search provider, for all requests of an instance. */
export class SearchProviderClient {
  private pausedUntil = 0;
  /** False while the provider's index is built. */
  isReady: boolean;

  constructor(
    private readonly provider: SearchProvider,
    private readonly log: AppLogger,
    private readonly timeoutMs = TIMEOUT_MS,
    private readonly pauseMs = PAUSE_MS,
  ) {
    this.isReady = provider.index === undefined;
  }

  get name(): string {
    return this.provider.name;
  }

  /** Returns a page without invalid and repeated hits; null if the provider fails or failed just now. */
  async search(request: SearchRequest): Promise<CheckedSearchPage | null> {
    if (!this.isReady || Date.now() < this.pausedUntil) return null;
    try {
      const { hits, ...others } = await runWithTimeLimit('The search', this.timeoutMs, (signal) =>
        this.provider.search(request, signal),
      );
      const valid = hits.filter(isValidHit);
      const byId = new Map(valid.map((hit) => [hit.id, hit]));
      const lastCursor = valid.at(-1)?.cursor ?? null;
      return { hits: [...byId.values()], ...others, receivedCount: hits.length, lastCursor };
    } catch (err) {
      // A client can make a cursor that the provider does not understand: that must not switch it off for others.
      if (request.after === null) this.pausedUntil = Date.now() + this.pauseMs;
      this.log.warn({ err, part: 'search', provider: this.name }, 'the search provider failed');
      return null;
    }
  }
}

function isValidHit({ id, score, cursor }: SearchPage['hits'][number]): boolean {
  const isId = Number.isInteger(id) && id > 0 && id <= MAX_ID;
  return isId && Number.isFinite(score) && typeof cursor === 'string' && cursor.length <= MAX_CURSOR_LENGTH;
}
