import type { FastifyReply, FastifyRequest } from 'fastify';
import { createRateLimitHeaders, RateLimitError } from './rate-limit-error.js';
import type { RateLimitStatus } from './token-lease.js';

/** Creates a hook that rate-limits requests outside the GraphQL API. */
export function createRateLimitHook(
  consumePoint: (request: FastifyRequest) => Promise<RateLimitStatus | null>,
) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      reply.headers(createRateLimitHeaders(await consumePoint(request)));
    } catch (error) {
      if (error instanceof RateLimitError) return sendRateLimited(reply, error);
      throw error;
    }
  };
}

/** Sends the 429 response for a client over its limit. */
export function sendRateLimited(
  reply: FastifyReply,
  { message, extensions: { code }, limitStatus: status }: RateLimitError,
): FastifyReply {
  return reply
    .code(429)
    .headers(createRateLimitHeaders(status))
    .send({ errors: [{ message, extensions: { code } }] });
}
