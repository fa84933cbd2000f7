import type { FastifyReply, FastifyRequest } from 'fastify';
import { createRateLimitHeaders, RateLimitError } from './rate-limit-error.js';
import type { RateLimitStatus } from './token-lease.js';

/** A hook that counts requests outside the graph. */
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

/** Answers who has come too often. */
export function sendRateLimited(
  reply: FastifyReply,
  { message, extensions: { code }, limitStatus: status }: RateLimitError,
): FastifyReply {
  return reply
    .code(429)
    .headers(createRateLimitHeaders(status))
    .send({ errors: [{ message, extensions: { code } }] });
}
