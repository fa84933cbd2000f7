import { gunzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import Negotiator from 'negotiator';
import { appendVary } from '../cdn/cache-control.js';
import { loadAssets } from './assets.js';
import { EXAMPLES } from './examples.js';
import { ASSET_HEADERS, PAGE_HEADERS } from './headers.js';
import { renderPage } from './page.js';

export interface PlaygroundOptions {
  /** Where the GraphQL route lives, e.g. `/graphql`; the assets are served below it. */
  readonly path: string;
  /** Off, nothing is registered and browsers get what the GraphQL route answers them. */
  readonly enabled?: boolean;
  readonly title?: string;
  /** Documents for the first visit's tabs. */
  readonly tabs?: readonly string[];
}

const GRAPHQL_FIRST = ['application/json', 'application/graphql-response+json', 'text/html'];

/** A browser that navigates here; GraphQL clients ask for JSON or for anything, and get JSON. */
export function isPlaygroundRequest(request: FastifyRequest): boolean {
  return request.method !== 'POST' && new Negotiator(request.raw).mediaType(GRAPHQL_FIRST) === 'text/html';
}

/**
 * GraphiQL on the GraphQL route's own address, for browsers. It answers in a hook before that route's handler,
 * since Fastify allows one GET per path; register it before the route.
 */
async function registerPlayground(app: FastifyInstance, options: PlaygroundOptions) {
  const { path, enabled = true, title = 'Dateline', tabs = EXAMPLES } = options;
  if (!enabled) return;
  const assetsPath = `${path}/playground`;

  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.routeOptions.url !== path) return;
    // The same address answers differently: no cache may hand the page to a client that asked for JSON.
    appendVary(reply, 'Accept');
    if (!isPlaygroundRequest(request)) return;
    const { version } = await loadAssets();
    const page = renderPage({ title, endpoint: path, assets: `${assetsPath}/${version}`, tabs });
    return reply.headers(PAGE_HEADERS).send(page);
  });

  app.get<{ Params: { version: string; file: string } }>(
    `${assetsPath}/:version/:file`,
    { config: { isCredentialIndependent: true } },
    async (request, reply) => {
      const { version, files } = await loadAssets();
      const asset = request.params.version === version ? files.get(request.params.file) : undefined;
      if (!asset) return reply.callNotFound();
      reply.headers(ASSET_HEADERS).type(asset.type);
      if (new Negotiator(request.raw).encoding(['gzip']) !== 'gzip') return gunzipSync(asset.gzipped);
      return reply.header('content-encoding', 'gzip').send(asset.gzipped);
    },
  );
}

export const playgroundPlugin = plugin(registerPlayground, { name: 'playground' });
