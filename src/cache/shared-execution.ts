import { setImmediate } from 'node:timers/promises';
import { requireValue } from '../shared/require-value.js';

/**
 * Runs work when it is the client's turn. Rejects if the client is refused, or if the signal is aborted before
 * its turn.
 */
export type RunInTurn = <Result>(
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
) => Promise<Result>;

/** Runs work immediately, for clients without a queue. */
export const runAtOnce: RunInTurn = (_signal, work) => work();

/** A client's part in a shared execution. */
export interface SharedExecutionClient<Result> {
  /** Aborted when the client leaves. */
  signal: AbortSignal | undefined;
  runInTurn: RunInTurn;
  /** Executes for all clients. Its signal is aborted when all of them have disconnected. */
  execute(signal: AbortSignal): Promise<Result>;
}

/**
 * An execution with a result that several clients share. Each waits in its queue until the first has its turn
 * and executes for all, so that no client waits behind another's operations.
 */
export class SharedExecution<Result> {
  private readonly started = new AbortController();
  private readonly abandoned = new AbortController();
  private clientCount = 0;
  private result: Promise<Result> | undefined;

  /** True if all clients have disconnected or were refused. */
  get isAbandoned(): boolean {
    return this.abandoned.signal.aborted;
  }

  /** Returns the result once one of the clients has executed. Rejects if this client is refused before. */
  async join({ signal, runInTurn, execute }: SharedExecutionClient<Result>): Promise<Result> {
    const leave = this.addClient(signal);
    try {
      // Mostly, the first client starts immediately, and thousands may join in the same turn.
      if (this.clientCount > 1) await setImmediate();
      if (!this.result) await this.waitForStart(signal, runInTurn, execute);
    } catch (error) {
      if (!this.result) {
        leave();
        throw error;
      }
    }
    const result = requireValue(this.result, 'A client has executed.');
    return result.finally(() => signal?.removeEventListener('abort', leave));
  }

  /** Counts a client, and returns the function with which it leaves. */
  private addClient(signal: AbortSignal | undefined): () => void {
    this.clientCount += 1;
    let hasLeft = false;
    const leave = () => {
      if (hasLeft) return;
      hasLeft = true;
      this.clientCount -= 1;
      if (this.clientCount === 0) this.abandoned.abort(signal?.reason);
    };
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave, { once: true });
    return leave;
  }

  /** Waits for the client's turn, or until another client has started. */
  private waitForStart(
    signal: AbortSignal | undefined,
    runInTurn: RunInTurn,
    execute: (signal: AbortSignal) => Promise<Result>,
  ): Promise<void> {
    const { signal: started } = this.started;
    return runInTurn(signal ? AbortSignal.any([signal, started]) : started, async () => {
      if (this.result) return;
      this.result = execute(this.abandoned.signal);
      this.started.abort();
      await this.result;
    });
  }
}
