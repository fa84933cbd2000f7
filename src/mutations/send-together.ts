/** Sends a statement of a transaction. */
type Send = () => PromiseLike<unknown>;

/**
 * Sends statements of a transaction one after the other without waiting for results in between, and returns the results.
 * PostgreSQL executes them in the order given. After one that fails the others fail as well: throws the error of the first.
 *
 * Each is a single statement, and none needs another's result; the last may send more. Prisma collects operations that
 * begin in one tick of the event loop, and sends each of them when the one before is answered. So each begins in a tick of
 * its own.
 */
export async function sendTogether<const Sends extends readonly Send[]>(
  sends: Sends,
): Promise<{ -readonly [I in keyof Sends]: Awaited<ReturnType<Sends[I]>> }> {
  const results: Promise<unknown>[] = [];
  for (const send of sends) {
    const result = (async () => send())();
    result.catch(() => undefined); // handled below
    results.push(result);
    await new Promise<void>((resolve) => process.nextTick(resolve));
  }
  // Not Promise.all: the error of a later statement may arrive by a shorter way.
  await Promise.allSettled(results);
  return Promise.all(results) as never;
}
