import type { Scope } from '../auth/scope.js';

/** API key that writes, and the idempotency key by which a retry of the same write is recognized. */
export interface Actor {
  keyId: number;
  keyName: string;
  scopes: readonly Scope[];
  idempotencyKey: string | null;
}

/** Parts of the request context that a mutation needs. */
export interface ActorContext {
  viewer: Pick<Actor, 'keyId' | 'keyName' | 'scopes'> | null;
  idempotencyKey: string | null;
}

export function getActor({ viewer, idempotencyKey }: ActorContext): Actor {
  if (!viewer) throw new Error('The request has no API key; @Authorized must reject it before.');
  const { keyId, keyName, scopes } = viewer;
  return { keyId, keyName, scopes, idempotencyKey };
}
