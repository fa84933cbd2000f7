import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

export type Encoding = 'br' | 'gzip';

/** Shorter bodies fit into one packet as they are. Bytes. */
const LEAST = 1_024;
const PREFERENCE: (Encoding | 'identity')[] = ['br', 'gzip', 'identity'];
/** An answer is compressed once and sent often, while someone waits for it. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_MODE]: 1 } };

/** zlib works on threads of its own: the event loop goes on. */
const compressors: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, BROTLI),
  gzip: (body) => promisify(gzip)(body),
};

/** Clients send few different wishes, and weighing one costs more than the rest of an answer from memory. */
const chosen = new LRUCache<string, Encoding | 'identity'>({ max: 500 });

/** How a body of this length goes to a client that sends this Accept-Encoding; null for as it is. */
export function encodingFor(accepted: string | undefined, length: number): Encoding | null {
  if (length < LEAST || !accepted) return null;
  const known = chosen.get(accepted) ?? choose(accepted);
  return known === 'identity' ? null : known;
}

/** As @types/negotiator does not know it yet. */
interface Wishes {
  encoding(available: string[], options: { preferred: string[] }): string | undefined;
}

function choose(accepted: string): Encoding | 'identity' {
  const wishes: Wishes = new Negotiator({ headers: { 'accept-encoding': accepted } });
  const encoding = (wishes.encoding(PREFERENCE, { preferred: PREFERENCE }) ?? 'identity') as
    | Encoding
    | 'identity';
  chosen.set(accepted, encoding);
  return encoding;
}

const running = new WeakMap<Buffer, Partial<Record<Encoding, Promise<Buffer>>>>();

/** Compresses a body, once for all who ask for it meanwhile. */
export function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  const known = running.get(body) ?? {};
  running.set(body, known);
  known[encoding] ??= compressors[encoding](body);
  return known[encoding];
}
