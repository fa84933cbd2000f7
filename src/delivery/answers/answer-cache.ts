import { LRUCache } from 'lru-cache';
import { Dependents } from './dependents.js';
import type { Encoding } from './encodings.js';

/** A finished answer of the graph, ready for the socket. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** What a strong validator is made of (RFC 9110, section 8.8.3): without quotes, and of the plain bytes. */
  etag: string;
  /** Whether it may be given again: it was read without an error, and does not end at once. */
  isReusable: boolean;
  /** The same bytes compressed, as far as someone has asked for them. */
  encoded: Partial<Record<Encoding, Buffer>>;
  /** What it was made of. */
  reads: readonly string[];
  /** When it was made, and when it ends by itself; milliseconds since 1970. */
  madeAt: number;
  endsAt: number;
}

/** An answer, and whether it is known to be right until a change says otherwise. */
export interface Filled {
  answer: Answer;
  isKept: boolean;
}

/** An answer that is being made. */
class Fill {
  private readonly changed = new Set<string>();
  private isLost = false;

  constructor(readonly made: Promise<Answer>) {}

  /** Whether nothing has changed since it began: it says then what one begun now would say. */
  get isCurrent(): boolean {
    return !this.isLost && this.changed.size === 0;
  }

  drop(keys: readonly string[]): void {
    for (const key of keys) this.changed.add(key);
  }

  clear(): void {
    this.isLost = true;
  }

  isOutdated({ reads }: Answer): boolean {
    return this.isLost || reads.some((key) => this.changed.has(key));
  }
}

/** What an entry costs beside its bytes and its name: the objects around them. Bytes. */
const OVERHEAD = 600;
const OVERHEAD_OF_KEY = 150;

/**
 * Answers by what was asked, in bounded memory; those that are asked for least go first. Each is dropped by the
 * first change that names a key of what it was made of. An answer that such a change overtakes while it is being
 * made is given to those who asked before the change, and is not kept.
 */
export class AnswerCache {
  private readonly answers: LRUCache<string, Answer>;
  private readonly dependents = new Dependents();
  private readonly fills = new Set<Fill>();
  private readonly latestFills = new Map<string, Fill>();

  /** `bytes`: the most that it holds, about; 0 to keep nothing. */
  constructor(private readonly bytes: number) {
    this.answers = new LRUCache({
      maxSize: Math.max(bytes, 1),
      maxEntrySize: Math.max(Math.floor(bytes / 8), 1),
      sizeCalculation: sizeOf,
      dispose: ({ reads }, name) => this.dependents.remove(name, reads),
    });
  }

  get size(): { answers: number; bytes: number } {
    return { answers: this.answers.size, bytes: this.answers.calculatedSize };
  }

  /** What is known, even when its time is over. */
  peek(name: string): Answer | undefined {
    return this.answers.peek(name);
  }

  find(name: string, now = Date.now()): Answer | undefined {
    const answer = this.answers.get(name);
    return answer && answer.endsAt > now ? answer : undefined;
  }

  /** Makes an answer, once for all who ask the same while it is being made, and keeps it if it may be kept. */
  async make(name: string, make: () => Promise<Answer>): Promise<Filled> {
    if (this.bytes === 0) return { answer: await make(), isKept: false };
    const latest = this.latestFills.get(name);
    // What was read before a change must not be given to whom asks after it.
    const fill = latest?.isCurrent ? latest : this.begin(name, make);
    const answer = await fill.made;
    return { answer, isKept: answer.isReusable && !fill.isOutdated(answer) };
  }

  private begin(name: string, make: () => Promise<Answer>): Fill {
    const fill = new Fill(make());
    this.fills.add(fill);
    this.latestFills.set(name, fill);
    const end = (answer?: Answer) => {
      if (answer?.isReusable && !fill.isOutdated(answer)) this.keep(name, answer);
      this.fills.delete(fill);
      if (this.latestFills.get(name) === fill) this.latestFills.delete(name);
    };
    fill.made.then(end, () => end());
    return fill;
  }

  /** Keeps the same answer with more of it: what it takes now counts. Nothing when it has been dropped since. */
  enlarge(name: string, answer: Answer, encoded: Answer['encoded']): void {
    const kept = this.answers.peek(name);
    if (kept?.etag === answer.etag) this.keep(name, { ...kept, encoded: { ...kept.encoded, ...encoded } });
  }

  /** Drops what was made of any of these. */
  drop(keys: readonly string[]): void {
    for (const fill of this.fills) fill.drop(keys);
    for (const key of keys) for (const name of this.dependents.of(key)) this.answers.delete(name);
  }

  /** Drops everything: what changed is not known. */
  clear(): void {
    for (const fill of this.fills) fill.clear();
    this.answers.clear();
  }

  private keep(name: string, answer: Answer): void {
    if (this.bytes === 0) return;
    this.answers.set(name, answer);
    if (this.answers.has(name)) this.dependents.add(name, answer.reads);
  }
}

function sizeOf({ body, encoded, reads }: Answer, name: string): number {
  const bytes = [body, ...Object.values(encoded)].reduce((sum, { length }) => sum + length, 0);
  return bytes + 2 * name.length + OVERHEAD + OVERHEAD_OF_KEY * reads.length;
}
