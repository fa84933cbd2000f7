import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import type { PrismaClient } from '../database/generated/client.js';
import { isUnreachable } from '../database/is-database-unavailable.js';
import { retryLost } from '../database/retry-on-lost-connection.js';
import { ErrorCode } from '../shared/errors/errors.js';
import { requireValue } from '../shared/require-value.js';

/** A transaction with a failed commit after all of its statements. */
export interface LostCommit<T> {
  /** ID of the transaction, as `pg_current_xact_id()` returns it. */
  transactionId: string;
  result: T;
}

type TransactionStatus = 'committed' | 'aborted' | 'in progress';

/** Milliseconds in which PostgreSQL must tell how the transaction ended. */
const TIMEOUT_MS = 10_000;
const POLL_MS = 50;
/** Retries within about TIMEOUT_MS. */
const RETRIES = { retries: 6, minTimeout: 100, maxTimeout: 3_000 };

/** The connection was lost while a write was committed, and PostgreSQL cannot tell whether it was. */
export class UnconfirmedWriteError extends GraphQLError {
  /** `cause` is the failure of the commit, by which idempotent work is still retried. */
  constructor(override readonly cause: unknown) {
    super(
      'The connection to the database was lost while the change was saved. Check whether it was before you send it again.',
      { extensions: { code: ErrorCode.WRITE_UNCONFIRMED } },
    );
  }
}

/**
 * Returns the result of a transaction that was committed though its commit failed with `error`, as when the
 * connection is lost before the response. Throws `error` if it was rolled back.
 */
export async function recoverCommit<T>(
  prisma: PrismaClient,
  { transactionId, result }: LostCommit<T>,
  error: unknown,
): Promise<T> {
  if (!isUnreachable(error)) throw error;
  const status = await readStatus(prisma, transactionId).catch(() => null);
  if (status === 'committed') return result;
  if (status === 'aborted') throw error;
  throw new UnconfirmedWriteError(error);
}

/** Returns how a transaction ended; `in progress` if its server process has not ended it in time. */
async function readStatus(prisma: PrismaClient, transactionId: string): Promise<TransactionStatus | null> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const [row] = await retryLost(
      () => prisma.$queryRaw<{ status: TransactionStatus | null }[]>`
        SELECT pg_xact_status(${transactionId}::text::xid8) AS status`,
      RETRIES,
    );
    const { status } = requireValue(row, 'SELECT returns a row.');
    if (status !== 'in progress' || Date.now() >= deadline) return status;
    await sleep(POLL_MS);
  }
}
