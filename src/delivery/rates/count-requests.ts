import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimited, rateHeaders } from './rate-limited.js';
import type { Standing } from './window.js';

/** A hook that counts requests outside the graph. */
export function countRequests(take: (request: FastifyRequest) => Promise<Standing | null>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      reply.headers(rateHeaders(await take(request)));
    } catch (error) {
      if (error instanceof RateLimited) return refuseLimited(reply, error);
      throw error;
    }
  };
}

/** Answers who has come too often. */
export function refuseLimited(
  reply: FastifyReply,
  { message, extensions: { code }, standing }: RateLimited,
): FastifyReply {
  return reply
    .code(429)
    .headers(rateHeaders(standing))
    .send({ errors: [{ message, extensions: { code } }] });
}
