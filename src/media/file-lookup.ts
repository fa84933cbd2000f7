import { createSparseLru } from '../shared/sparse-lru.js';

/** A row of the library, for requests. */
export interface FileRecord {
  id: number;
  /** Key in the storage; null if the gateway does not store the file. */
  key: string | null;
  mimeType: string;
  /** True for a picture without transparency. */
  isOpaque: boolean;
  /** Milliseconds until its rights end, by the clock of the database; 0 or less if they have, null if they do not. */
  expiresInMs: number | null;
}

/** A file as requests for its bytes and variants see it. */
export interface ServedFile extends Omit<FileRecord, 'expiresInMs'> {
  /** Milliseconds for which it may still be shown: 0 if its rights have ended, Infinity if they do not end. */
  remainingMs: number;
}

/** Finds the file with a hash, or the one that has or had a key; null if there is none. */
export type FindFile = (name: string) => Promise<FileRecord | null>;

interface Lookup {
  record: FileRecord | null;
  /** Monotonic time at which the database was asked. */
  at: number;
}

/** Milliseconds for which a file is not looked up again. */
const TTL_MS = 1_000;
const MAX_FILES = 5_000;

/** Looks up files of the library for requests, and remembers them for a second. */
export class FileLookup {
  private readonly pending = createSparseLru<string, Promise<Lookup>>(MAX_FILES, { ttl: TTL_MS });
  /** For requests while the database is away. */
  private readonly last = createSparseLru<string, Lookup>(MAX_FILES);

  constructor(private readonly findFile: FindFile) {}

  /** Returns a file by its hash or key; null if there is none. Rejects if the database is away. */
  async find(name: string): Promise<ServedFile | null> {
    return toFile(await this.look(name));
  }

  /** Returns a file as it was when it was last looked up, if the database is away; null if it never was. */
  async findOrRecall(name: string): Promise<ServedFile | null> {
    const lookup = await this.look(name).catch(() => this.last.get(name));
    return lookup ? toFile(lookup) : null;
  }

  private look(name: string): Promise<Lookup> {
    const known = this.pending.get(name);
    if (known) return known;
    const at = performance.now();
    const lookup = this.findFile(name).then((record) => {
      this.last.set(name, { record, at });
      return { record, at };
    });
    lookup.catch(() => this.pending.delete(name));
    this.pending.set(name, lookup);
    return lookup;
  }
}

function toFile({ record, at }: Lookup): ServedFile | null {
  if (!record) return null;
  const { expiresInMs, ...file } = record;
  const remainingMs = expiresInMs === null ? Infinity : expiresInMs - (performance.now() - at);
  return { ...file, remainingMs: Math.max(0, remainingMs) };
}
