import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const FOLDER = fileURLToPath(new URL('../../seeds/media', import.meta.url));

/** The pictures of the seeds, so that they show without a network. */
export async function media(app: FastifyInstance) {
  if (!existsSync(FOLDER)) return;
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
}
