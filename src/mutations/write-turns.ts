import pLimit from 'p-limit';
import { withTimeout } from '../database/errors.js';

/**
 * The turns of one process's writers: one at a time, so that those who wait for the writers' lock hold no connection
 * each, and all others still get one.
 */
export class WriteTurns {
  private readonly turns = pLimit(1);

  /** Runs `write` when those before have ended; rejects with DatabaseAway when that takes longer than `patience` milliseconds. */
  async take<T>(patience: number, write: () => Promise<T>): Promise<T> {
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
      await withTimeout(patience, began);
      return await write();
    } finally {
      isGivenUp = true;
      end();
    }
  }
}
