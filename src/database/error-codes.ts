/**
 * Returns the codes of an error and its causes: the system's, PostgreSQL's SQLSTATE, and those that Prisma
 * wraps, with the kinds of its driver adapter, such as ConnectionClosed.
 */
export function listErrorCodes(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, originalCode, kind, cause, meta } = error as DatabaseErrorShape;
  const wrapped = meta?.driverAdapterError?.cause;
  const own = [code, originalCode, kind, wrapped?.originalCode, wrapped?.kind].filter(
    (each) => each !== undefined,
  );
  return [...own.map(String), ...listErrorCodes(cause)];
}

interface DatabaseErrorShape {
  code?: unknown;
  /** SQLSTATE in the cause of an adapter's error, such as one of a commit. */
  originalCode?: unknown;
  /**
   * Kind of the cause of an adapter's error. There is no code if the connection was lost in a transaction.
   */
  kind?: unknown;
  cause?: unknown;
  /** Prisma's code of a raw query's error is always P2010; PostgreSQL's is in here. */
  meta?: { driverAdapterError?: { cause?: { originalCode?: unknown; kind?: unknown } } };
}
