import pLimit from 'p-limit';
import { withTimeout } from '../database/errors.js';

/**
 * In-process queue of writers. Only the first holds a connection while it waits for the database's write
 * lock, so the pool is not exhausted.
 */
export class WriteTurns {
  private readonly turns = pLimit(1);

  /**
   * Runs `write` after all earlier ones have ended. Rejects with DatabaseUnavailableError if its turn does
   * not come within `timeoutMs` milliseconds.
   */
  async take<T>(timeoutMs: number, write: () => Promise<T>): Promise<T> {
    let end: () => void = () => undefined;
    let isGivenUp = false;
    const began = new Promise<void>((resolve) => {
      void this.turns(() => {
        if (isGivenUp) return;
        resolve();
        return new Promise<void>((ended) => {
          end = ended;
        });
      });
    });
    try {
      await withTimeout(timeoutMs, began);
      return await write();
    } finally {
      isGivenUp = true;
      end();
    }
  }
}
