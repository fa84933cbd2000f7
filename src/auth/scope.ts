import type { ViewerLimits } from './article-limits.js';

/** Scopes of API keys, each with its permissions. */
export const SCOPES = {
  preview: 'read unpublished content, in the preview perspective',
  members: 'read the whole text of articles for members, in the members perspective',
  write: 'save articles, create tags and authors',
  publish: 'publish and unpublish content, change sections, tags and authors',
  'newsletter:read': 'read the subscribers of newsletters',
  'newsletter:write': 'create and change newsletters, send their issues',
  'reader:forward': 'name the address of the reader for whom a server sends a request',
  admin: 'everything, and read the audit log',
} as const;

export type Scope = keyof typeof SCOPES;

/** The API key or identity that authenticated a request. */
export interface Viewer {
  keyId: number;
  keyName: string;
  /** Readable start of the key, or the prefix under which an identity is listed. */
  keyPrefix: string;
  scopes: readonly Scope[];
  /** Issuer and subject of an identity; null for an API key. */
  identity: { issuer: string; subject: string } | null;
  /** Limits of the articles that it may write, and whose drafts it may read; null or missing for none. */
  limits?: ViewerLimits | null;
}

export interface AccessContext {
  /** Null for a request without credentials. */
  viewer: Viewer | null;
}

export function isScope(text: string): text is Scope {
  return Object.hasOwn(SCOPES, text);
}

/**
 * Returns whether a viewer has a scope. With limits, `admin` includes the other scopes and nothing of its own: the audit
 * log, keys and webhooks tell of all articles.
 */
export function hasPermission(viewer: Pick<Viewer, 'scopes' | 'limits'> | null, scope: Scope): boolean {
  if (viewer === null || (scope === 'admin' && viewer.limits)) return false;
  return viewer.scopes.includes(scope) || viewer.scopes.includes('admin');
}

/** Returns whether a viewer has one of several scopes. */
export function hasAnyPermission(
  viewer: Pick<Viewer, 'scopes' | 'limits'> | null,
  ...scopes: Scope[]
): boolean {
  return scopes.some((scope) => hasPermission(viewer, scope));
}
