import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import parseRange from 'range-parser';
import type { FileLookup } from '../media/file-lookup.js';
import { ImageUnavailableError } from '../media/image-process/image-errors.js';
import {
  type ByteRange,
  INCOMING,
  isMediaKey,
  MEDIA_PATH,
  type MediaFile,
  type MediaStorage,
  MediaStorageError,
} from '../media/media-storage.js';
import type { ClientIdentity } from '../rate-limit/rate-limiter.js';
import { ErrorCode } from '../shared/errors/errors.js';
import { createErrorBody, rejectRequest } from './error-handler.js';
import { isFresh } from './etag.js';
import { redirectTo, rejectExpired, setMediaCacheHeaders } from './media-headers.js';
import { sendVariant, VARIANT_PATH, type VariantRoute, type VariantRouteOptions } from './media-variants.js';

export interface MediaPluginOptions extends VariantRouteOptions {
  files: FileLookup;
  /** Limits how many files a client may request that do not exist, since each is looked up. Throw RateLimitError. */
  misses: { check(client: ClientIdentity): Promise<void>; count(client: ClientIdentity): Promise<void> };
}

type MediaRequest = FastifyRequest<{ Params: { '*': string } }>;

const HEADERS = {
  'accept-ranges': 'bytes',
  'x-content-type-options': 'nosniff',
  // An SVG opened by itself is a document: it may be drawn, but run no scripts.
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
};

/** Files that are not in the library can be replaced under their key. */
const CHANGEABLE = 'public, max-age=3600';
/** Key of a file of the library, which is immutable. */
const LIBRARY_KEY = /^[0-9a-f]{40}\.\w+$/;

/** Serves media files: whole and in parts (RFC 9110, section 14), or 304 if the client's copy is current. */
export async function mediaPlugin(app: FastifyInstance, options: MediaPluginOptions) {
  app.route<VariantRoute>({
    method: ['GET', 'HEAD'],
    url: VARIANT_PATH,
    config: { isCredentialIndependent: true },
    handler: (request, reply) => sendVariant(options, request, reply),
  });
  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'HEAD'],
    url: `${MEDIA_PATH}*`,
    config: { isCredentialIndependent: true },
    handler: (request, reply) => serveFile(options, request, reply),
  });
  app.setErrorHandler((error, request, reply) => {
    const isPicture = error instanceof ImageUnavailableError;
    if (!isPicture && !(error instanceof MediaStorageError)) throw error;
    const cause = isPicture ? error.message : 'The media storage does not answer.';
    request.log.error({ err: error, part: 'media' }, `a media file cannot be ${isPicture ? 'made' : 'read'}`);
    const body = createErrorBody(`${cause} Try again in a moment.`, UNAVAILABLE);
    return reply.code(503).header('retry-after', '1').send(body);
  });
}

const UNAVAILABLE = ErrorCode.SERVICE_UNAVAILABLE;

async function serveFile(
  { storages, files, misses, cdn }: MediaPluginOptions,
  request: MediaRequest,
  reply: FastifyReply,
) {
  const { '*': key } = request.params;
  await misses.check(request);
  const isOfLibrary = LIBRARY_KEY.test(key);
  // Bytes are served while the database is away, as pages are.
  const known = isOfLibrary ? await files.findOrRecall(key) : null;
  if (known?.remainingMs === 0) return rejectExpired(reply);
  if (known?.key != null && known.key !== key) return redirectTo(known.key, storages, reply);
  const found = isMediaKey(key) && !key.startsWith(INCOMING) ? await findFile(storages, key) : null;
  if (!found) {
    await misses.count(request);
    return reply.callNotFound();
  }
  const { storage, file } = found;
  if (!isOfLibrary) reply.header('cache-control', CHANGEABLE);
  else setMediaCacheHeaders(reply, known, cdn);
  if (isFresh(request, buildFileHeaders(file))) return setFileHeaders(reply, file).code(304).send();
  const range = findRange(request, file);
  if (range === 'unsatisfiable') {
    reply.removeHeader('cache-control').header('content-range', `bytes */${file.size}`);
    return rejectRequest(reply, 416, `The file has ${file.size} bytes.`);
  }
  if (request.method === 'HEAD') return setBodyHeaders(setFileHeaders(reply, file), file, range).send();
  const opened = await storage.get(key, range);
  if (!opened) return reply.callNotFound(); // deleted in the meantime
  return setBodyHeaders(setFileHeaders(reply, opened), opened, range).send(opened.body);
}

async function findFile(storages: MediaStorage[], key: string) {
  for (const storage of storages) {
    const file = await storage.head(key);
    if (file) return { storage, file };
  }
  return null;
}

function setFileHeaders(reply: FastifyReply, file: MediaFile): FastifyReply {
  return reply.headers(buildFileHeaders(file));
}

function buildFileHeaders({ etag, modifiedAt }: MediaFile) {
  return { ...HEADERS, etag, 'last-modified': modifiedAt.toUTCString() };
}

function setBodyHeaders(
  reply: FastifyReply,
  { size, contentType }: MediaFile,
  range: ByteRange | undefined,
): FastifyReply {
  reply.header('content-type', contentType);
  if (!range) return reply.header('content-length', size);
  const { start, end } = range;
  return reply.code(206).headers({
    'content-range': `bytes ${start}-${end}/${size}`,
    'content-length': end - start + 1,
  });
}

/**
 * Returns the requested part of the file, undefined for all of it. Several parts, or parts of a version that was
 * replaced (If-Range), are answered with the whole file.
 */
function findRange(
  { method, headers }: FastifyRequest,
  { size, etag, modifiedAt }: MediaFile,
): ByteRange | undefined | 'unsatisfiable' {
  const { range, 'if-range': condition } = headers;
  if (range === undefined || method !== 'GET') return undefined;
  if (
    condition !== undefined &&
    condition !== etag &&
    Date.parse(String(condition)) !== truncateToSeconds(modifiedAt)
  )
    return undefined;
  const ranges = parseRange(size, range, { combine: true });
  if (ranges === -1) return 'unsatisfiable';
  const isOnePart = ranges !== -2 && ranges.type === 'bytes' && ranges.length === 1;
  return isOnePart ? ranges[0] : undefined;
}

/** Returns a time in milliseconds since 1970, without those that an HTTP date cannot express. */
function truncateToSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1_000) * 1_000;
}
