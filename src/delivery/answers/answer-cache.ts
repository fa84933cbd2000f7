import { type Droppable, type Fill, Kept } from '../../database/kept.js';
import type { Operated } from '../../shared/outcome.js';
import type { Encoding } from './encodings.js';

/** A finished answer of the graph, ready for the socket. */
export interface Answer {
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

/**
 * Answers by what was asked. An answer that a change overtakes while it is being made is given to those who asked
 * before the change, and is not kept.
 */
export class AnswerCache implements Droppable {
  private readonly kept: Kept<Answer>;
  private readonly latest = new Map<string, Filling>();

  /** `bytes`: the most that it holds, about; 0 to keep nothing. */
  constructor(private readonly bytes: number) {
    this.kept = new Kept(bytes, sizeOf);
  }

  /** The most that it holds, about, in bytes. */
  get limit(): number {
    return this.bytes;
  }

  get size(): { entries: number; bytes: number } {
    return this.kept.size;
  }

  /** What is known, even when its time is over. */
  peek(name: string): Answer | undefined {
    return this.kept.peek(name);
  }

  find(name: string, now = Date.now()): Answer | undefined {
    const answer = this.kept.get(name);
    return answer && answer.endsAt > now ? answer : undefined;
  }

  /**
   * Makes an answer, once for all who ask the same while it is being made, unless it does something for each of them;
   * and keeps it if it may be kept.
   */
  async make(name: string, make: () => Promise<Answer>, mayWrite = false): Promise<Filled> {
    if (this.bytes === 0) return { answer: await make(), isKept: false };
    const latest = mayWrite ? undefined : this.latest.get(name);
    // What was read before a change must not be given to whom asks after it.
    const { fill, made } = latest?.fill.isCurrent ? latest : this.begin(name, make);
    const answer = await made;
    return { answer, isKept: answer.isReusable && !fill.isOutdated(answer) };
  }

  private begin(name: string, make: () => Promise<Answer>): Filling {
    const fill = this.kept.begin();
    const filling = { fill, made: make() };
    this.latest.set(name, filling);
    const end = (answer?: Answer) => {
      if (answer?.isReusable) this.kept.keep(name, answer, fill);
      this.kept.end(fill);
      if (this.latest.get(name) === filling) this.latest.delete(name);
    };
    filling.made.then(end, () => end());
    return filling;
  }

  /** Keeps the same answer with more of it: what it takes now counts. Nothing when it has been dropped since. */
  enlarge(name: string, { body }: Answer, encoded: Answer['encoded']): void {
    const answer = this.kept.peek(name);
    if (answer?.body !== body) return;
    this.kept.replace(name, { ...answer, encoded: { ...answer.encoded, ...encoded } });
  }

  drop(keys: readonly string[]): void {
    this.kept.drop(keys);
  }

  clear(): void {
    this.kept.clear();
  }
}

/** With what stands around the bytes. */
function sizeOf({ body, encoded }: Answer): number {
  return [body, ...Object.values(encoded)].reduce((sum, { length }) => sum + length, 200);
}
