import type { ViewerLimits } from '../auth/article-limits.js';
import type { Scope } from '../auth/scope.js';

/** API key that writes, and the idempotency key by which a retry of the same write is recognized. */
export interface Actor {
  keyId: number;
  keyName: string;
  scopes: readonly Scope[];
  idempotencyKey: string | null;
  /** Limits of the articles that the key may write; null or missing for none. */
  limits?: ViewerLimits | null;
  /** BCP 47 tag of articles without a language of their own. */
  siteLanguage?: string;
  /** Called when a change is committed, with the global ID of the node written to. */
  onSaved?(id: string | null): void;
}

/** Parts of the request context that a mutation needs. */
export interface ActorContext {
  viewer: Pick<Actor, 'keyId' | 'keyName' | 'scopes' | 'limits'> | null;
  siteLanguage: string;
  idempotencyKey: string | null;
  recordSavedChange(id: string | null): void;
}

export function getActor(context: ActorContext): Actor {
  const { viewer, idempotencyKey, siteLanguage } = context;
  if (!viewer) throw new Error('The request has no API key; @Authorized must reject it before.');
  const { keyId, keyName, scopes, limits = null } = viewer;
  const onSaved = (id: string | null) => context.recordSavedChange(id);
  return { keyId, keyName, scopes, idempotencyKey, limits, siteLanguage, onSaved };
}
