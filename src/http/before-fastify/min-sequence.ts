import type { IncomingMessage } from 'node:http';
import type { CacheInvalidator } from '../../cache/cache-invalidator.js';
import type { Interceptor } from './interceptor.js';
import { refuseRequest } from './refuse-request.js';
import { getClientName } from './request-turns.js';

/** Request header with the sequence of a change, as webhooks name it. The answer has at least this change. */
export const MIN_SEQUENCE_HEADER = 'x-min-sequence';
/** Digits of the largest sequence that a JavaScript number holds exactly. */
const SEQUENCE = /^\d{1,15}$/;
/** Maximum number of requests of one client that wait. More are handled without waiting. */
const MAX_WAITING_OF_CLIENT = 100;

export interface AwaitChangesOptions {
  cacheInvalidator: Pick<CacheInvalidator, 'waitForSequence'>;
  /** Returns the client's IP address, from `x-forwarded-for` where the proxy is trusted. */
  getClientIp(request: IncomingMessage): string;
}

/**
 * Lets a request that names a change wait until the caches of this instance have followed it. The webhook of a change may
 * come from another instance, and arrive before this one has read the change log.
 */
export function awaitChanges({ cacheInvalidator, getClientIp }: AwaitChangesOptions): Interceptor {
  /** Requests that wait, by client. */
  const waiting = new Map<string, number>();
  const waitForSequence = (request: IncomingMessage, sequence: bigint): Promise<void> | null => {
    const client = getClientName(getClientIp(request));
    const count = waiting.get(client) ?? 0;
    const ready = count < MAX_WAITING_OF_CLIENT ? cacheInvalidator.waitForSequence(sequence) : null;
    if (!ready) return null;
    waiting.set(client, count + 1);
    return ready.then(() => {
      const others = (waiting.get(client) ?? 1) - 1;
      if (others > 0) waiting.set(client, others);
      else waiting.delete(client);
    });
  };
  return {
    request(request, response, next) {
      const header = request.headers[MIN_SEQUENCE_HEADER];
      if (header === undefined) return next(request, response);
      if (!SEQUENCE.test(String(header))) {
        const message = `The header ${MIN_SEQUENCE_HEADER} must be the sequence of a change, such as 118.`;
        return refuseRequest(request, response, message);
      }
      const ready = waitForSequence(request, BigInt(String(header)));
      if (ready) void ready.then(() => next(request, response));
      else next(request, response);
    },
  };
}
