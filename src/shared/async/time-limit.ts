import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs work that may not end by itself. Rejects after `timeoutMs`; `signal` is aborted then, and when the work
 * has ended.
 */
export async function runWithTimeLimit<Result>(
  name: string,
  timeoutMs: number,
  work: (signal: AbortSignal) => Result | Promise<Result>,
): Promise<Result> {
  const end = new AbortController();
  const timeout = sleep(timeoutMs, null, { signal: end.signal, ref: false }).then(() => {
    throw new Error(`${name} took longer than ${timeoutMs} ms.`);
  });
  timeout.catch(() => undefined); // when the work ends first
  try {
    return await Promise.race([work(end.signal), timeout]);
  } finally {
    end.abort();
  }
}
