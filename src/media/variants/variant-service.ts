import { buffer } from 'node:stream/consumers';
import { LRUCache } from 'lru-cache';
import type { MediaSigner } from '../media-signer.js';
import type { MediaStorage } from '../media-storage.js';
import { type OutputFormat, renderVariant } from './render-variant.js';
import { formatVariant, parseVariant, type Variant } from './variant.js';
import type { VariantCache } from './variant-cache.js';

/** File of the library that variants are made of. */
export interface OriginalFile {
  /** Key in the storage; null if the gateway does not store the file. */
  key: string | null;
  mimeType: string;
}

export interface VariantServiceOptions {
  storage: MediaStorage;
  cache: VariantCache;
  signer: MediaSigner;
  /** Finds the file with a hash; null if there is none, or if it must not be shown any more. */
  findFile(hash: string): Promise<OriginalFile | null>;
}

/** Result of a request for a variant. */
export type VariantResult =
  | { bytes: Uint8Array; contentType: string; etag: string; isNegotiated: boolean }
  | 'invalid'
  | 'missing';

/** Milliseconds for which a file is not looked up again. */
const LOOKUP_TTL_MS = 1_000;
const MAX_LOOKUPS = 5_000;
/** Media types of pictures that can have transparency, for which JPEG is no substitute. */
const WITH_ALPHA = ['image/png', 'image/webp', 'image/avif', 'image/gif'];

/** Returns variants of pictures by their signed addresses, and renders those that are missing. */
export class VariantService {
  private readonly lookups = new LRUCache<string, Promise<OriginalFile | null>>({
    max: MAX_LOOKUPS,
    ttl: LOOKUP_TTL_MS,
  });

  constructor(private readonly options: VariantServiceOptions) {}

  /**
   * Returns the variant of an address `/media/<hash>/<parameters>.<signature>`: `invalid` if the signature is not the
   * gateway's, `missing` if there is no such file. `accepted` are the media types that the client names.
   */
  async get(hash: string, parameters: string, signature: string, accepted: string[]): Promise<VariantResult> {
    const { signer, cache } = this.options;
    const variant = parseVariant(parameters);
    if (!variant || !signer.isValid(`${hash}/${parameters}`, signature)) return 'invalid';
    const file = await this.findFile(hash);
    if (!file || file.key === null) return 'missing';
    const { key } = file;
    const format = chooseFormat(variant, file, accepted);
    const name = `${hash}/${formatVariant(variant)}.${format}`;
    const bytes = await cache.get(name, async () => {
      const original = await this.read(key);
      return renderVariant(original, variant, format);
    });
    return {
      bytes,
      contentType: `image/${format}`,
      etag: `"${signature}-${format}"`,
      isNegotiated: variant.format === 'auto',
    };
  }

  private findFile(hash: string): Promise<OriginalFile | null> {
    const known = this.lookups.get(hash);
    if (known) return known;
    const lookup = this.options.findFile(hash);
    lookup.catch(() => this.lookups.delete(hash));
    this.lookups.set(hash, lookup);
    return lookup;
  }

  private async read(key: string): Promise<Uint8Array> {
    const found = await this.options.storage.get(key);
    if (!found) throw new Error(`The media storage has lost ${key}.`);
    return buffer(found.body);
  }
}

function chooseFormat({ format }: Variant, { mimeType }: OriginalFile, accepted: string[]): OutputFormat {
  if (format !== 'auto') return format;
  if (accepted.includes('image/avif')) return 'avif';
  if (accepted.includes('image/webp')) return 'webp';
  return WITH_ALPHA.includes(mimeType) ? 'png' : 'jpeg';
}
