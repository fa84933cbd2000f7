import type { Answer, AnswerCache, Made } from './answer-cache.js';
import type { CacheKeeper } from './keep-right.js';

/** Where an answer came from: memory, a fresh execution that others may use, one that they may not, or the past. */
export type Source = 'HIT' | 'MISS' | 'BYPASS' | 'STALE';

export interface Answered {
  answer: Answer;
  source: Source;
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
    return answer ? { answer, source: 'HIT' } : null;
  }

  /** `name` is null for what is nobody else's to see, or is no question. */
  async answer(name: string | null, make: () => Promise<Made>): Promise<Answered> {
    if (name === null) return { answer: (await make()).answer, source: 'BYPASS' };
    const found = this.find(name);
    if (found) return found;
    const source = this.keeper.isCurrent ? 'MISS' : 'BYPASS';
    const answer = source === 'MISS' ? await this.cache.make(name, make) : (await make()).answer;
    const past = answer.status === 503 ? this.cache.peek(name) : undefined;
    const isRecent = past && past.madeAt + this.staleFor > Date.now();
    return isRecent ? { answer: past, source: 'STALE' } : { answer, source };
  }
}
