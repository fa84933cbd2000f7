import { setTimeout as sleep } from 'node:timers/promises';
import { isUnreachable } from '../../database/unreachable.js';
import type { LiveAnswer } from './shared-answers.js';

/** Milliseconds after which events are asked for again when the database is away. */
const RETRY_DELAY = 500;

export interface AnswerStreamOptions {
  source: AsyncIterator<object>;
  answer(event: object): Promise<LiveAnswer>;
  /** What a client is told when its events come to an end by a fault. */
  failure(error: unknown): LiveAnswer;
}

/** The answers to the events of a subscription, in order. Not a generator: one that waits cannot be ended. */
export class AnswerStream implements AsyncIterableIterator<LiveAnswer> {
  private isOver = false;

  constructor(private readonly options: AnswerStreamOptions) {}

  /** Place in the order of events at which it begins; undefined when they have none. */
  get cursor(): string | undefined {
    return (this.options.source as { cursor?: string }).cursor;
  }

  async next(): Promise<IteratorResult<LiveAnswer, undefined>> {
    if (this.isOver) return { value: undefined, done: true };
    try {
      const { value: event, done } = await this.nextEvent();
      if (done) return this.return();
      return this.give(await this.options.answer(event));
    } catch (error) {
      return this.give(this.options.failure(error));
    }
  }

  async return(): Promise<IteratorResult<LiveAnswer, undefined>> {
    this.isOver = true;
    await this.options.source.return?.();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async give(value: LiveAnswer): Promise<IteratorResult<LiveAnswer, undefined>> {
    if (value.isLast) await this.return();
    return { value, done: false };
  }

  /** A source that could not read is where it was: a database that is away ends no subscription. */
  private async nextEvent(): Promise<IteratorResult<object>> {
    for (;;) {
      try {
        return await this.options.source.next();
      } catch (error) {
        if (this.isOver || !isUnreachable(error)) throw error;
        await sleep(RETRY_DELAY, undefined, { ref: false });
      }
    }
  }
}
