import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { TagIndex } from '../../../cache/tag-index.js';
import type { Invalidatable } from '../../../cache/tagged-cache.js';
import type { ChangeObserver } from '../../../changes/change-listener.js';
import type { Client } from '../../../rate-limit/concurrency/client-allowance.js';
import { ErrorCode, ServiceUnavailableError } from '../../../shared/errors/errors.js';
import { LiveQuery, type LiveSubscriber } from './live-query.js';

/** Share of the live queries of an instance that one client may begin. */
const SHARE_PER_CLIENT = 0.1;

export interface LiveQueryLimits {
  /** Maximum number of different live queries. */
  max: number;
  /** Maximum number of executions of a live query in a second. */
  perSecond: number;
}

interface OpenQuery {
  query: LiveQuery;
  /** Client that began it. */
  owner: string;
  /** True if it is executed again after every write, because it can show more than published content. */
  followsWrites: boolean;
}

export interface LiveQueryRequest {
  /** Operation key (graphql/operation-key.ts); null if its result is not shared. */
  key: string | null;
  /** Client that the query is counted for, if it is the first to send it. */
  client: Client;
  followsWrites: boolean;
}

/** Registry of live queries. Begins a new round of each that has an invalidated cache tag. */
export class LiveQueries implements Invalidatable, ChangeObserver {
  private readonly open = new Map<string, OpenQuery>();
  private readonly tagIndex = new TagIndex();
  private readonly countsByOwner = new Map<string, number>();
  private hasMissedWrites = false;
  /** Number of executions so far. */
  executionCount = 0;

  constructor(private readonly limits: LiveQueryLimits) {}

  /** Number of different live queries. */
  get size(): number {
    return this.open.size;
  }

  get max(): number {
    return this.limits.max;
  }

  /**
   * Adds a subscriber to the live query with the key. Throws GraphQLError if the client or the instance has
   * reached its limit of different live queries.
   */
  subscribe({ key, client, followsWrites }: LiveQueryRequest): LiveSubscriber {
    const name = key ?? randomUUID();
    const known = this.open.get(name);
    if (known) return known.query.subscribe();
    if (this.size >= this.max) throw new ServiceUnavailableError(INSTANCE_IS_FULL);
    const count = this.countsByOwner.get(client.name) ?? 0;
    const perClient = Math.max(Math.floor(this.max * SHARE_PER_CLIENT), 1);
    if (count >= perClient && client.weight !== Number.POSITIVE_INFINITY) throw createTooManyError(perClient);
    this.countsByOwner.set(client.name, count + 1);
    const query = new LiveQuery({
      minIntervalMs: 1_000 / this.limits.perSecond,
      onExecuted: (tags, before) => {
        this.executionCount += 1;
        this.tagIndex.remove(name, before);
        this.tagIndex.add(name, tags);
      },
      onAbandoned: () => this.remove(name),
    });
    this.open.set(name, { query, owner: client.name, followsWrites });
    return query.subscribe();
  }

  invalidate(tags: readonly string[]): void {
    for (const { query } of this.open.values()) if (query.isExecuting) query.recordInvalidation(tags);
    const names = new Set(tags.flatMap((tag) => this.tagIndex.getEntries(tag)));
    for (const name of names) this.open.get(name)!.query.invalidateResult();
  }

  /** Begins a new round of each, after changes that are not known. */
  clear(): void {
    for (const { query } of this.open.values()) query.invalidate();
  }

  onWrite(): void {
    for (const { query, followsWrites } of this.open.values()) if (followsWrites) query.invalidate();
  }

  onDisconnect(): void {
    this.hasMissedWrites = true;
  }

  pollChanges(): void {
    if (!this.hasMissedWrites) return;
    this.hasMissedWrites = false;
    this.onWrite();
  }

  async stop(): Promise<void> {}

  private remove(name: string): void {
    const { query, owner } = this.open.get(name)!;
    this.open.delete(name);
    this.tagIndex.remove(name, query.tags);
    const count = this.countsByOwner.get(owner)! - 1;
    if (count > 0) this.countsByOwner.set(owner, count);
    else this.countsByOwner.delete(owner);
  }
}

const INSTANCE_IS_FULL = 'This instance has reached its limit of live queries. Try again later.';

function createTooManyError(max: number): GraphQLError {
  const message = `One client can have at most ${max} different live queries at a time. Close some of them first.`;
  return new GraphQLError(message, { extensions: { code: ErrorCode.TOO_MANY_SUBSCRIPTIONS } });
}
