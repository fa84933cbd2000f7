import { ErrorCode } from '../shared/errors/errors.js';
import { listErrorCodes } from './error-codes.js';
import { isStorageFull } from './storage-monitor.js';

export const UNAVAILABLE = 'The database does not answer. Try again in a moment.';
const NO_SPACE = 'The database has no space left: nothing can be written until its disk has room.';
const NO_RESOURCES = 'The database has no memory or connections to spare. Try again in a moment.';

/** How the system, PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and Prisma say it. */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024|P2028|08\w{3}|53\w{3}|57P0\d|57014|25006)$/;
const MESSAGES =
  /connect ENOENT|timeout exceeded when trying to connect|Connection terminated|not queryable|Query read timeout/;

/** PostgreSQL is there, and has no connection, memory or other resource for this statement. */
const OVERLOADED = /^53(000|200|300|400)$/;

/** Whether an error means that the database is away or overloaded, which may pass, rather than a fault. */
export function isUnreachable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { message, cause } = error as Error;
  const codes = listErrorCodes(error);
  return codes.some((each) => CODES.test(each)) || MESSAGES.test(String(message)) || isUnreachable(cause);
}

/** Returns what a client is told of an error for which `isUnreachable` holds. */
export function describeUnreachable(error: unknown): string {
  if (isStorageFull(error)) return NO_SPACE;
  return listErrorCodes(error).some((code) => OVERLOADED.test(code)) ? NO_RESOURCES : UNAVAILABLE;
}

/** Returns the code that goes with it. */
export function codeOfUnreachable(error: unknown): ErrorCode {
  const isRefused = listErrorCodes(error).includes('53100');
  return isRefused ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.SERVICE_UNAVAILABLE;
}
