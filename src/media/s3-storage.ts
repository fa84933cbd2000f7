import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient, AwsV4Signer } from 'aws4fetch';
import pRetry from 'p-retry';
import { getMediaType } from '../shared/media-type.js';
import {
  assertMediaKey,
  isMediaKey,
  MEDIA_PATH,
  type MediaFile,
  type MediaStorage,
  MediaStorageError,
} from './media-storage.js';

export interface S3StorageOptions {
  /** URL of the bucket, e.g. `https://courier.s3.eu-west-1.amazonaws.com` or `https://s3.example/courier`. */
  bucketUrl: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Region of the bucket; `auto` for Cloudflare R2. */
  region: string;
  /** URL of the bucket for readers, such as that of a CDN. Defaults to the gateway, which reads the bucket. */
  publicUrl?: string;
  /**
   * If true, editors' browsers send files to the bucket, which must allow PUT from their origin (CORS).
   * Defaults to false: they send them to the gateway.
   */
  directUploads?: boolean;
}

/** Milliseconds that the server may take until its response begins. */
const TIMEOUT_MS = 30_000;
/** Further attempts after a response of 429 or 5xx. */
const RETRIES = 2;
/** Milliseconds before a request is repeated after its connection was lost; doubled for each further time. */
const RETRY_DELAY_MS = 50;
/**
 * Requests the stored bytes, so that the response states their length. With Range, fetch adds the header by
 * itself.
 */
const UNCOMPRESSED = { 'accept-encoding': 'identity' };
const CACHE_CONTROL = 'public, max-age=3600';

/** Creates a storage in a bucket of Amazon S3 or a compatible server. Requests are signed by aws4fetch. */
export function createS3Storage(options: S3StorageOptions): MediaStorage {
  const { bucketUrl, publicUrl, accessKeyId, secretAccessKey, region } = options;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: RETRIES });
  const send = (method: string, key: string, init: RequestInit = {}) =>
    request(client, new URL(`${withoutSlash(bucketUrl)}/${key}`), { method, ...init });
  return {
    put: async (key, bytes) => {
      assertMediaKey(key);
      const response = await send('PUT', key, {
        body: new Uint8Array(bytes),
        headers: {
          'content-type': getContentType(key),
          'cache-control': CACHE_CONTROL,
          // Signed with the request, and compared by the server with the bytes that it received.
          'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex'),
        },
      });
      await expectSuccess(response);
    },
    head: async (key) => {
      if (!isMediaKey(key)) return null;
      const response = await send('HEAD', key, { headers: UNCOMPRESSED });
      if (response.status === 404) return null;
      await expectSuccess(response);
      return describeFile(key, response);
    },
    get: async (key, range) => {
      if (!isMediaKey(key)) return null;
      const headers = range ? { range: `bytes=${range.start}-${range.end}` } : UNCOMPRESSED;
      const response = await send('GET', key, { headers });
      if (response.status === 404) {
        await response.body?.cancel();
        return null;
      }
      if (!response.ok) await expectSuccess(response);
      return { ...describeFile(key, response), body: Readable.fromWeb(response.body as ReadableStream) };
    },
    delete: async (key) => {
      if (!isMediaKey(key)) return;
      const response = await send('DELETE', key);
      if (response.status === 404) await response.body?.cancel();
      else await expectSuccess(response);
    },
    getUrl: (key) => (publicUrl ? `${withoutSlash(publicUrl)}/${key}` : `${MEDIA_PATH}${key}`),
    ...(options.directUploads && {
      createUploadUrl: (key, bytes, expiresInSeconds) => signUpload(options, key, bytes, expiresInSeconds),
    }),
  };
}

/** Signs the address of an upload together with its length, so that the server refuses any other. */
async function signUpload(
  { bucketUrl, accessKeyId, secretAccessKey, region }: S3StorageOptions,
  key: string,
  bytes: number,
  expiresInSeconds: number,
): Promise<string> {
  assertMediaKey(key);
  const url = new URL(`${withoutSlash(bucketUrl)}/${key}`);
  url.searchParams.set('X-Amz-Expires', String(expiresInSeconds));
  const signer = new AwsV4Signer({
    url: url.href,
    method: 'PUT',
    service: 's3',
    accessKeyId,
    secretAccessKey,
    region,
    headers: { 'content-length': String(bytes) },
    signQuery: true,
    allHeaders: true,
  });
  return (await signer.sign()).url.href;
}

async function request(client: AwsClient, url: URL, init: RequestInit): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new Error(`no response in ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  try {
    const { signal } = timeout;
    const send = () => client.fetch(url.href, { ...init, redirect: 'error', signal });
    // Every request may be repeated; a connection that was kept open may be lost at any time.
    return await pRetry(send, { retries: RETRIES, minTimeout: RETRY_DELAY_MS, signal });
  } catch (error) {
    throw new MediaStorageError(`The bucket does not answer: ${(error as Error).message}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Reads a response to its end. Throws a MediaStorageError unless it is a success. */
async function expectSuccess(response: Response): Promise<void> {
  const text = await response.text();
  if (response.ok) return;
  const [, code = text.slice(0, 200)] = /<Code>(\w+)<\/Code>/.exec(text) ?? [];
  throw new MediaStorageError(`The bucket answered ${response.status} ${code}`);
}

function describeFile(key: string, { headers }: Response): MediaFile {
  const [, total] = /\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  return {
    size: Number(total ?? headers.get('content-length')),
    contentType: getContentType(key),
    etag: headers.get('etag') ?? '',
    modifiedAt: new Date(headers.get('last-modified') ?? 0),
  };
}

function getContentType(key: string): string {
  return getMediaType(key) ?? 'application/octet-stream';
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
