import { sendRequest } from '../../shared/net/send-request.js';

/** Changed content, by the names under which caches know it. */
export interface CachePurge {
  /** Tags as in the headers Surrogate-Key and Cache-Tag, at most 1,000. */
  tags: string[];
  /** Site-relative paths of pages, e.g. `/world/talks-open`, at most 1,000, for caches that cannot purge by tag. */
  paths: string[];
}

/**
 * Purges a cache in front of the gateway or of the site. Each change is purged as a job, and again after 20
 * seconds.
 */
export interface CachePurger {
  /** Name in jobs and logs. It is permanent, and no other purger of the site has it. */
  readonly name: string;
  /**
   * Purges tags and paths, with as many requests as the cache requires. Resolves once the cache has accepted all of
   * them.
   *
   * Throws if one was refused. The job queue then purges the same again, with increasing delays, so purging twice
   * must be harmless.
   */
  purge(purge: CachePurge): Promise<void>;
}

/** Sends a request to purge. Throws an Error with the beginning of the response if it is refused. */
export function sendPurge(url: string | URL, init: RequestInit): Promise<void> {
  return sendRequest(url, init, 'The cache answered a purge');
}

/** Splits a list into portions of at most `size`. */
export function splitIntoPortions<T>(list: readonly T[], size: number): T[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
}
