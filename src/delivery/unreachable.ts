/** How the system, PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and Prisma say it. */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024|08\w{3}|53\w{3}|57P0\d|57014)$/;
const MESSAGES =
  /connect ENOENT|timeout exceeded when trying to connect|Connection terminated|Query read timeout/;

/** Whether an error means that the database is away or overloaded, which may pass, rather than a fault. */
export function isUnreachable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause, meta } = error as PossiblyOfDatabase;
  // Prisma names a raw query's error P2010, whatever it was; PostgreSQL's own code is further in.
  const codes = [code, meta?.driverAdapterError?.cause?.originalCode].map(String);
  return codes.some((each) => CODES.test(each)) || MESSAGES.test(String(message)) || isUnreachable(cause);
}

interface PossiblyOfDatabase extends Error {
  code?: unknown;
  meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
}
