import { ErrorCode } from '../shared/errors/errors.js';
import { listErrorCodes } from './error-codes.js';
import { isStorageFull } from './storage-monitor.js';

export const UNAVAILABLE = 'The database does not respond. Try again in a moment.';
const NO_SPACE = 'The disk of the database is full: writes fail until space is freed.';
const NO_WRITES =
  'The database takes no writes from this instance: it is a replica, or a newer release has migrated it. Try again in a moment.';
const NO_RESOURCES = 'The database has no free memory or connections. Try again in a moment.';

/** System errors of a connection that cannot be made or was lost. */
const SYSTEM_CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** Prisma's codes of the same, of exhausted connections, expired transactions and write conflicts. */
const PRISMA_CODES = /^(P1001|P1002|P1008|P1017|P2024|P2028|P2034|P2037)$/;
/**
 * SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html) of a server that cannot be
 * used, ends a connection or statement, or rolls back a transaction for the sake of another.
 */
const SQLSTATES = /^(08\w{3}|25006|25P0[34]|4000[13]|40P01|53\w{3}|55P03|57P0\d|57014)$/;
/** Kinds of errors of Prisma's driver adapter, which have no code if a connection is lost in a transaction. */
const ADAPTER_KINDS =
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TransactionWriteConflict)$/;
const CODES = [SYSTEM_CODES, PRISMA_CODES, SQLSTATES, ADAPTER_KINDS];
const MESSAGES =
  /connect ENOENT|timeout exceeded when trying to connect|Connection terminated|not queryable|Query read timeout/;

/** SQLSTATE of a server, or a transaction, that takes no writes (read_only_sql_transaction). */
const READ_ONLY = '25006';
/** SQLSTATEs of a server without a free connection, memory or other resource for the statement. */
const OVERLOADED = /^53(000|200|300|400)$/;

/**
 * Returns true if an error means that the database is unavailable or overloaded, which may pass, rather than
 * a bug.
 */
export function isUnreachable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { message, cause } = error as Error;
  const isKnown = (code: string) => CODES.some((pattern) => pattern.test(code));
  return listErrorCodes(error).some(isKnown) || MESSAGES.test(String(message)) || isUnreachable(cause);
}

/** Returns the message for clients of an error for which `isUnreachable` is true. */
export function describeUnreachable(error: unknown): string {
  if (isStorageFull(error)) return NO_SPACE;
  if (listErrorCodes(error).includes(READ_ONLY)) return NO_WRITES;
  return listErrorCodes(error).some((code) => OVERLOADED.test(code)) ? NO_RESOURCES : UNAVAILABLE;
}

/** Returns the error code for clients of an error for which `isUnreachable` is true. */
export function getUnreachableCode(error: unknown): ErrorCode {
  const isRefused = listErrorCodes(error).includes('53100');
  return isRefused ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.SERVICE_UNAVAILABLE;
}
