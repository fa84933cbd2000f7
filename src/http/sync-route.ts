import type { FastifyInstance, FastifyRequest } from 'fastify';
import { rejectRequest } from './error-handler.js';

export interface SyncPluginOptions {
  /**
   * Returns true if the request has an API key with the `write` scope. Throws a GraphQLError with a code if its
   * credentials cannot be checked now, or were guessed too often.
   */
  canSync(request: FastifyRequest): Promise<boolean>;
  /** Enqueues a sync of the configured sources. */
  requestSync(): Promise<void>;
}

/** Registers POST /sync, a webhook for synced sites to report changes. The body is ignored. */
export async function syncPlugin(app: FastifyInstance, { canSync, requestSync }: SyncPluginOptions) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
  app.post('/sync', async (request, reply) => {
    if (!(await canSync(request)))
      return rejectRequest(reply, 403, 'An API key with the scope write is required.');
    await requestSync();
    return reply.code(202).send();
  });
}
