import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import Negotiator from 'negotiator';
import { appendVary } from '../cdn/cache-control.js';
import { rejectRequest } from '../error-handler.js';
import { loadAssets } from './assets.js';
import { ASSET_HEADERS, PAGE_HEADERS } from './headers.js';
import { renderPage } from './page.js';

export interface PlaygroundOptions {
  /** Path of the GraphQL route, e.g. `/graphql`; the assets are served below it. */
  readonly path: string;
  /** If false, browsers get an error that says so. */
  readonly enabled?: boolean;
  readonly title?: string;
  /** Documents in the menu of examples. The first ones are also the tabs of a first visit. */
  readonly tabs: readonly string[];
}

const OFF_MESSAGE =
  'The playground is off here, as in production. Set PLAYGROUND=true on the gateway to open it, or send queries by POST.';
const GRAPHQL_FIRST = ['application/json', 'application/graphql-response+json', 'text/html'];

/** Returns true if a browser navigates here. GraphQL clients accept JSON or any type, and get JSON. */
function isPlaygroundRequest(request: FastifyRequest): boolean {
  return request.method !== 'POST' && new Negotiator(request.raw).mediaType(GRAPHQL_FIRST) === 'text/html';
}

/**
 * Serves GraphiQL to browsers on the path of the GraphQL route, in a hook, since Fastify allows one GET
 * handler per path. Register it before the route.
 */
async function registerPlayground(app: FastifyInstance, options: PlaygroundOptions) {
  const { path, enabled = true, title = 'Dateline', tabs } = options;
  const assetsPath = `${path}/playground`;

  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.routeOptions.url !== path) return;
    // The response varies: no cache may serve the page to a client that accepts JSON.
    appendVary(reply, 'Accept');
    if (!isPlaygroundRequest(request)) return;
    if (!enabled) return request.url === path ? rejectRequest(reply, 400, OFF_MESSAGE) : undefined;
    const { version } = await loadAssets();
    const page = renderPage({ title, endpoint: path, assets: `${assetsPath}/${version}`, tabs });
    return reply.headers(PAGE_HEADERS).send(page);
  });

  if (!enabled) return;
  app.get<{ Params: { version: string; file: string } }>(
    `${assetsPath}/:version/:file`,
    { config: { isCredentialIndependent: true } },
    async (request, reply) => {
      const { version, files } = await loadAssets();
      const asset = request.params.version === version ? files.get(request.params.file) : undefined;
      if (!asset) return reply.callNotFound();
      reply.headers(ASSET_HEADERS).type(asset.type);
      if (new Negotiator(request.raw).encoding(['gzip']) !== 'gzip') {
        // As a stream: the whole text would be held for every slow client.
        return reply.send(Readable.from([asset.gzipped]).pipe(createGunzip()));
      }
      return reply.header('content-encoding', 'gzip').send(asset.gzipped);
    },
  );
}

export const playgroundPlugin = plugin(registerPlayground, { name: 'playground' });
