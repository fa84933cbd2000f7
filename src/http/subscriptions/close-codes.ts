/**
 * Why a socket is closed. Below 4000 by https://www.iana.org/assignments/websocket: clients of graphql-ws connect
 * again. The others by https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.
 */
export enum CloseCode {
  NORMAL = 1000,
  /** The instance closes. */
  SERVICE_RESTART = 1012,
  /** The client took events too slowly, or the database is away. */
  TRY_AGAIN_LATER = 1013,
  BAD_REQUEST = 4400,
  UNAUTHORIZED = 4401,
  FORBIDDEN = 4403,
  INTERNAL_SERVER_ERROR = 4500,
}
