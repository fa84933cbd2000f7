import type { ClientIdentity } from '../../rate-limit/rate-limiter.js';

/** A client's request on a WebSocket or event stream. */
export interface ClientRequest extends ClientIdentity {
  /** Request ID in the log. */
  id: string;
}
