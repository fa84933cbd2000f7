/** Who writes, and the token by which a retry of the same write is known. */
export interface Actor {
  keyId: number;
  keyName: string;
  idempotencyKey: string | null;
}

/** What a mutation needs of its request. */
export interface ActorContext {
  viewer: { keyId: number; keyName: string } | null;
  idempotencyKey: string | null;
}

export function getActor({ viewer, idempotencyKey }: ActorContext): Actor {
  if (!viewer) throw new Error('@Authorized lets no one here without a key.');
  return { keyId: viewer.keyId, keyName: viewer.keyName, idempotencyKey };
}
