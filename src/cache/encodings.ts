import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

export type Encoding = 'br' | 'gzip';

/** Shorter bodies fit into one packet as they are. Bytes. */
const MIN_BYTES = 1_024;
const ENCODING_PREFERENCE: (Encoding | 'identity')[] = ['br', 'gzip', 'identity'];
/** An answer is compressed once and sent often, while someone waits for it. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_MODE]: 1 } };

/** zlib works on threads of its own: the event loop goes on. */
const compressors: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, BROTLI),
  gzip: (body) => promisify(gzip)(body),
};

/** Clients send few different wishes, and weighing one costs more than the rest of an answer from memory. */
const negotiatedEncodings = new LRUCache<string, Encoding | 'identity'>({ max: 500 });

/** How a body of this length goes to a client that sends this Accept-Encoding; null for as it is. */
export function negotiateEncoding(acceptEncoding: string | undefined, length: number): Encoding | null {
  if (length < MIN_BYTES || !acceptEncoding) return null;
  const encoding = negotiatedEncodings.get(acceptEncoding) ?? chooseEncoding(acceptEncoding);
  return encoding === 'identity' ? null : encoding;
}

/** As @types/negotiator does not know it yet. */
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

/** Compresses a body, once for all who ask for it meanwhile. */
export function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  const pending = pendingCompressions.get(body) ?? {};
  pendingCompressions.set(body, pending);
  pending[encoding] ??= compressors[encoding](body);
  return pending[encoding];
}
