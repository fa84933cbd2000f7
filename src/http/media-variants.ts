import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { RunVariantInTurn, VariantService } from '../media/variants/variant-service.js';
import type { Client } from '../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../rate-limit/concurrency/client-queues.js';
import type { ClientIdentity } from '../rate-limit/rate-limiter.js';
import { appendVary } from './cdn/cache-control.js';
import type { CdnProvider } from './cdn/public-cache-control.js';
import { rejectRequest } from './error-handler.js';
import { isFresh } from './etag.js';
import { whenLeft } from './graphql/when-left.js';
import { rejectExpired, setMediaCacheHeaders } from './media-headers.js';

/** Path of a variant: the hash of its file, then its parameters and signature. */
export const VARIANT_PATH = '/media/:hash(^[0-9a-f]{40}$)/:parameters.:signature';

export interface VariantRoute {
  Params: { hash: string; parameters: string; signature: string };
}

export interface VariantRouteOptions {
  variants: VariantService;
  /** CDN whose headers responses have. */
  cdn: CdnProvider;
  /** Counts a request whose variant must be rendered. Throws RateLimitError. */
  admit(client: ClientIdentity): Promise<Client>;
  /** Queues in which variants wait for their turn to be rendered. */
  queues: ClientQueues;
}

/**
 * Sends a variant in the format that the client accepts best; 403 for a wrong signature, 404 for no such file, 410 if
 * its rights have ended.
 */
export async function sendVariant(
  { variants, cdn, admit, queues }: VariantRouteOptions,
  request: FastifyRequest<VariantRoute>,
  reply: FastifyReply,
) {
  const { hash, parameters, signature } = request.params;
  const accepted = new Negotiator(request.raw).mediaTypes();
  const signal = whenLeft(reply);
  const runInTurn: RunVariantInTurn = async (work) => queues.run(await admit(request), signal, work);
  const result = await variants.get(hash, parameters, signature, { accepted, runInTurn });
  if (result === 'missing') return reply.callNotFound();
  if (result === 'expired') return rejectExpired(reply);
  if (result === 'invalid')
    return rejectRequest(
      reply,
      403,
      'The signature of the address is wrong. Take addresses of variants from the GraphQL API: Image.variant and Image.srcSet.',
    );
  const { bytes, contentType, etag, isNegotiated, file } = result;
  if (isNegotiated) appendVary(reply, 'Accept');
  setMediaCacheHeaders(reply, file, cdn);
  reply.headers({ 'x-content-type-options': 'nosniff', etag });
  if (isFresh(request, { etag })) return reply.code(304).send();
  return reply
    .header('content-type', contentType)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
}
