import { type Answer, type AnswerCache, keyOfAnswer, type Question } from './answer-cache.js';
import type { CacheKeeper } from './keep-right.js';

/** Where an answer came from: memory, a fresh execution that others may use, one that they may not, or the past. */
export type Source = 'HIT' | 'MISS' | 'BYPASS' | 'STALE';

export interface Answered {
  answer: Answer;
  source: Source;
  /** Its key, when it is known to be right until a change says otherwise. */
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
  find(key: string): Answered | null {
    const answer = this.keeper.isCurrent ? this.cache.find(key) : undefined;
    return answer ? { answer, source: 'HIT', keptAs: key } : null;
  }

  /** The same for a request that asks what one of the same name has asked before. */
  findAgain(name: string): Answered | null {
    const key = this.cache.keyOf(name);
    return key === undefined ? null : this.find(key);
  }

  /** The same for a request of another name whose operation is known. */
  findOperation({ name, key }: Question): Answered | null {
    const found = key === null ? null : this.find(key);
    if (found) this.cache.noteName(name, key!);
    return found;
  }

  /** The question is null for what is nobody else's to see; what may write is made for each who asks. */
  async answer(question: Question | null, make: () => Promise<Answer>, mayWrite = false): Promise<Answered> {
    if (question === null) return { answer: await make(), source: 'BYPASS' };
    const found = this.findAgain(question.name) ?? this.findOperation(question);
    return found ?? this.presentOrPast(question, await this.make(question, make, mayWrite));
  }

  /** Keeps an answer together with a compressed form of it. */
  keepEncoded(key: string, answer: Answer, encoded: Answer['encoded']): void {
    this.cache.enlarge(key, answer, encoded);
  }

  private async make(question: Question, make: () => Promise<Answer>, mayWrite: boolean): Promise<Answered> {
    if (!this.keeper.isCurrent) return { answer: await make(), source: 'BYPASS' };
    const { answer, isKept } = await this.cache.make(question, make, mayWrite);
    return { answer, source: 'MISS', ...(isKept && { keptAs: keyOfAnswer(answer, question.name) }) };
  }

  private presentOrPast({ name, key }: Question, present: Answered): Answered {
    const keptAs = key ?? this.cache.keyOf(name);
    const past = present.answer.status === 503 && keptAs ? this.cache.peek(keptAs) : undefined;
    const isRecent = past && past.madeAt + this.staleFor > Date.now();
    return isRecent ? { answer: past, source: 'STALE' } : present;
  }
}
