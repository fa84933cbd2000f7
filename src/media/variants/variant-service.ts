import { buffer } from 'node:stream/consumers';
import { LRUCache } from 'lru-cache';
import type { FileLookup, ServedFile } from '../file-lookup.js';
import { UnprocessableImageError } from '../image-process/image-errors.js';
import { processImage } from '../image-process/process-image.js';
import type { MediaSigner } from '../media-signer.js';
import type { MediaStorage } from '../media-storage.js';
import { chooseFormat, isLargeVariant, type OutputFormat } from './output-format.js';
import { formatVariant, parseVariant, type Variant } from './variant.js';
import type { StoredVariant, VariantCache } from './variant-cache.js';

export interface VariantServiceOptions {
  storage: MediaStorage;
  cache: VariantCache;
  signer: MediaSigner;
  files: FileLookup;
  /** Called if a variant cannot be made; the original is shown in its place. */
  onUnprocessable(error: Error): void;
}

/** Result of a request for a variant. The caller reads `body` to its end or destroys it. */
export type VariantResult =
  | (StoredVariant & { contentType: string; etag: string; isNegotiated: boolean; file: ServedFile })
  | { originalKey: string }
  | 'invalid'
  | 'missing'
  | 'expired';

/** Runs work when it is the client's turn, among large or small variants. */
export type RunVariantInTurn = <Result>(work: () => Promise<Result>, isLarge: boolean) => Promise<Result>;

/** Milliseconds for which a variant that cannot be made is not tried again. */
const UNPROCESSABLE_MS = 600_000;
const MAX_UNPROCESSABLE = 1_000;

/** Returns variants of pictures by their signed addresses, and renders those that are missing. */
export class VariantService {
  private readonly unprocessable = new LRUCache<string, true>({
    max: MAX_UNPROCESSABLE,
    ttl: UNPROCESSABLE_MS,
  });

  constructor(private readonly options: VariantServiceOptions) {}

  /**
   * Returns the variant of an address `/media/<hash>/<parameters>.<signature>`: `invalid` if the signature is not the
   * gateway's, `missing` if there is no such file, `expired` if its rights have ended, and the key of the original if the
   * variant takes too much memory or time. `accepted` are the media types that the client names. Renders in the client's
   * turn.
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
    const render = (isLarge: boolean) =>
      runInTurn(() => cache.get(name, () => this.render(key, variant, format, isLarge)), isLarge);
    try {
      if (this.unprocessable.has(name)) return { originalKey: key };
      const stored = await this.findOrRender(name, render, isLargeVariant(variant, format));
      return {
        ...stored,
        contentType: `image/${format}`,
        etag: `"${signature}-${format}"`,
        isNegotiated: variant.format === 'auto',
        file,
      };
    } catch (error) {
      if (!(error instanceof UnprocessableImageError)) throw error;
      if (!this.unprocessable.has(name)) this.options.onUnprocessable(error);
      this.unprocessable.set(name, true);
      return { originalKey: key };
    }
  }

  /** Returns a stored variant, or renders it: among the large ones too if it takes too much memory for a small one. */
  private async findOrRender(
    name: string,
    render: (isLarge: boolean) => Promise<StoredVariant>,
    isLarge: boolean,
  ): Promise<StoredVariant> {
    try {
      return (await this.options.cache.find(name)) ?? (await render(isLarge));
    } catch (error) {
      const isTooLarge = error instanceof UnprocessableImageError && error.reason === 'memory';
      if (isLarge || !isTooLarge) throw error;
      return this.findOrRender(name, render, true);
    }
  }

  private async render(
    key: string,
    variant: Variant,
    format: OutputFormat,
    isLarge: boolean,
  ): Promise<Uint8Array> {
    const found = await this.options.storage.get(key);
    if (!found) throw new Error(`The media storage has lost ${key}.`);
    const bytes = await buffer(found.body);
    return processImage({ kind: 'render', bytes, variant, format }, { isLarge });
  }
}
