import { type BodyTimeouts, timeOutBodies } from './body-timeouts.js';
import type { Interceptor } from './interceptor.js';
import { admitLargeBodies } from './large-bodies.js';
import { type AwaitChangesOptions, awaitChanges } from './min-sequence.js';
import { serializePipelinedRequests } from './pipelining.js';
import { type RefuseCrawlersOptions, refuseCrawlers } from './refuse-crawlers.js';
import { type RequestTurnsOptions, takeTurns } from './request-turns.js';
import { requireOneHost } from './single-host.js';
import { type SignatureOptions, verifySignatures } from './verify-signatures.js';

export interface InterceptorOptions
  extends RequestTurnsOptions,
    AwaitChangesOptions,
    SignatureOptions,
    RefuseCrawlersOptions {
  bodyTimeouts: BodyTimeouts;
  /** Bytes that the body of an operation may have. */
  maxBodyBytes: number;
  /** Serves cached responses: see cache-fast-path.ts. */
  cacheFastPath: Interceptor;
}

/**
 * Lists the interceptors of connections, requests and upgrades before Fastify, in the order in which they
 * run.
 */
export function createInterceptors(options: InterceptorOptions): Interceptor[] {
  return [
    // First, so that a body has no more time while its request waits.
    timeOutBodies(options.bodyTimeouts),
    // Before the turns, since a request that waits for its connection takes none.
    serializePipelinedRequests(options.onExcess),
    takeTurns(options),
    // After the turns, since a refusal costs as much as a cached response.
    requireOneHost,
    // Before crawlers are refused, since a signature says who a crawler is.
    verifySignatures(options),
    refuseCrawlers(options),
    // Before anything reads the body.
    admitLargeBodies(options),
    // Before the cache is asked.
    awaitChanges(options),
    options.cacheFastPath,
  ];
}
