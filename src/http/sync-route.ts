import type { FastifyInstance, FastifyRequest } from 'fastify';
import { rejectRequest } from './error-handler.js';

export interface SyncPluginOptions {
  /** Whether a request comes with a key that may write. */
  canSync(request: FastifyRequest): Promise<boolean>;
  /** Has the followed site synced soon. */
  requestSync(): Promise<void>;
}

/** POST /sync, for the site that is followed to say that something has changed there. What it sends is not read. */
export async function syncPlugin(app: FastifyInstance, { canSync, requestSync }: SyncPluginOptions) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
  app.post('/sync', async (request, reply) => {
    if (!(await canSync(request))) return rejectRequest(reply, 403, 'Send an API key with the scope write.');
    await requestSync();
    return reply.code(202).send();
  });
}
