/** Milliseconds in which all headers of a request, and all of it, have to be there. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** Milliseconds between two looks for those who are late. */
const CHECK_INTERVAL_MS = 1_000;
/** Bytes of an address and its headers together. */
const MAX_HEADER_BYTES = 16_384;
/** Milliseconds without a byte taken or given, after which a connection is ended. */
const IDLE_TIMEOUT_MS = 30_000;

/** Whoever is slower than this only holds a connection. `keepAlive`: milliseconds between signs of life on streams. */
export function createTimeoutOptions(keepAliveMs: number) {
  return {
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: Math.max(IDLE_TIMEOUT_MS, 3 * keepAliveMs),
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
  };
}
