import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { MediaStorage } from '../media/media-storage.js';
import type { RunVariantInTurn, VariantService } from '../media/variants/variant-service.js';
import type { Client } from '../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../rate-limit/concurrency/client-queues.js';
import type { ClientIdentity } from '../rate-limit/rate-limiter.js';
import { appendVary } from './cdn/cache-control.js';
import type { CdnProvider } from './cdn/public-cache-control.js';
import { rejectRequest } from './error-handler.js';
import { isFresh } from './etag.js';
import { whenLeft } from './graphql/when-left.js';
import { redirectTo, rejectExpired, setMediaCacheHeaders } from './media-headers.js';

/** Path of a variant: the hash of its file, then its parameters and signature. */
export const VARIANT_PATH = '/media/:hash(^[0-9a-f]{40}$)/:parameters.:signature';

export interface VariantRoute {
  Params: { hash: string; parameters: string; signature: string };
}

export interface VariantRouteOptions {
  variants: VariantService;
  /** CDN for which responses have headers. */
  cdn: CdnProvider;
  /** Counts a request for a variant that must be rendered. Throws RateLimitError. */
  admit(client: ClientIdentity): Promise<Client>;
  /** Queues in which variants wait for their turn to be rendered: small ones do not wait for large ones. */
  queues: { small: ClientQueues; large: ClientQueues };
  /** Storages of files; the first one that has a file is read. */
  storages: MediaStorage[];
}

/**
 * Sends a variant in the format that the client accepts best; 403 for a wrong signature, 404 for no such file, 410 if
 * its rights have ended. Redirects to the original if the variant takes too much memory or time.
 */
export async function sendVariant(
  { variants, cdn, admit, queues, storages }: VariantRouteOptions,
  request: FastifyRequest<VariantRoute>,
  reply: FastifyReply,
) {
  const { hash, parameters, signature } = request.params;
  const accepted = new Negotiator(request.raw).mediaTypes();
  const signal = whenLeft(reply);
  const runInTurn: RunVariantInTurn = async (work, isLarge) =>
    queues[isLarge ? 'large' : 'small'].run(await admit(request), signal, work);
  const result = await variants.get(hash, parameters, signature, { accepted, runInTurn });
  if (result === 'missing') return reply.callNotFound();
  if (result === 'expired') return rejectExpired(reply);
  if (result === 'invalid')
    return rejectRequest(
      reply,
      403,
      'The signature of the address is wrong. Take addresses of variants from the GraphQL API: Image.variant and Image.srcSet.',
    );
  if ('originalKey' in result) return redirectTo(result.originalKey, storages, reply);
  const { size, body, contentType, etag, isNegotiated, file } = result;
  if (isNegotiated) appendVary(reply, 'Accept');
  setMediaCacheHeaders(reply, file, cdn);
  reply.headers({ 'x-content-type-options': 'nosniff', etag });
  const isCurrent = isFresh(request, { etag });
  if (isCurrent || request.method === 'HEAD') {
    if (body instanceof Readable) body.destroy();
    if (isCurrent) return reply.code(304).send();
    return reply.headers({ 'content-type': contentType, 'content-length': size }).send();
  }
  return reply
    .headers({ 'content-type': contentType, 'content-length': size })
    .send(body instanceof Readable ? body : Buffer.from(body.buffer, body.byteOffset, body.length));
}
