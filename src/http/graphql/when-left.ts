import type { FastifyReply } from 'fastify';
import { ClientLeft } from '../../rate-limit/concurrency/refusals.js';

/** Returns a signal that is aborted when the client closes the connection before the response. */
export function whenLeft({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort(new ClientLeft());
  });
  return controller.signal;
}
