import { setTimeout as sleep } from 'node:timers/promises';
import { isUnreachable } from '../../database/is-database-unavailable.js';
import { ClientLeft } from '../../rate-limit/concurrency/refusals.js';
import type { EventResult } from './event-result-cache.js';

/** Milliseconds between attempts to read events while the database is unavailable. */
const RETRY_DELAY_MS = 500;

export interface ResultStreamOptions {
  source: AsyncIterator<object>;
  /** Executes an event. The signal is aborted when the stream is closed. */
  executeEvent(event: object, signal: AbortSignal): Promise<EventResult>;
  /** Returns the part of a result that the client is sent; null if it has the result already. */
  select?(result: EventResult): EventResult | null;
  /** Creates the result that is sent when the stream ends with an error. */
  createFailure(error: unknown): EventResult;
}

/**
 * Results of a subscription's events, in order. Not a generator, because a generator cannot be closed while
 * it awaits.
 */
export class ResultStream implements AsyncIterableIterator<EventResult> {
  private readonly closed = new AbortController();

  constructor(private readonly options: ResultStreamOptions) {}

  /** Resume cursor at which the stream begins; undefined if its events have none. */
  get cursor(): string | undefined {
    return (this.options.source as { cursor?: string }).cursor;
  }

  async next(): Promise<IteratorResult<EventResult, undefined>> {
    const { signal } = this.closed;
    if (signal.aborted) return { value: undefined, done: true };
    try {
      for (;;) {
        const { value: event, done } = await this.readEvent();
        if (done) return await this.return();
        const result = await this.options.executeEvent(event, signal);
        const selected = this.options.select ? this.options.select(result) : result;
        if (selected) return await this.emit(selected);
      }
    } catch (error) {
      if (signal.aborted) return { value: undefined, done: true };
      return this.emit(this.options.createFailure(error));
    }
  }

  async return(): Promise<IteratorResult<EventResult, undefined>> {
    this.closed.abort(new ClientLeft());
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

  /** Reads the next event. Retries while the database is unavailable, since the source keeps its position. */
  private async readEvent(): Promise<IteratorResult<object>> {
    for (;;) {
      try {
        return await this.options.source.next();
      } catch (error) {
        if (this.closed.signal.aborted || !isUnreachable(error)) throw error;
        await sleep(RETRY_DELAY_MS, undefined, { ref: false });
      }
    }
  }
}
