/** The database is known not to answer, or has not answered in time. It may be well again in a moment. */
export class DatabaseUnavailableError extends Error {
  override name = 'DatabaseAway';
  /** As the system says it of a connection. */
  readonly code = 'ETIMEDOUT';
}

/**
 * The same promise, given up after so many milliseconds. An answer that came in that time counts, though the process
 * was too busy to look: what has arrived is looked at between a timer and an immediate.
 */
export async function withTimeout<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(new DatabaseUnavailableError('The database took too long.'));
    timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
