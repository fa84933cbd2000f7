import type { FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { rejectRequest } from './error-handler.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Read by @fastify/cors, in place of what it was registered with. */
    cors?: FastifyCorsOptions;
  }
}

const MAX_BODY_BYTES = 4_096;
/** A transparent GIF of one pixel, by https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
/** A site's pages send from wherever they are served; nothing that they could read is answered. */
const ANY_ORIGIN = { config: { cors: { origin: '*' } } };
const USAGE_MESSAGE = 'Send the slug of an article: as text, as slug=… or as {"slug": "…"}.';

export interface BeaconPluginOptions {
  /** Takes a view of an article. */
  record(slug: string, request: FastifyRequest): Promise<unknown>;
}

/**
 * Views by `navigator.sendBeacon('/beacon', slug)`, and for pages without script by an image. Bodies are read
 * whatever type they say they are of: a browser asks a site of another origin first when it is not one of three.
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
    { ...ANY_ORIGIN, exposeHeadRoute: false }, // who asks for the headers shows no page
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
