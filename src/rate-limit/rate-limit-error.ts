import { ErrorCode } from '../shared/errors/errors.js';
import { Refusal } from '../shared/errors/refusal.js';
import { WINDOW_SECONDS } from './rate-store.js';
import type { RateLimitStatus } from './token-lease.js';

/** Thrown when a client or API key has spent its points of the current window. */
export class RateLimitError extends Refusal {
  constructor(readonly limitStatus: RateLimitStatus) {
    const { limit, resetSeconds } = limitStatus;
    super(
      `Too many requests: the limit is ${limit} points in ${WINDOW_SECONDS} seconds. Try again in ${resetSeconds} s.`,
      {
        extensions: {
          code: ErrorCode.RATE_LIMITED,
          http: { status: 429, headers: new Map(Object.entries(createRateLimitHeaders(limitStatus))) },
        },
      },
    );
  }
}

/**
 * Creates the rate limit headers of a response (draft-ietf-httpapi-ratelimit-headers-10,
 * https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.html) and Retry-After (RFC 9110,
 * section 10.2.3).
 */
export function createRateLimitHeaders(status: RateLimitStatus | null): Record<string, string> {
  if (!status) return {};
  const { isAllowed, limit, remaining, resetSeconds } = status;
  return {
    'ratelimit-policy': `"minute";q=${limit};w=${WINDOW_SECONDS}`,
    ratelimit: `"minute";r=${remaining};t=${resetSeconds}`,
    ...(!isAllowed && { 'retry-after': String(resetSeconds) }),
  };
}
