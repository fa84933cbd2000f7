import type { FastifyInstance, FastifyRequest } from 'fastify';
import { rejectRequest } from './error-handler.js';
import { GHOST_SIGNATURE, isGhostSignature } from './ghost-signature.js';

export interface SyncPluginOptions {
  /**
   * Returns true if the request has an API key with the `write` scope. Throws a GraphQLError with a code if its
   * credentials cannot be checked now, or were guessed too often.
   */
  canSync(request: FastifyRequest): Promise<boolean>;
  /** Secret of the webhooks of Ghost, which cannot send a key; undefined for none. */
  ghostSecret: string | undefined;
  /** Enqueues a sync of the configured sources. */
  requestSync(): Promise<void>;
}

/** Largest body that is compared with the signature of a webhook of Ghost, in bytes: a post before and after. */
const MAX_BODY_BYTES = 4_194_304;

/** Registers POST /sync, a webhook for synced sites to report changes. The body is not read further than its signature. */
export async function syncPlugin(
  app: FastifyInstance,
  { canSync, ghostSecret, requestSync }: SyncPluginOptions,
) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/sync', { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
    const { [GHOST_SIGNATURE]: signature } = request.headers;
    if (typeof signature === 'string') {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (!ghostSecret || !isGhostSignature(signature, body, ghostSecret))
        return rejectRequest(reply, 403, 'The signature is not that of GHOST_WEBHOOK_SECRET.');
    } else if (!(await canSync(request))) {
      return rejectRequest(reply, 403, 'An API key with the scope write is required.');
    }
    await requestSync();
    return reply.code(202).send();
  });
}
