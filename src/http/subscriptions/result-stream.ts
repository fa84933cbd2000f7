import { setTimeout as sleep } from 'node:timers/promises';
import { isUnreachable } from '../../database/is-database-unavailable.js';
import type { EventResult } from './event-result-cache.js';

/** Milliseconds after which events are asked for again when the database is away. */
const RETRY_DELAY_MS = 500;

export interface ResultStreamOptions {
  source: AsyncIterator<object>;
  executeEvent(event: object): Promise<EventResult>;
  /** What a client is told when its events come to an end by a fault. */
  createFailure(error: unknown): EventResult;
}

/** The answers to the events of a subscription, in order. Not a generator: one that waits cannot be ended. */
export class ResultStream implements AsyncIterableIterator<EventResult> {
  private isClosed = false;

  constructor(private readonly options: ResultStreamOptions) {}

  /** Place in the order of events at which it begins; undefined when they have none. */
  get cursor(): string | undefined {
    return (this.options.source as { cursor?: string }).cursor;
  }

  async next(): Promise<IteratorResult<EventResult, undefined>> {
    if (this.isClosed) return { value: undefined, done: true };
    try {
      const { value: event, done } = await this.readEvent();
      if (done) return this.return();
      return this.emit(await this.options.executeEvent(event));
    } catch (error) {
      return this.emit(this.options.createFailure(error));
    }
  }

  async return(): Promise<IteratorResult<EventResult, undefined>> {
    this.isClosed = true;
    await this.options.source.return?.();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async emit(value: EventResult): Promise<IteratorResult<EventResult, undefined>> {
    if (value.isLast) await this.return();
    return { value, done: false };
  }

  /** A source that could not read is where it was: a database that is away ends no subscription. */
  private async readEvent(): Promise<IteratorResult<object>> {
    for (;;) {
      try {
        return await this.options.source.next();
      } catch (error) {
        if (this.isClosed || !isUnreachable(error)) throw error;
        await sleep(RETRY_DELAY_MS, undefined, { ref: false });
      }
    }
  }
}
