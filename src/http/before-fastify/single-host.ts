import { rejectSocket } from '../error-handler.js';
import type { Interceptor } from './interceptor.js';
import { refuseRequest } from './refuse-request.js';

/**
 * Matches a host and port (https://www.rfc-editor.org/rfc/rfc9110#section-7.2) without commas, by which
 * proxies join two hosts.
 */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+;=%-]*)(?::\d{0,5})?$/i;

/**
 * Rejects requests and upgrades with several `Host` headers or an invalid one, among which proxies and
 * servers choose differently.
 */
export const requireOneHost: Interceptor = {
  request(request, response, next) {
    const message = hostError(request.rawHeaders);
    if (message) refuseRequest(request, response, message);
    else next(request, response);
  },
  upgrade(request, socket, head, next) {
    const message = hostError(request.rawHeaders);
    if (!message) return next(request, socket, head);
    socket.on('error', () => undefined);
    rejectSocket(socket, 400, message);
  },
};

/**
 * Returns an error message, or null if the header is valid. Node itself rejects HTTP/1.1 requests without
 * one.
 */
function hostError(rawHeaders: string[]): string | null {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    hosts += 1;
    if (hosts > 1) return 'A request must have exactly one Host header.';
    if (!HOST.test(rawHeaders[i + 1]!)) return 'The Host header is invalid.';
  }
  return null;
}
