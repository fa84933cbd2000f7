import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { UPLOADS_PATH } from '../media/media-storage.js';
import { ClientLeft } from '../rate-limit/concurrency/refusals.js';
import { ErrorCode } from '../shared/errors/errors.js';
import { createErrorBody, rejectRequest } from './error-handler.js';

/** Receives the bytes of uploads. */
export interface UploadReceiver {
  maxBytes: number;
  /** Returns the maximum size of an upload's body; null for an address that is wrong or has expired. */
  getLimit(parameters: string, signature: string): number | null;
  receive(
    parameters: string,
    signature: string,
    body: Uint8Array,
  ): Promise<'received' | 'invalid' | { tooLarge: number } | { refused: string }>;
}

interface UploadRoute {
  Params: { parameters: string; signature: string };
}

/** Uploads that one process receives at once; each is in memory until it is whole. */
const CONCURRENCY = 4;
const INVALID = 'The address of the upload is wrong or has expired. Create another one with createUpload.';

/** Receives uploads at signed addresses. Nothing is stored before the last byte has arrived. */
export async function uploadPlugin(app: FastifyInstance, { uploads }: { uploads: UploadReceiver }) {
  let running = 0;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: uploads.maxBytes }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((error, request) => {
    const cause = error instanceof GraphQLError && error.originalError;
    if (cause) request.log.error({ err: cause, part: 'media' }, 'an upload cannot be stored');
    throw error;
  });
  app.route<UploadRoute>({
    method: 'PUT',
    url: `${UPLOADS_PATH}:parameters.:signature`,
    bodyLimit: uploads.maxBytes,
    config: { hasFreeBody: true },
    onRequest: async (request, reply) => {
      const limit = uploads.getLimit(request.params.parameters, request.params.signature);
      if (limit === null) return rejectRequest(reply, 403, INVALID);
      if (getLength(request) > limit) return rejectRequest(reply, 413, describeLimit(limit));
      if (running >= CONCURRENCY) {
        const body = createErrorBody(
          'Several uploads are running. Try again in a moment.',
          ErrorCode.SERVICE_UNAVAILABLE,
        );
        return reply.code(503).header('retry-after', '2').send(body);
      }
      // No event would free the place of a client that has left while its rate limit was read.
      if (reply.raw.closed) throw new ClientLeft();
      running += 1;
      reply.raw.once('close', () => {
        running -= 1;
      });
    },
    handler: async (request, reply) => {
      const { parameters, signature } = request.params;
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const result = await uploads.receive(parameters, signature, body);
      if (result === 'received') return reply.code(204).send();
      if (result === 'invalid') return rejectRequest(reply, 403, INVALID);
      if ('tooLarge' in result) return rejectRequest(reply, 413, describeLimit(result.tooLarge));
      return rejectRequest(reply, 422, result.refused);
    },
  });
}

function getLength({ headers }: FastifyRequest<UploadRoute>): number {
  return Number(headers['content-length'] ?? 0);
}

function describeLimit(limit: number): string {
  return `The upload was created for ${limit} bytes. Create another one with the size of the file.`;
}
