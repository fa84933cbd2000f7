import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from './errors.js';

export interface SyncRouteOptions {
  /** Whether a request comes with a key that may write. */
  mayAsk(request: FastifyRequest): Promise<boolean>;
  /** Has the followed site synced soon. */
  ask(): Promise<void>;
}

/** POST /sync, for the site that is followed to say that something has changed there. What it sends is not read. */
export async function syncRoute(app: FastifyInstance, { mayAsk, ask }: SyncRouteOptions) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
  app.post('/sync', async (request, reply) => {
    if (!(await mayAsk(request))) return refuse(reply, 403, 'Send an API key with the scope write.');
    await ask();
    return reply.code(202).send();
  });
}
