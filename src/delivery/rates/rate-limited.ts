import { GraphQLError } from 'graphql';
import { ErrorCode } from '../../shared/errors.js';
import { WINDOW } from './rate-store.js';
import type { Standing } from './window.js';

/** They have spent their points of this minute. */
export class RateLimited extends GraphQLError {
  constructor(readonly standing: Standing) {
    const { limit, seconds } = standing;
    super(
      `There were too many requests: ${limit} points in ${WINDOW} seconds is the limit. Try again in ${seconds} s.`,
      {
        extensions: {
          code: ErrorCode.RATE_LIMITED,
          http: { status: 429, headers: new Map(Object.entries(rateHeaders(standing))) },
        },
      },
    );
  }
}

/** By https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.html, and RFC 9110, section 10.2.3. */
export function rateHeaders(standing: Standing | null): Record<string, string> {
  if (!standing) return {};
  const { isWithin, limit, left, seconds } = standing;
  return {
    'ratelimit-policy': `"minute";q=${limit};w=${WINDOW}`,
    ratelimit: `"minute";r=${left};t=${seconds}`,
    ...(!isWithin && { 'retry-after': String(seconds) }),
  };
}
