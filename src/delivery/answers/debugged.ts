import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Answered } from './answers.js';

/** Most bytes of keys in a header: clients take few more. All of them are in the answer. */
const MAX_BYTES = 4_000;

/** Whether a client asks where its answer comes from. */
export function isDebugging({ headers }: { headers: IncomingHttpHeaders }): boolean {
  return headers['x-cache-debug'] !== undefined;
}

/** Answers and tells where the answer comes from, and what it is made of; nobody else is given the same bytes. */
export function debugged(reply: FastifyReply, { answer, source }: Answered): FastifyReply {
  const keys = [...answer.reads].sort();
  const cache = {
    status: source.toLowerCase(),
    madeAt: new Date(answer.madeAt).toISOString(),
    endsAt: Number.isFinite(answer.endsAt) ? new Date(answer.endsAt).toISOString() : null,
    keys,
  };
  reply.header('x-cache-keys', shortened(keys)).header('cache-control', 'no-store');
  const { extensions, ...rest } = JSON.parse(answer.body.toString());
  return reply.send(`${JSON.stringify({ ...rest, extensions: { ...extensions, cache } })}\n`);
}

/** Keys hold paths, which may be of any letters. */
function shortened(keys: string[]): string {
  const all = keys.map(encodeURI).join(' ');
  if (all.length <= MAX_BYTES) return all;
  const shown = all
    .slice(0, MAX_BYTES + 1)
    .split(' ')
    .slice(0, -1);
  return [...shown, `(and ${keys.length - shown.length} more)`].join(' ');
}
