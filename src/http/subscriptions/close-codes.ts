/**
 * Close codes of WebSockets. Those below 4000 are from https://www.iana.org/assignments/websocket, and
 * graphql-ws clients reconnect after them; the others from
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.
 */
export enum CloseCode {
  NORMAL = 1000,
  /** The instance is closing. */
  SERVICE_RESTART = 1012,
  /** The client read events too slowly or has too many operations, or the database is unavailable. */
  TRY_AGAIN_LATER = 1013,
  BAD_REQUEST = 4400,
  UNAUTHORIZED = 4401,
  FORBIDDEN = 4403,
  INTERNAL_SERVER_ERROR = 4500,
}
