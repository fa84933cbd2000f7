import type { FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { rejectRequest } from './error-handler.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** CORS options of the route, which @fastify/cors uses instead of the global ones. */
    cors?: FastifyCorsOptions;
  }
}

const MAX_BODY_BYTES = 4_096;
/** Transparent GIF of one pixel (https://www.w3.org/Graphics/GIF/spec-gif89a.txt). */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
/** CORS for any origin: pages may be served from anywhere, and the response holds nothing to protect. */
const ANY_ORIGIN = { config: { cors: { origin: '*' } } };
const USAGE_MESSAGE = 'The slug of an article is missing. Send it as text, as slug=… or as {"slug": "…"}.';

export interface BeaconPluginOptions {
  /** Records a page view of an article. */
  record(slug: string, request: FastifyRequest): Promise<unknown>;
}

/**
 * Registers the routes that record page views: `navigator.sendBeacon('/beacon', slug)`, and an image for
 * pages without scripts. Any content type is accepted; browsers send three of them without a CORS preflight.
 */
export async function beaconPlugin(app: FastifyInstance, { record }: BeaconPluginOptions) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.options('/beacon', ANY_ORIGIN, async (_request, reply) => reply.code(204).send());
  app.post('/beacon', { ...ANY_ORIGIN, bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
    const slug = parseSlug(String(request.body ?? '').trim());
    if (!slug) return rejectRequest(reply, 400, USAGE_MESSAGE);
    await record(slug, request);
    return reply.code(204).send();
  });
  app.get<{ Querystring: { slug?: string | string[] } }>(
    '/beacon.gif',
    { ...ANY_ORIGIN, exposeHeadRoute: false }, // a HEAD request shows no page
    async (request, reply) => {
      await record(String(request.query.slug ?? ''), request);
      reply.headers({ 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' });
      return reply.type('image/gif').send(PIXEL);
    },
  );
}

function parseSlug(body: string): string | null {
  if (/^[{"]/.test(body)) return parseJsonSlug(body);
  return body.includes('=') ? new URLSearchParams(body).get('slug') : body;
}

function parseJsonSlug(body: string): string | null {
  try {
    const value = JSON.parse(body);
    const slug = typeof value === 'string' ? value : value.slug;
    return typeof slug === 'string' ? slug : null;
  } catch {
    return null;
  }
}
