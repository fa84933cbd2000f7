import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

export type Encoding = 'br' | 'gzip';

/** Minimum bytes of a compressed body; shorter ones fit into one packet as they are. */
const MIN_BYTES = 1_024;
const ENCODING_PREFERENCE: (Encoding | 'identity')[] = ['br', 'gzip', 'identity'];
/** A medium quality: a client waits for the compression, and the result is sent often. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_MODE]: 1 } };

/** Compressors by encoding. zlib runs on its own threads and does not block the event loop. */
const compressors: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, BROTLI),
  gzip: (body) => promisify(gzip)(body),
};

/**
 * Negotiated encodings by Accept-Encoding header, of which clients send few; negotiating costs more than the
 * rest of a cache hit.
 */
const negotiatedEncodings = new LRUCache<string, Encoding | 'identity'>({ max: 500 });

/** Returns the encoding of a body of this length for an Accept-Encoding header; null for uncompressed. */
export function negotiateEncoding(acceptEncoding: string | undefined, length: number): Encoding | null {
  if (length < MIN_BYTES || !acceptEncoding) return null;
  const encoding = negotiatedEncodings.get(acceptEncoding) ?? chooseEncoding(acceptEncoding);
  return encoding === 'identity' ? null : encoding;
}

/** Signature that @types/negotiator does not have yet. */
interface EncodingNegotiator {
  encoding(available: string[], options: { preferred: string[] }): string | undefined;
}

function chooseEncoding(acceptEncoding: string): Encoding | 'identity' {
  const negotiator: EncodingNegotiator = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } });
  const encoding = (negotiator.encoding(ENCODING_PREFERENCE, { preferred: ENCODING_PREFERENCE }) ??
    'identity') as Encoding | 'identity';
  negotiatedEncodings.set(acceptEncoding, encoding);
  return encoding;
}

const pendingCompressions = new WeakMap<Buffer, Partial<Record<Encoding, Promise<Buffer>>>>();

/** Compresses a body; concurrent callers share one compression. */
export function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  const pending = pendingCompressions.get(body) ?? {};
  pendingCompressions.set(body, pending);
  pending[encoding] ??= compressors[encoding](body);
  return pending[encoding];
}
