import type { CacheInvalidator } from '../../cache/cache-invalidator.js';
import type { Interceptor } from './interceptor.js';
import { refuseRequest } from './refuse-request.js';

/** Request header with the sequence of a change, as webhooks name it. The answer has at least this change. */
export const MIN_SEQUENCE_HEADER = 'x-min-sequence';
/** Digits of the largest sequence that a JavaScript number holds exactly. */
const SEQUENCE = /^\d{1,15}$/;

/**
 * Lets a request that names a change wait until the caches of this instance have followed it. The webhook of a change may
 * come from another instance, and arrive before this one has read the change log.
 */
export function awaitChanges(invalidator: Pick<CacheInvalidator, 'waitForSequence'>): Interceptor {
  return {
    request(request, response, next) {
      const header = request.headers[MIN_SEQUENCE_HEADER];
      if (header === undefined) return next(request, response);
      if (!SEQUENCE.test(String(header))) {
        const message = `The header ${MIN_SEQUENCE_HEADER} must be the sequence of a change, such as 118.`;
        return refuseRequest(request, response, message);
      }
      const ready = invalidator.waitForSequence(BigInt(String(header)));
      if (ready) void ready.then(() => next(request, response));
      else next(request, response);
    },
  };
}
