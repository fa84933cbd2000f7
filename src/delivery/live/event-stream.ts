import { Readable } from 'node:stream';
import type { Answer } from '../graph.js';
import { AnswerStream } from './answer-stream.js';
import type { Connection } from './connections.js';

const COMPLETE = 'event: complete\ndata:\n\n';
const SIGN_OF_LIFE = ':\n\n';

/** An operation's answers as server-sent events. Asks for the next one when the client has taken the last. */
export class EventStream extends Readable implements Connection {
  readonly kind = 'event-stream';
  private answers: AnswerStream | null = null;
  private isWaiting = false;

  /** Begins with what the client is to send as Last-Event-ID when it is cut off before the first event. */
  begin(outcome: Answer | AnswerStream): void {
    if (this.destroyed) {
      if (outcome instanceof AnswerStream) end(outcome);
    } else if (outcome instanceof AnswerStream) {
      this.answers = outcome;
      this.push(outcome.cursor === undefined ? SIGN_OF_LIFE : `id: ${outcome.cursor}\n\n`);
    } else {
      this.push(next(JSON.stringify(outcome)) + COMPLETE);
      this.push(null);
    }
  }

  override _read(): void {
    // A sign of life makes it be asked again while it waits.
    if (!this.answers || this.isWaiting) return;
    this.isWaiting = true;
    this.answers.next().then(
      ({ value, done }) => {
        this.isWaiting = false;
        if (this.destroyed || this.readableEnded || !this.answers) return;
        this.push(done ? COMPLETE : next(value.text, value.cursor));
        if (done) this.push(null);
      },
      (error) => this.destroy(error),
    );
  }

  override _destroy(_error: Error | null, callback: (error?: Error | null) => void): void {
    end(this.answers);
    callback();
  }

  keepAlive(): void {
    if (this.readableLength === 0) this.push(SIGN_OF_LIFE);
  }

  /** Without an event that says so: a stream that is not completed is one that clients open again. */
  leave(): void {
    end(this.answers);
    this.answers = null;
    this.push(null);
  }

  cut(): void {
    this.destroy();
  }
}

/** Ends the operation; a source that fails to end has nothing more to send. */
function end(answers: AnswerStream | null): void {
  answers?.return().catch(() => undefined);
}

function next(text: string, cursor?: string): string {
  return `${cursor === undefined ? '' : `id: ${cursor}\n`}event: next\ndata: ${text}\n\n`;
}
