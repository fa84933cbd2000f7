import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { UPLOADS_PATH } from '../media/media-storage.js';
import { ClientLeft } from '../rate-limit/concurrency/refusals.js';
import { ErrorCode } from '../shared/errors/errors.js';
import { getClientName } from './before-fastify/request-turns.js';
import { createErrorBody, rejectRequest } from './error-handler.js';

/** Receives the bytes of uploads. */
export interface UploadReceiver {
  maxBytes: number;
  /**
   * Returns the ID and maximum size of an upload by its address; null if the signature is wrong or, unless it may have,
   * the address has expired.
   */
  find(
    parameters: string,
    signature: string,
    options?: { mayHaveExpired: boolean },
  ): { id: string; bytes: number } | null;
  /** Returns true if an upload was not finished. */
  isOpen(id: string): Promise<boolean>;
  /** Adds the bytes of an upload: `used` if others have arrived, or it was finished. */
  receive(id: string, body: Uint8Array): Promise<'received' | 'used' | 'invalid' | { refused: string }>;
}

export interface UploadPluginOptions {
  uploads: UploadReceiver;
  /** Lets the body of a request take as long as it moves. */
  allowSlowBody(request: FastifyRequest): void;
}

interface UploadRoute {
  Params: { parameters: string; signature: string };
}

/** Maximum number of simultaneous uploads of one client, and of all clients. */
const PER_CLIENT = 6;
const IN_ALL = 24;
/** Number of files of the maximum size that may be in memory: each upload is, until it is complete. */
const LARGEST_IN_ALL = 4;
const INVALID = 'The address of the upload is wrong or has expired. Create another one with createUpload.';
const USED = 'The upload has its file already. Create another one with createUpload.';
const SENDING = 'The file of the upload is being sent already.';

/** Receives uploads at signed addresses, each once. Nothing is stored before the last byte has arrived. */
export async function uploadPlugin(
  app: FastifyInstance,
  { uploads, allowSlowBody }: UploadPluginOptions,
): Promise<void> {
  const arriving = new ArrivingUploads(LARGEST_IN_ALL * uploads.maxBytes);
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
      const upload = uploads.find(request.params.parameters, request.params.signature);
      if (upload === null) return rejectUpload(reply, 403, INVALID);
      if (getLength(request) > upload.bytes) return rejectUpload(reply, 413, describeLimit(upload.bytes));
      if (arriving.has(upload.id)) return rejectUpload(reply, 409, SENDING);
      const client = getClientName(request.ip);
      // A body of unknown length may be as long as any.
      const bytes = request.headers['content-length'] === undefined ? uploads.maxBytes : upload.bytes;
      const place = { id: upload.id, bytes };
      if (!arriving.add(place, client)) {
        const message = 'Several uploads are running. Try again in a moment.';
        return reply
          .code(503)
          .headers({ 'retry-after': '2', connection: 'close' })
          .send(createErrorBody(message, ErrorCode.SERVICE_UNAVAILABLE));
      }
      // No event would release the slot if the client disconnected while its rate limit was read.
      if (reply.raw.closed) {
        arriving.delete(place, client);
        throw new ClientLeft();
      }
      reply.raw.once('close', () => arriving.delete(place, client));
      if (!(await uploads.isOpen(upload.id))) return rejectUpload(reply, 409, USED);
      allowSlowBody(request);
    },
    handler: async (request, reply) => {
      const { parameters, signature } = request.params;
      // The address may have expired while the bytes arrived.
      const upload = uploads.find(parameters, signature, { mayHaveExpired: true })!;
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (body.length > upload.bytes) return rejectRequest(reply, 413, describeLimit(upload.bytes));
      const result = await uploads.receive(upload.id, body);
      if (result === 'received') return reply.code(204).send();
      if (result === 'invalid') return rejectRequest(reply, 403, INVALID);
      if (result === 'used') return rejectRequest(reply, 409, USED);
      return rejectRequest(reply, 422, result.refused);
    },
  });
}

/** The uploads in progress. */
class ArrivingUploads {
  private readonly ids = new Set<string>();
  private readonly clients = new Map<string, number>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Returns false if too many arrive, of the client or of all. */
  add({ id, bytes }: { id: string; bytes: number }, client: string): boolean {
    const count = this.clients.get(client) ?? 0;
    if (count >= PER_CLIENT || this.ids.size >= IN_ALL || this.bytes + bytes > this.maxBytes) return false;
    this.ids.add(id);
    this.clients.set(client, count + 1);
    this.bytes += bytes;
    return true;
  }

  delete({ id, bytes }: { id: string; bytes: number }, client: string): void {
    this.ids.delete(id);
    const count = this.clients.get(client)! - 1;
    if (count === 0) this.clients.delete(client);
    else this.clients.set(client, count);
    this.bytes -= bytes;
  }
}

/** Rejects an upload before its body is read, which Node.js would read all the same on an open connection. */
function rejectUpload(reply: FastifyReply, status: number, message: string): FastifyReply {
  return rejectRequest(reply.header('connection', 'close'), status, message);
}

function getLength({ headers }: FastifyRequest<UploadRoute>): number {
  return Number(headers['content-length'] ?? 0);
}

function describeLimit(limit: number): string {
  return `The upload was created for ${limit} bytes. Create another one with the size of the file.`;
}
