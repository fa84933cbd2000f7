/** Milliseconds in which all headers of a request must arrive. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Milliseconds in which a body must arrive: see BodyTimeouts. */
export const BODY_TIMEOUT_MS = 15_000;
/** Milliseconds in which an upload must arrive, however it moves. */
const REQUEST_TIMEOUT_MS = 3_600_000;
/** Milliseconds between two checks of these timeouts. */
export const CHECK_INTERVAL_MS = 1_000;
/** Maximum bytes of the request line and headers together. */
const MAX_HEADER_BYTES = 16_384;
/** Milliseconds without traffic after which a connection is closed. */
const IDLE_TIMEOUT_MS = 30_000;

/**
 * Returns timeouts that close connections of slow clients. `keepAliveMs` is the interval of keep-alive
 * messages on streams.
 */
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
