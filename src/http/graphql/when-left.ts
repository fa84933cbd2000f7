import type { FastifyReply } from 'fastify';
import { ClientLeft } from '../../rate-limit/concurrency/refusals.js';
import { runPaced } from '../run-paced.js';

/**
 * Returns a signal that is aborted when the client closes the connection before the response, and from the
 * start if it is already closed.
 */
export function whenLeft({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(new ClientLeft());
  if (raw.closed || raw.destroyed) {
    if (!raw.writableFinished) abort();
  } else {
    raw.once('close', () => {
      if (!raw.writableFinished) runPaced(abort);
    });
  }
  return controller.signal;
}
