import type { FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from './errors.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Read by @fastify/cors, in place of what it was registered with. */
    cors?: FastifyCorsOptions;
  }
}

const LARGEST_BODY = 4_096;
/** A transparent GIF of one pixel, by https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
/** A site's pages send from wherever they are served; nothing that they could read is answered. */
const FROM_ANYWHERE = { config: { cors: { origin: '*' } } };
const FORMS = 'Send the slug of an article: as text, as slug=… or as {"slug": "…"}.';

export interface BeaconOptions {
  /** Takes a view of an article. */
  record(slug: string, request: FastifyRequest): Promise<unknown>;
}

/**
 * Views by `navigator.sendBeacon('/beacon', slug)`, and for pages without script by an image. Bodies are read
 * whatever type they say they are of: a browser asks a site of another origin first when it is not one of three.
 */
export async function beacon(app: FastifyInstance, { record }: BeaconOptions) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.options('/beacon', FROM_ANYWHERE, async (_request, reply) => reply.code(204).send());
  app.post('/beacon', { ...FROM_ANYWHERE, bodyLimit: LARGEST_BODY }, async (request, reply) => {
    const slug = slugIn(String(request.body ?? '').trim());
    if (!slug) return refuse(reply, 400, FORMS);
    await record(slug, request);
    return reply.code(204).send();
  });
  app.get<{ Querystring: { slug?: string | string[] } }>(
    '/beacon.gif',
    { ...FROM_ANYWHERE, exposeHeadRoute: false }, // who asks for the headers shows no page
    async (request, reply) => {
      await record(String(request.query.slug ?? ''), request);
      reply.headers({ 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' });
      return reply.type('image/gif').send(PIXEL);
    },
  );
}

function slugIn(body: string): string | null {
  if (/^[{"]/.test(body)) return slugInJson(body);
  return body.includes('=') ? new URLSearchParams(body).get('slug') : body;
}

function slugInJson(body: string): string | null {
  try {
    const value = JSON.parse(body);
    const slug = typeof value === 'string' ? value : value.slug;
    return typeof slug === 'string' ? slug : null;
  } catch {
    return null;
  }
}
