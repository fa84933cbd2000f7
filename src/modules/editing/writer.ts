/** Who writes, and the token by which a retry of the same write is known. */
export interface Writer {
  keyId: number;
  keyName: string;
  idempotencyKey: string | null;
}

/** What a mutation needs of its request. */
export interface WriterContext {
  viewer: { keyId: number; keyName: string } | null;
  idempotencyKey: string | null;
}

export function writerOf({ viewer, idempotencyKey }: WriterContext): Writer {
  if (!viewer) throw new Error('@Authorized lets no one here without a key.');
  return { keyId: viewer.keyId, keyName: viewer.keyName, idempotencyKey };
}
