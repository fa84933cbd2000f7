/** API key that writes, and the idempotency key by which a retry of the same write is recognized. */
export interface Actor {
  keyId: number;
  keyName: string;
  idempotencyKey: string | null;
}

/** Parts of the request context that a mutation needs. */
export interface ActorContext {
  viewer: { keyId: number; keyName: string } | null;
  idempotencyKey: string | null;
}

export function getActor({ viewer, idempotencyKey }: ActorContext): Actor {
  if (!viewer) throw new Error('The request has no API key; @Authorized must reject it before.');
  return { keyId: viewer.keyId, keyName: viewer.keyName, idempotencyKey };
}
