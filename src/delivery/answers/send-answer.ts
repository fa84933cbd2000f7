import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answered } from './answers.js';

/** Answers, or says to who has the same already that nothing has changed. */
export function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { answer, source }: Answered,
): FastifyReply {
  const { status, headers, body, etag } = answer;
  reply.code(status).headers(headers).header('x-cache', source);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const isAskedAgain = request.method !== 'POST' && status === 200 && request.answerName !== null;
  if (!isAskedAgain) return reply.send(body);
  // Whoever keeps it asks whether it is still so: the answer costs next to nothing, and nothing is ever stale.
  reply.header('etag', etag).header('cache-control', 'public, no-cache');
  const known = request.headers['if-none-match'];
  return known === etag ? reply.code(304).send() : reply.send(body);
}
