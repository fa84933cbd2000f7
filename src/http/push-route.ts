import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { rejectRequest } from './error-handler.js';

/** Largest body of a push, in bytes: a post as it was written and as it is shown. */
const MAX_BODY_BYTES = 33_554_432;
/** Milliseconds after which a preview link that a push asked for expires. */
const PREVIEW_LINK_MS = 86_400_000;
const NO_KEY = 'An API key with the scopes write and publish, and without limits, is required.';

/** What a request with a key may do beside pushing. */
export interface PushAccess {
  /** Creates a preview link of an article and returns its URL. Throws UserFacingError. */
  createPreviewLink(link: { id: string; name: string; expiresAt: Date }): Promise<string>;
}

export interface PushPluginOptions {
  /** URL of the site that the gateway syncs. */
  site: string;
  /**
   * Returns the access of a request that has an API key with the scopes `write` and `publish`; else null. Throws a
   * GraphQLError with a code if its credentials cannot be checked now, or were guessed too often.
   */
  findAccess(request: FastifyRequest): Promise<PushAccess | null>;
  /** Saves a pushed item and returns what became of it. Throws UserFacingError for one that is refused. */
  push(json: unknown): Promise<{ article: { id: string } | null }>;
}

/** Registers /sync/wordpress: POST takes a post that was saved, and GET says which site may push. */
export async function pushPlugin(app: FastifyInstance, { site, findAccess, push }: PushPluginOptions) {
  const accesses = new WeakMap<FastifyRequest, PushAccess>();
  // The key is checked before a large body is read.
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const access = await findAccess(request);
    if (access === null) return rejectRequest(reply, 403, NO_KEY);
    accesses.set(request, access);
  });
  app.get('/sync/wordpress', async () => ({ site }));
  app.post('/sync/wordpress', { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
    const access = accesses.get(request);
    const { previewFor } = (request.body ?? {}) as { previewFor?: unknown };
    try {
      const result = await push(request.body);
      if (typeof previewFor !== 'string' || !result.article || !access) return result;
      const expiresAt = new Date(Date.now() + PREVIEW_LINK_MS);
      const { id } = result.article;
      return { ...result, previewUrl: await access.createPreviewLink({ id, name: previewFor, expiresAt }) };
    } catch (error) {
      if (error instanceof UserFacingError) return rejectRequest(reply, 422, error.message);
      throw error;
    }
  });
}
