import { type Droppable, type Fill, Kept } from './kept.js';

/** What answers are made of, as it was read: a row, the ids of a list, a count. */
export interface Part {
  value: unknown;
  reads: readonly string[];
}

/** Parts by what they are of, so that an operation of any shape finds what another has read. */
export class Parts implements Droppable {
  private readonly kept: Kept<Part>;
  /** Whether every change is heard of as it happens: else what is kept may be outdated. Told by the CacheKeeper. */
  isCurrent = false;

  /** `bytes`: the most that it holds, about; 0 to keep nothing. */
  constructor(bytes: number) {
    this.kept = new Kept<Part>(bytes, ({ value }) => sizeOf(value));
  }

  /** The most that they take, about, in bytes. */
  get limit(): number {
    return this.kept.bytes;
  }

  /** Whether what is read now may be kept. */
  get keeps(): boolean {
    return this.isCurrent && this.limit > 0;
  }

  get size(): { entries: number; bytes: number } {
    return this.kept.size;
  }

  find(name: string): Part | undefined {
    return this.isCurrent ? this.kept.get(name) : undefined;
  }

  /** Reads parts, and keeps of them what no change has overtaken meanwhile. */
  async fill<Result>(read: (keep: (name: string, part: Part) => void) => Promise<Result>): Promise<Result> {
    const fill: Fill = this.kept.begin();
    const wasCurrent = this.isCurrent;
    try {
      return await read((name, part) => {
        if (wasCurrent) this.kept.keep(name, frozen(part), fill);
      });
    } finally {
      this.kept.end(fill);
    }
  }

  drop(keys: readonly string[]): void {
    this.kept.drop(keys);
  }

  clear(): void {
    this.kept.clear();
  }
}

/** Many answers share it: one that changed it would change the others. */
function frozen(part: Part): Part {
  const { value } = part;
  if (Array.isArray(value)) value.forEach(Object.freeze);
  Object.freeze(value);
  return part;
}

/** Bytes that a value takes in memory, about. */
function sizeOf(value: unknown): number {
  // One letter that is not Latin makes all of a text twice as large; what is not ASCII is taken to have one.
  if (typeof value === 'string') return 24 + value.length * (Buffer.byteLength(value) > value.length ? 2 : 1);
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Date) return 48;
  return Object.values(value).reduce<number>((sum, each) => sum + 8 + sizeOf(each), 40);
}
