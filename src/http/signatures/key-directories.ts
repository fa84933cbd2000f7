import type { KeyObject } from 'node:crypto';
import type { AgentKey, KeyDirectory } from './fetch-key-directory.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Milliseconds for which keys are used before they are fetched again, without and with a lifetime from the server. */
const DEFAULT_LIFETIME_MS = HOUR_MS;
const MIN_LIFETIME_MS = 5 * MINUTE_MS;
const MAX_LIFETIME_MS = 24 * HOUR_MS;
/** Milliseconds between two fetches of a directory, also for a key that it does not have. */
const MIN_PAUSE_MS = MINUTE_MS;
const MAX_PAUSE_MS = HOUR_MS;

export interface KeyDirectoriesOptions {
  /** Origins of the agents whose keys may be fetched. */
  origins: ReadonlySet<string>;
  fetchDirectory(origin: string, signal: AbortSignal): Promise<KeyDirectory>;
  log: { warn(line: object, message: string): void };
  /** Source of the current time in milliseconds. */
  now(): number;
}

interface StoredDirectory {
  keys: ReadonlyMap<string, AgentKey>;
  /** Time at which the keys are fetched again, and from which they are no longer used. */
  staleAt: number;
  expiresAt: number;
  /** Time before which the directory is not fetched. */
  nextFetchAt: number;
  failures: number;
  isFetching: boolean;
}

/** Keys of agents, fetched in the background when a request needs them. No request waits for them. */
export class KeyDirectories {
  private readonly directories = new Map<string, StoredDirectory>();
  private readonly closing = new AbortController();

  constructor(private readonly options: KeyDirectoriesOptions) {}

  /** Returns true if the keys of an agent may be fetched. */
  has(origin: string): boolean {
    return this.options.origins.has(origin);
  }

  /** Returns a valid key of an agent. Null if it is unknown, or not fetched yet. */
  find(origin: string, keyId: string): KeyObject | null {
    const now = this.options.now();
    const directory = this.getDirectory(origin);
    const found = now < directory.expiresAt ? directory.keys.get(keyId) : undefined;
    if (!found || now >= directory.staleAt) this.refresh(origin, directory, now);
    return found && found.notBefore <= now && now < found.notAfter ? found.key : null;
  }

  /** Cancels fetches, and begins none. */
  close(): void {
    this.closing.abort();
  }

  private getDirectory(origin: string): StoredDirectory {
    const stored = this.directories.get(origin);
    if (stored) return stored;
    const created = {
      keys: new Map(),
      staleAt: 0,
      expiresAt: 0,
      nextFetchAt: 0,
      failures: 0,
      isFetching: false,
    };
    this.directories.set(origin, created);
    return created;
  }

  private refresh(origin: string, directory: StoredDirectory, now: number): void {
    if (directory.isFetching || now < directory.nextFetchAt || this.closing.signal.aborted) return;
    directory.isFetching = true;
    void this.fetch(origin, directory).finally(() => {
      directory.isFetching = false;
    });
  }

  private async fetch(origin: string, directory: StoredDirectory): Promise<void> {
    const { fetchDirectory, now, log } = this.options;
    try {
      const { keys, maxAgeSeconds } = await fetchDirectory(origin, this.closing.signal);
      const stated = maxAgeSeconds === null ? DEFAULT_LIFETIME_MS : maxAgeSeconds * 1_000;
      const lifetime = Math.min(Math.max(stated, MIN_LIFETIME_MS), MAX_LIFETIME_MS);
      const fetchedAt = now();
      Object.assign(directory, {
        keys,
        failures: 0,
        staleAt: fetchedAt + lifetime,
        // While the server is down, the last keys are used for a day more.
        expiresAt: fetchedAt + lifetime + MAX_LIFETIME_MS,
        nextFetchAt: fetchedAt + MIN_PAUSE_MS,
      });
    } catch (err) {
      if (this.closing.signal.aborted) return;
      directory.nextFetchAt = now() + Math.min(MIN_PAUSE_MS * 2 ** directory.failures, MAX_PAUSE_MS);
      directory.failures += 1;
      log.warn({ err, origin }, 'keys of a signature agent could not be fetched');
    }
  }
}
