import type { FastifyReply, FastifyRequest } from 'fastify';
import { createRateLimitHeaders } from './rate-limit-error.js';
import type { RateLimitStatus } from './token-lease.js';

/** Creates a hook that rate-limits requests outside the GraphQL API. It throws RateLimitError. */
export function createRateLimitHook(
  consumePoint: (request: FastifyRequest) => Promise<RateLimitStatus | null>,
) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(createRateLimitHeaders(await consumePoint(request)));
  };
}
