import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const FOLDER = fileURLToPath(new URL('../../seeds/media', import.meta.url));

/** Serves the images of the seed content, so that no network is needed. */
export async function mediaPlugin(app: FastifyInstance) {
  if (!existsSync(FOLDER)) return;
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, isCredentialIndependent: true };
  });
  await app.register(fastifyStatic, {
    root: FOLDER,
    prefix: '/media/',
    index: false,
    maxAge: '1h',
    setHeaders: (response) => {
      response.setHeader('x-content-type-options', 'nosniff');
      // An SVG opened by itself is a document: it may be drawn, but run no scripts.
      response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    },
  });
  // For folders and paths outside this one: 403 and 404 look the same to clients.
  app.setErrorHandler<{ statusCode?: number }>((error, _request, reply) => {
    if (error.statusCode === 403) return reply.callNotFound();
    throw error;
  });
}
