import { ErrorCode } from '../shared/errors/errors.js';
import { listErrorCodes } from './error-codes.js';
import { isStorageFull } from './storage-monitor.js';

export const UNAVAILABLE = 'The database does not respond. Try again in a moment.';
const NO_SPACE = 'The disk of the database is full: writes fail until space is freed.';
const NO_RESOURCES = 'The database has no free memory or connections. Try again in a moment.';

/**
 * Error codes of the system, PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and
 * Prisma for an unavailable database.
 */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024|P2028|08\w{3}|53\w{3}|57P0\d|57014|25006)$/;
const MESSAGES =
  /connect ENOENT|timeout exceeded when trying to connect|Connection terminated|not queryable|Query read timeout/;

/** SQLSTATEs of a server without a free connection, memory or other resource for the statement. */
const OVERLOADED = /^53(000|200|300|400)$/;

/**
 * Returns true if an error means that the database is unavailable or overloaded, which may pass, rather than
 * a bug.
 */
export function isUnreachable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { message, cause } = error as Error;
  const codes = listErrorCodes(error);
  return codes.some((each) => CODES.test(each)) || MESSAGES.test(String(message)) || isUnreachable(cause);
}

/** Returns the message for clients of an error for which `isUnreachable` is true. */
export function describeUnreachable(error: unknown): string {
  if (isStorageFull(error)) return NO_SPACE;
  return listErrorCodes(error).some((code) => OVERLOADED.test(code)) ? NO_RESOURCES : UNAVAILABLE;
}

/** Returns the error code for clients of an error for which `isUnreachable` is true. */
export function codeOfUnreachable(error: unknown): ErrorCode {
  const isRefused = listErrorCodes(error).includes('53100');
  return isRefused ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.SERVICE_UNAVAILABLE;
}
