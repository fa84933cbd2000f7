import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { requireRevalidation } from './cdn/public-cache-control.js';
import { rejectRequest } from './error-handler.js';
import { computeEtag, isFresh } from './etag.js';

/** The packed @dateline/client, which the build writes next to the compiled gateway. */
const PACKAGE_FILE = fileURLToPath(new URL('../../dist/client.tgz', import.meta.url));

/** Serves the client package of this gateway's version, for `npm install`. 404 if the build has none. */
export async function clientPackagePlugin(app: FastifyInstance) {
  const content = await readFile(PACKAGE_FILE).catch(() => null);
  const etag = content && `"${computeEtag(content)}"`;
  app.get('/client.tgz', { config: { isCredentialIndependent: true } }, async (request, reply) => {
    if (!etag) return rejectRequest(reply, 404, 'This build has no client package: run npm run build.');
    requireRevalidation(reply);
    reply.header('etag', etag).type('application/gzip');
    return isFresh(request, { etag }) ? reply.code(304).send() : reply.send(content);
  });
}
