import { Readable } from 'node:stream';
import type { OperationResponse } from '../../graphql/operation.js';
import type { LiveConnection } from './connections.js';
import { ResultStream } from './result-stream.js';

const COMPLETE = 'event: complete\ndata:\n\n';
const KEEP_ALIVE = ':\n\n';

/** Stream of results as server-sent events. Reads the next one when the client has received the last. */
export class EventStream extends Readable implements LiveConnection {
  readonly kind = 'event-stream';
  private results: ResultStream | null = null;
  private isWaiting = false;

  /**
   * Starts the stream with the cursor that the client is to send as Last-Event-ID if disconnected before the
   * first event.
   */
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
    // A keep-alive message causes another read while one is pending.
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

  /** Ends the stream without a `complete` event, so that the client reconnects. */
  disconnect(): void {
    end(this.results);
    this.results = null;
    this.push(null);
  }

  terminate(): void {
    this.destroy();
  }
}

/** Closes the results; errors on closing are ignored. */
function end(answers: ResultStream | null): void {
  answers?.return().catch(() => undefined);
}

function formatNextEvent(text: string, cursor?: string): string {
  return `${cursor === undefined ? '' : `id: ${cursor}\n`}event: next\ndata: ${text}\n\n`;
}
