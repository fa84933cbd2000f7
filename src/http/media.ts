import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const FOLDER = fileURLToPath(new URL('../../seeds/media', import.meta.url));

/** The pictures of the seeds, so that they show without a network. */
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
      // An SVG opened by itself is a document: it may draw, and nothing else.
      response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    },
  });
  // A folder, or a path that leads out of ours: forbidden and missing look the same.
  app.setErrorHandler<{ statusCode?: number }>((error, _request, reply) => {
    if (error.statusCode === 403) return reply.callNotFound();
    throw error;
  });
}
