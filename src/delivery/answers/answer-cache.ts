import { LRUCache } from 'lru-cache';
import { type Droppable, type Fill, Kept } from '../../database/kept.js';
import type { Operated } from '../../shared/outcome.js';
import type { Encoding } from './encodings.js';

/** A finished answer of the graph, ready for the socket. */
export interface Answer {
  /** The key of the operation that it answers; null when the name of its request is its only one. */
  key: string | null;
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Whether it may be given again: it was read without an error, and does not end at once. */
  isReusable: boolean;
  /** The same bytes compressed, as far as someone has asked for them. */
  encoded: Partial<Record<Encoding, Buffer>>;
  /** What it was made of. */
  reads: readonly string[];
  /** When it was made, and when it ends by itself; milliseconds since 1970. */
  madeAt: number;
  endsAt: number;
  /** What it answers. */
  operated: Operated;
  /** Milliseconds for which a copy may be given where changes are not heard of. */
  copiesLast: number;
}

/** An answer, and whether it is known to be right until a change says otherwise. */
export interface Filled {
  answer: Answer;
  isKept: boolean;
}

/** An answer that is being made. */
interface Filling {
  fill: Fill;
  made: Promise<Answer>;
}

/** How a request asks: its name, byte by byte, and the key of its operation as far as that is known. */
export interface Question {
  name: string;
  key: string | null;
}

/** Share of the memory for the names of requests. */
const NAMES = 0.2;
/** What a name takes beside its characters, in bytes. */
const OVERHEAD_OF_NAME = 200;

/**
 * Answers by the operation that they answer (execution/operation-key.ts), and by the names of the requests that have
 * asked for it. An answer that a change overtakes while it is being made is given to those who asked
 * before the change, and is not kept.
 */
export class AnswerCache implements Droppable {
  private readonly kept: Kept<Answer>;
  private readonly latest = new Map<string, Filling>();
  /** Keys by the names of requests: what a request means does not change. */
  private readonly names: LRUCache<string, string>;

  /** `bytes`: the most that it holds, about; 0 to keep nothing. */
  constructor(private readonly bytes: number) {
    this.kept = new Kept(Math.round(bytes * (1 - NAMES)), sizeOf);
    const bytesOfNames = Math.max(Math.round(bytes * NAMES), 1);
    this.names = new LRUCache({
      maxSize: bytesOfNames,
      maxEntrySize: Math.max(Math.floor(bytesOfNames / 8), 1),
      sizeCalculation: (key, name) => 2 * (name.length + key.length) + OVERHEAD_OF_NAME,
    });
  }

  /** The most that it holds, about, in bytes. */
  get limit(): number {
    return this.bytes;
  }

  get size(): { entries: number; bytes: number } {
    const { entries, bytes } = this.kept.size;
    return { entries, bytes: bytes + this.names.calculatedSize };
  }

  /** The key under which the answer to a request of this name is kept, if there was one before. */
  keyOf(name: string): string | undefined {
    return this.names.get(name);
  }

  /** Notes that requests of this name ask for the same. */
  noteName(name: string, key: string): void {
    if (this.bytes > 0) this.names.set(name, key);
  }

  /** What is known, even when its time is over. */
  peek(key: string): Answer | undefined {
    return this.kept.peek(key);
  }

  find(key: string, now = Date.now()): Answer | undefined {
    const answer = this.kept.get(key);
    return answer && answer.endsAt > now ? answer : undefined;
  }

  /**
   * Makes an answer, once for all who ask the same while it is being made, unless it does something for each of them;
   * and keeps it if it may be kept.
   */
  async make(question: Question, make: () => Promise<Answer>, mayWrite = false): Promise<Filled> {
    if (this.bytes === 0) return { answer: await make(), isKept: false };
    const latest = mayWrite ? undefined : this.latest.get(question.key ?? question.name);
    // What was read before a change must not be given to whom asks after it.
    const { fill, made } = latest?.fill.isCurrent ? latest : this.begin(question, make);
    const answer = await made;
    return { answer, isKept: answer.isReusable && !fill.isOutdated(answer) };
  }

  private begin({ name, key }: Question, make: () => Promise<Answer>): Filling {
    const fill = this.kept.begin();
    const filling = { fill, made: make() };
    const asked = key ?? name;
    this.latest.set(asked, filling);
    const end = (answer?: Answer) => {
      if (answer?.isReusable) {
        const keptAs = keyOfAnswer(answer, name);
        this.noteName(name, keptAs);
        this.kept.keep(keptAs, answer, fill);
      }
      this.kept.end(fill);
      if (this.latest.get(asked) === filling) this.latest.delete(asked);
    };
    filling.made.then(end, () => end());
    return filling;
  }

  /** Keeps the same answer with more of it: what it takes now counts. Nothing when it has been dropped since. */
  enlarge(key: string, { body }: Answer, encoded: Answer['encoded']): void {
    const answer = this.kept.peek(key);
    if (answer?.body !== body) return;
    this.kept.replace(key, { ...answer, encoded: { ...answer.encoded, ...encoded } });
  }

  drop(keys: readonly string[]): void {
    this.kept.drop(keys);
  }

  clear(): void {
    this.kept.clear();
  }
}

/** The key under which an answer to a request of this name is kept. */
export function keyOfAnswer({ key }: Answer, name: string): string {
  return key ?? name;
}

/** With what stands around the bytes. */
function sizeOf({ body, encoded }: Answer): number {
  return [body, ...Object.values(encoded)].reduce((sum, { length }) => sum + length, 200);
}
