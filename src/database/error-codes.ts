/**
 * Returns the codes of an error and its causes: the system's, PostgreSQL's SQLSTATE, and those that Prisma
 * wraps.
 */
export function listErrorCodes(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, originalCode, cause, meta } = error as DatabaseErrorShape;
  const own = [code, originalCode, meta?.driverAdapterError?.cause?.originalCode].filter(
    (each) => each !== undefined,
  );
  return [...own.map(String), ...listErrorCodes(cause)];
}

interface DatabaseErrorShape {
  code?: unknown;
  /** SQLSTATE in the cause of an adapter's error, such as one of a commit. */
  originalCode?: unknown;
  cause?: unknown;
  /** Prisma's code of a raw query's error is always P2010; PostgreSQL's is in here. */
  meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
}
