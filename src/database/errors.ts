/** Thrown when the database is known to be unavailable or has not responded in time. A retry may succeed. */
export class DatabaseUnavailableError extends Error {
  override name = 'DatabaseUnavailableError';
  /** Code of a connection that timed out. */
  readonly code = 'ETIMEDOUT';
}

/**
 * Rejects with DatabaseUnavailableError if a promise takes longer than the timeout. A response that arrived
 * in time counts even if the process was too busy to read it.
 */
export async function withTimeout<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(new DatabaseUnavailableError('The database did not respond in time.'));
    timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
