import pLimit from 'p-limit';
import type { Prisma, PrismaClient } from '../database/generated/client.js';
import { runInSavepoint } from './savepoint.js';

type Work = (tx: Prisma.TransactionClient) => Promise<unknown>;

/** Milliseconds that a dry run may wait for a connection and take; the second is the longest possible timer. */
const OPTIONS = { maxWait: 10_000, timeout: 2 ** 31 - 1 };
const clients = new WeakSet<object>();

/** Ends the transaction of a dry run. */
class RollbackError<Result> extends Error {
  constructor(readonly result: Result) {
    super('The dry run has ended.');
  }
}

/**
 * Runs work with a client that hides its writes from all others, and rolls all of them back. Each of its
 * transactions is a savepoint of one transaction, so later writes see earlier ones as in a real run.
 */
export async function runDry<Result>(
  prisma: PrismaClient,
  work: (client: PrismaClient) => Promise<Result>,
): Promise<Result> {
  const end = await prisma
    .$transaction(async (tx) => {
      // The source may take longer to respond than a transaction may be idle. Triggers do not count its articles.
      await tx.$executeRaw`
        SELECT set_config('idle_in_transaction_session_timeout', '0', true), set_config('dateline.dry_run', 'on', true)`;
      throw new RollbackError(await work(createDryRunClient(tx)));
    }, OPTIONS)
    .catch((error: unknown) => error);
  if (end instanceof RollbackError) return end.result as Result;
  throw end;
}

/** Returns true for the client of a dry run. Its writes need no order, because they are rolled back. */
export function isDryRun(prisma: object): boolean {
  return clients.has(prisma);
}

function createDryRunClient(tx: Prisma.TransactionClient): PrismaClient {
  const runNext = pLimit(1);
  const runTransaction = (work: Work | PromiseLike<unknown>[]) =>
    runNext(() => runInSavepoint(tx, Array.isArray(work) ? () => runInOrder(work) : () => work(tx)));
  const client = new Proxy(tx, {
    get: (target, name) => (name === '$transaction' ? runTransaction : Reflect.get(target, name, target)),
  });
  clients.add(client);
  return client as PrismaClient;
}

/** Runs statements one after another. Prisma sends a statement when it is first awaited. */
async function runInOrder(statements: PromiseLike<unknown>[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const statement of statements) results.push(await statement);
  return results;
}
