/** Milliseconds in which all headers of a request, and all of it, have to be there. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 15_000;
/** Milliseconds between two looks for those who are late. */
const LOOKS = 1_000;
/** Bytes of an address and its headers together. */
const HEADERS_LIMIT = 16_384;
/** Milliseconds without a byte taken or given, after which a connection is ended. */
const IDLE_TIMEOUT = 30_000;

/** Whoever is slower than this only holds a connection. `keepAlive`: milliseconds between signs of life on streams. */
export function slowClients(keepAlive: number) {
  return {
    requestTimeout: REQUEST_TIMEOUT,
    connectionTimeout: Math.max(IDLE_TIMEOUT, 3 * keepAlive),
    http: {
      headersTimeout: HEADERS_TIMEOUT,
      connectionsCheckingInterval: LOOKS,
      maxHeaderSize: HEADERS_LIMIT,
    },
  };
}
