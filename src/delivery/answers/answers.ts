import type { Answer, AnswerCache } from './answer-cache.js';
import type { CacheKeeper } from './keep-right.js';

/** Where an answer came from: memory, a fresh execution that others may use, one that they may not, or the past. */
export type Source = 'HIT' | 'MISS' | 'BYPASS' | 'STALE';

export interface Answered {
  answer: Answer;
  source: Source;
  /** Its name, when it is known to be right until a change says otherwise. */
  keptAs?: string;
}

/** Answers from memory where it is known to be right, and from the past only when there is no database. */
export class Answers {
  constructor(
    private readonly cache: AnswerCache,
    private readonly keeper: Pick<CacheKeeper, 'isCurrent'>,
    /** Milliseconds for which an answer may be given when the database is away. */
    private readonly staleFor: number,
  ) {}

  /** From memory, if it is there and is right. */
  find(name: string): Answered | null {
    const answer = this.keeper.isCurrent ? this.cache.find(name) : undefined;
    return answer ? { answer, source: 'HIT', keptAs: name } : null;
  }

  /** `name` is null for what is nobody else's to see, or is no question; what may write is made for each who asks. */
  async answer(name: string | null, make: () => Promise<Answer>, mayWrite = false): Promise<Answered> {
    if (name === null) return { answer: await make(), source: 'BYPASS' };
    return this.find(name) ?? this.presentOrPast(name, await this.make(name, make, mayWrite));
  }

  /** Keeps an answer together with a compressed form of it. */
  keepEncoded(name: string, answer: Answer, encoded: Answer['encoded']): void {
    this.cache.enlarge(name, answer, encoded);
  }

  private async make(name: string, make: () => Promise<Answer>, mayWrite: boolean): Promise<Answered> {
    if (!this.keeper.isCurrent) return { answer: await make(), source: 'BYPASS' };
    const { answer, isKept } = await this.cache.make(name, make, mayWrite);
    return { answer, source: 'MISS', ...(isKept && { keptAs: name }) };
  }

  private presentOrPast(name: string, present: Answered): Answered {
    const past = present.answer.status === 503 ? this.cache.peek(name) : undefined;
    const isRecent = past && past.madeAt + this.staleFor > Date.now();
    return isRecent ? { answer: past, source: 'STALE' } : present;
  }
}
