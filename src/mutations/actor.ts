import type { Scope } from '../auth/scope.js';

/** API key that writes, and the idempotency key by which a retry of the same write is recognized. */
export interface Actor {
  keyId: number;
  keyName: string;
  scopes: readonly Scope[];
  idempotencyKey: string | null;
  /** Called when a change is committed, with the global ID of the node written to. */
  onSaved?(id: string | null): void;
}

/** Parts of the request context that a mutation needs. */
export interface ActorContext {
  viewer: Pick<Actor, 'keyId' | 'keyName' | 'scopes'> | null;
  idempotencyKey: string | null;
  recordSavedChange(id: string | null): void;
}

export function getActor(context: ActorContext): Actor {
  const { viewer, idempotencyKey } = context;
  if (!viewer) throw new Error('The request has no API key; @Authorized must reject it before.');
  const { keyId, keyName, scopes } = viewer;
  return { keyId, keyName, scopes, idempotencyKey, onSaved: (id) => context.recordSavedChange(id) };
}
