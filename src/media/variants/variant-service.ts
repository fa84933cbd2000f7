import { buffer } from 'node:stream/consumers';
import type { FileLookup, ServedFile } from '../file-lookup.js';
import { type OutputFormat, renderVariant } from '../image-process/render-variant.js';
import type { MediaSigner } from '../media-signer.js';
import type { MediaStorage } from '../media-storage.js';
import { formatVariant, parseVariant, type Variant } from './variant.js';
import type { VariantCache } from './variant-cache.js';

export interface VariantServiceOptions {
  storage: MediaStorage;
  cache: VariantCache;
  signer: MediaSigner;
  files: FileLookup;
}

/** Result of a request for a variant. */
export type VariantResult =
  | { bytes: Uint8Array; contentType: string; etag: string; isNegotiated: boolean; file: ServedFile }
  | 'invalid'
  | 'missing'
  | 'expired';

/** Runs work when it is the client's turn. */
export type RunVariantInTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Media types of pictures that can have transparency, for which JPEG is no substitute. */
const WITH_ALPHA = ['image/png', 'image/webp', 'image/avif', 'image/gif'];

/** Returns variants of pictures by their signed addresses, and renders those that are missing. */
export class VariantService {
  constructor(private readonly options: VariantServiceOptions) {}

  /**
   * Returns the variant of an address `/media/<hash>/<parameters>.<signature>`: `invalid` if the signature is not the
   * gateway's, `missing` if there is no such file, `expired` if its rights have ended. `accepted` are the media types
   * that the client names. Renders in the client's turn.
   */
  async get(
    hash: string,
    parameters: string,
    signature: string,
    { accepted, runInTurn }: { accepted: string[]; runInTurn: RunVariantInTurn },
  ): Promise<VariantResult> {
    const { signer, cache, files } = this.options;
    const variant = parseVariant(parameters);
    if (!variant || !signer.isValid(`${hash}/${parameters}`, signature)) return 'invalid';
    const file = await files.find(hash);
    if (!file || file.key === null) return 'missing';
    if (file.remainingMs === 0) return 'expired';
    const { key } = file;
    const format = chooseFormat(variant, file, accepted);
    const name = `${hash}/${formatVariant(variant)}.${format}`;
    const render = async () => renderVariant(await this.read(key), variant, format);
    const bytes = (await cache.find(name)) ?? (await runInTurn(() => cache.get(name, render)));
    return {
      bytes,
      contentType: `image/${format}`,
      etag: `"${signature}-${format}"`,
      isNegotiated: variant.format === 'auto',
      file,
    };
  }

  private async read(key: string): Promise<Uint8Array> {
    const found = await this.options.storage.get(key);
    if (!found) throw new Error(`The media storage has lost ${key}.`);
    return buffer(found.body);
  }
}

function chooseFormat(
  { format }: Variant,
  { mimeType }: Pick<ServedFile, 'mimeType'>,
  accepted: string[],
): OutputFormat {
  if (format !== 'auto') return format;
  if (accepted.includes('image/avif')) return 'avif';
  if (accepted.includes('image/webp')) return 'webp';
  return WITH_ALPHA.includes(mimeType) ? 'png' : 'jpeg';
}
