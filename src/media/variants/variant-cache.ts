import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { removeUnfinished, writeWhole } from '../temporary-files.js';

export interface VariantCacheOptions {
  /** Folder of the variants, created with the first one. */
  folder: string;
  /** Maximum size of all variants in bytes; the ones unused for longest are deleted. */
  maxBytes: number;
  /** Called if a variant cannot be stored; it is sent, and rendered again for the next request. */
  onWriteError(error: Error): void;
}

/** A variant that is sent. The caller reads `body` to its end or destroys it. */
export interface StoredVariant {
  size: number;
  body: Uint8Array | Readable;
}

/** Bytes up to which a variant is read into memory. Longer ones are streamed, since slow clients would hold them. */
const MAX_READ_BYTES = 262_144;

/** Caches rendered variants on disk, each rendered once however many requests wait for it. */
export class VariantCache {
  private readonly rendering = new Map<string, Promise<Uint8Array>>();
  private readonly sizes: LRUCache<string, number>;
  private opening: Promise<void> | undefined;

  constructor(private readonly options: VariantCacheOptions) {
    this.sizes = new LRUCache({
      maxSize: Math.max(1, options.maxBytes),
      maxEntrySize: Number.MAX_SAFE_INTEGER,
      sizeCalculation: (size) => Math.max(1, size),
      dispose: (_size, name, reason) => {
        if (reason === 'evict') void rm(this.getPath(name), { force: true }).catch(() => undefined);
      },
    });
  }

  /** Number of bytes of all variants that this process knows. */
  get size(): number {
    return this.sizes.calculatedSize;
  }

  /** Returns a variant that is stored or being rendered, else null. `name` is a relative path. */
  async find(name: string): Promise<StoredVariant | null> {
    this.opening ??= this.scan();
    await this.opening;
    return this.findRendering(name) ?? (await this.read(name)) ?? this.findRendering(name) ?? null;
  }

  /** Returns a variant; renders it first if there is none. */
  async get(name: string, render: () => Promise<Uint8Array>): Promise<StoredVariant> {
    return (await this.find(name)) ?? toStored(this.rendering.get(name) ?? this.render(name, render));
  }

  /** Deletes all variants of a file, which have names that begin with its hash. */
  async deleteVariants(hash: string): Promise<void> {
    for (const name of this.sizes.keys()) if (name.startsWith(`${hash}/`)) this.sizes.delete(name);
    await rm(join(this.options.folder, hash), { recursive: true, force: true });
  }

  private findRendering(name: string): Promise<StoredVariant> | undefined {
    const rendering = this.rendering.get(name);
    return rendering && toStored(rendering);
  }

  private render(name: string, render: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const rendering = (async () => {
      const bytes = await render();
      await this.store(name, bytes).catch((error) => this.options.onWriteError(error));
      return bytes;
    })().finally(() => this.rendering.delete(name));
    this.rendering.set(name, rendering);
    return rendering;
  }

  private async store(name: string, bytes: Uint8Array): Promise<void> {
    await writeWhole(this.getPath(name), bytes);
    this.sizes.set(name, bytes.length);
  }

  private async read(name: string): Promise<StoredVariant | null> {
    const file = await open(this.getPath(name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (!file) return null;
    let isStreamed = false;
    try {
      const { size } = await file.stat();
      // Rendered by another process, unless its size is known.
      if (this.sizes.get(name) === undefined) this.sizes.set(name, size);
      if (size <= MAX_READ_BYTES) return { size, body: await file.readFile() };
      isStreamed = true;
      return { size, body: file.createReadStream() };
    } finally {
      if (!isStreamed) await file.close();
    }
  }

  /** Deletes the files of killed processes, and reads the sizes of the others, the oldest first. */
  private async scan(): Promise<void> {
    const { folder } = this.options;
    await removeUnfinished(folder);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = await Promise.all(
      entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map(async (entry) => {
          const path = join(entry.parentPath, entry.name);
          const stats = await stat(path).catch(() => null);
          return stats && { name: path.slice(folder.length + 1), size: stats.size, at: stats.mtimeMs };
        }),
    );
    const known = files.filter((file) => file !== null).sort((a, b) => a.at - b.at);
    for (const { name, size } of known) this.sizes.set(name, size);
  }

  private getPath(name: string): string {
    return join(this.options.folder, ...name.split('/'));
  }
}

async function toStored(rendering: Promise<Uint8Array>): Promise<StoredVariant> {
  const body = await rendering;
  return { size: body.length, body };
}
