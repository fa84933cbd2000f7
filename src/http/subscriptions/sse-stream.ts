import { Readable } from 'node:stream';
import type { OperationResponse } from '../../graphql/graphql-executor.js';
import type { LiveConnection } from './connections.js';
import { ResultStream } from './result-stream.js';

const COMPLETE = 'event: complete\ndata:\n\n';
const KEEP_ALIVE = ':\n\n';

/** An operation's answers as server-sent events. Asks for the next one when the client has taken the last. */
export class EventStream extends Readable implements LiveConnection {
  readonly kind = 'event-stream';
  private results: ResultStream | null = null;
  private isWaiting = false;

  /** Begins with what the client is to send as Last-Event-ID when it is cut off before the first event. */
  start(result: OperationResponse | ResultStream): void {
    if (this.destroyed) {
      if (result instanceof ResultStream) end(result);
    } else if (result instanceof ResultStream) {
      this.results = result;
      this.push(result.cursor === undefined ? KEEP_ALIVE : `id: ${result.cursor}\n\n`);
    } else {
      this.push(formatNextEvent(JSON.stringify(result)) + COMPLETE);
      this.push(null);
    }
  }

  override _read(): void {
    // A sign of life makes it be asked again while it waits.
    if (!this.results || this.isWaiting) return;
    this.isWaiting = true;
    this.results.next().then(
      ({ value, done }) => {
        this.isWaiting = false;
        if (this.destroyed || this.readableEnded || !this.results) return;
        this.push(done ? COMPLETE : formatNextEvent(value.text, value.cursor));
        if (done) this.push(null);
      },
      (error) => this.destroy(error),
    );
  }

  override _destroy(_error: Error | null, callback: (error?: Error | null) => void): void {
    end(this.results);
    callback();
  }

  keepAlive(): void {
    if (this.readableLength === 0) this.push(KEEP_ALIVE);
  }

  /** Without an event that says so: a stream that is not completed is one that clients open again. */
  disconnect(): void {
    end(this.results);
    this.results = null;
    this.push(null);
  }

  terminate(): void {
    this.destroy();
  }
}

/** Ends the operation; a source that fails to end has nothing more to send. */
function end(answers: ResultStream | null): void {
  answers?.return().catch(() => undefined);
}

function formatNextEvent(text: string, cursor?: string): string {
  return `${cursor === undefined ? '' : `id: ${cursor}\n`}event: next\ndata: ${text}\n\n`;
}
