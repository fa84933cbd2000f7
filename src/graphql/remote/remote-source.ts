import DataLoader from 'dataloader';
import type { TaggedCache } from '../../cache/tagged-cache.js';
import { RemoteUnavailableError } from '../../shared/errors/errors.js';
import type { GraphRequest } from '../extension/resolver-context.js';
import { buildRemoteRequest } from './call-remote.js';
import type { RemoteClient } from './remote-client.js';
import type { RemoteSettings } from './remote-settings.js';

/** Milliseconds for which responses are cached that have an outdated value, or null in place of an error. */
const RETRY_MS = 5_000;

/** A value of a source. Times are in milliseconds since 1970. */
export interface RemoteValue {
  value: unknown;
  tags: readonly string[];
  expiresAt: number;
  /** Until then, the value is returned if the source fails. */
  staleUntil: number;
}

export type RemoteCache = TaggedCache<RemoteValue>;

type Args = Record<string, unknown>;
type ValueLoader = DataLoader<string, RemoteValue>;

/** Loads the values of one field: those of a request together, and cached ones without a request. */
export class RemoteSource {
  private readonly loaders = new WeakMap<GraphRequest['dependencies'], Map<string, ValueLoader>>();

  constructor(
    private readonly client: RemoteClient,
    private readonly settings: RemoteSettings,
    private readonly cache: RemoteCache,
  ) {}

  /** Returns the value of a key. Throws RemoteUnavailableError. */
  async load(key: string, args: Args, request: GraphRequest): Promise<unknown> {
    const { cache, nullOnError } = this.settings;
    if (cache?.tags) request.dependencies.trackTags(cache.tags(key));
    try {
      const { value, expiresAt } = await this.getLoader(args, request).load(key);
      if (cache) request.dependencies.limitTtl(Math.max(expiresAt - Date.now(), 0));
      return value;
    } catch (error) {
      if (!(error instanceof RemoteUnavailableError)) throw error;
      request.dependencies.limitTtl(RETRY_MS);
      if (!nullOnError) throw error;
      return null;
    }
  }

  /** Returns the loader of a request for the same arguments. */
  private getLoader(args: Args, request: GraphRequest): ValueLoader {
    const loaders = this.loaders.get(request.dependencies) ?? new Map<string, ValueLoader>();
    this.loaders.set(request.dependencies, loaders);
    const name = JSON.stringify(args);
    const known = loaders.get(name);
    if (known) return known;
    const loader: ValueLoader = new DataLoader((keys) => this.loadMany(keys, args, request), {
      maxBatchSize: this.settings.batchSize,
    });
    loaders.set(name, loader);
    return loader;
  }

  private async loadMany(
    keys: readonly string[],
    args: Args,
    request: GraphRequest,
  ): Promise<(RemoteValue | Error)[]> {
    const getName = (key: string) => `${this.client.field} ${JSON.stringify(args)} ${key}`;
    const cached = new Map(keys.map((key) => [key, this.cache.get(getName(key))]));
    const now = Date.now();
    const missing = keys.filter((key) => (cached.get(key)?.expiresAt ?? 0) <= now);
    const fill = this.cache.beginFill();
    const loaded = await this.fetch(missing, args, request);
    this.cache.endFill(fill);
    const values = new Map(missing.map((key, index) => [key, loaded[index]]));
    for (const [key, value] of values)
      if (this.settings.cache && value && !(value instanceof Error))
        this.cache.setIfCurrent(getName(key), value, fill);
    return keys.map((key) => preferStale(values.get(key), cached.get(key)));
  }

  /** Fetches values. Returns an error in place of each that the source did not return. */
  private async fetch(keys: string[], args: Args, request: GraphRequest): Promise<(RemoteValue | Error)[]> {
    if (keys.length === 0) return [];
    try {
      const prepared = buildRemoteRequest(this.settings, keys, args, this.pickHeaders(request));
      const answer = await this.client.request(prepared, request.dependencies.signal);
      return keys.map((key) => this.readValue(answer, key, args));
    } catch (error) {
      return keys.map(() => error as Error);
    }
  }

  private readValue(answer: unknown, key: string, args: Args): RemoteValue | Error {
    const { cache, maxItems } = this.settings;
    try {
      const value = this.select(answer, key, args) ?? null;
      const expiresAt = Date.now() + (cache?.seconds ?? 0) * 1_000;
      return {
        value: Array.isArray(value) ? value.slice(0, maxItems) : value,
        tags: cache?.tags?.(key) ?? [],
        expiresAt,
        staleUntil: expiresAt + (cache?.staleIfErrorSeconds ?? 0) * 1_000,
      };
    } catch (error) {
      return error as Error;
    }
  }

  private select(answer: unknown, key: string, args: Args): unknown {
    const { select, isSingle } = this.settings;
    if (select) return answer === null ? null : select(answer as never, key, args as never);
    if (isSingle) return answer;
    if (Array.isArray(answer) || typeof answer !== 'object' || answer === null)
      throw new RemoteUnavailableError(
        this.client.field,
        'its source did not return an object with the keys',
      );
    return Object.hasOwn(answer, key) ? (answer as Args)[key] : null;
  }

  /** Returns the headers of the client that are passed on, and the ID of the request. */
  private pickHeaders({ client, requestId }: GraphRequest): Record<string, string> {
    const passed = this.settings.forwardHeaders.flatMap((name) => {
      const value = client.headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    });
    return { 'x-request-id': requestId, ...Object.fromEntries(passed) };
  }
}

/** Returns a fetched value, or the last one if the source failed and it may be returned then. */
function preferStale(
  fetched: RemoteValue | Error | undefined,
  last: RemoteValue | undefined,
): RemoteValue | Error {
  if (fetched && !(fetched instanceof RemoteUnavailableError)) return fetched;
  const now = Date.now();
  if (!last || (fetched && last.staleUntil <= now)) return fetched ?? new Error('Nothing was fetched.');
  return fetched ? { ...last, expiresAt: now + RETRY_MS } : last;
}
