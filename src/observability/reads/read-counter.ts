import type { IncomingHttpHeaders } from 'node:http';
import { PeriodicWrite } from '../../shared/async/periodic-write.js';
import { identifyCrawler } from '../../shared/signature-agents.js';
import { NO_ARTICLE, type ReadCount, type ReadStore } from './read-store.js';

const FLUSH_INTERVAL_MS = 30_000;
/** Number of counts that wait to be written, at which they are written at once. */
const BATCH_SIZE = 5_000;
/** Maximum number of counts that wait to be written; reads of further articles are dropped. */
const MAX_PENDING = 50_000;

/** A response that was sent. */
export interface SentTexts {
  /** HTTP status; 200 on a connection that stays open. */
  status: number;
  /** IDs of the articles whose text it has, or of the one that it refuses with status 403. */
  texts: readonly number[];
}

export interface ReadCounterDeps {
  store: Pick<ReadStore, 'add'>;
  log: { warn(line: object, message: string): void };
  clock(): Date;
}

/**
 * Counts the articles whose text crawlers read, and what they were refused, by day (UTC). Crawlers are those of the kept list
 * and those that sign. Counting is an increment in memory; counts are written in batches.
 */
export class ReadCounter {
  /** Counts since the last write, by day, crawler and article. */
  private pending = new Map<string, ReadCount>();
  private dropped = 0;
  private readonly writes = new PeriodicWrite(() => this.write(), FLUSH_INTERVAL_MS);

  constructor(private readonly deps: ReadCounterDeps) {}

  /** Counts the texts of a response; nothing for a client that is no crawler, and for a copy that was still current (304). */
  count(headers: IncomingHttpHeaders, { status, texts }: SentTexts): void {
    if (texts.length === 0 || (status !== 403 && (status < 200 || status > 299))) return;
    this.add(headers, texts, status === 403);
  }

  /** Counts a request that was refused to a crawler before its article was known. */
  countRefusedRequest(headers: IncomingHttpHeaders): void {
    this.add(headers, [NO_ARTICLE], true);
  }

  start(): void {
    this.writes.start();
  }

  /** Writes the counts since the last write. If that fails, they wait for the next one. */
  flush(): Promise<void> {
    return this.writes.flush();
  }

  /** Writes the last counts. Call it when no more requests arrive and before the database is closed. */
  stop(): Promise<void> {
    return this.writes.stop();
  }

  private add(headers: IncomingHttpHeaders, articleIds: readonly number[], isRefused: boolean): void {
    const identity = identifyCrawler(headers);
    if (!identity) return;
    const day = this.deps.clock().toISOString().slice(0, 10);
    const isVerified = identity.signedBy !== null;
    for (const articleId of articleIds)
      this.increment({ day, crawler: identity.crawler.token, isVerified, articleId }, isRefused);
  }

  private increment(key: Omit<ReadCount, 'reads' | 'refused'>, isRefused: boolean): void {
    const { day, crawler, isVerified, articleId } = key;
    const name = `${day} ${crawler} ${isVerified} ${articleId}`;
    let counts = this.pending.get(name);
    if (!counts) {
      if (this.pending.size >= MAX_PENDING) {
        this.dropped += 1;
        return;
      }
      counts = { ...key, reads: 0, refused: 0 };
      this.pending.set(name, counts);
      if (this.pending.size % BATCH_SIZE === 0) void this.flush();
    }
    if (isRefused) counts.refused += 1;
    else counts.reads += 1;
  }

  private async write(): Promise<void> {
    const { pending, dropped } = this;
    if (pending.size === 0) return;
    this.pending = new Map();
    this.dropped = 0;
    if (dropped > 0)
      this.deps.log.warn({ dropped }, 'reads of crawlers were not counted, since too many waited');
    try {
      await this.deps.store.add([...pending.values()]);
    } catch (err) {
      this.pending = mergeCounts(pending, this.pending);
      this.deps.log.warn({ err }, 'reads of crawlers could not be written and wait in memory');
    }
  }
}

function mergeCounts(
  older: Map<string, ReadCount>,
  newer: ReadonlyMap<string, ReadCount>,
): Map<string, ReadCount> {
  for (const [name, counts] of newer) {
    const known = older.get(name);
    if (known) {
      known.reads += counts.reads;
      known.refused += counts.refused;
    } else older.set(name, counts);
  }
  return older;
}
