/** What an API key may do. */
export const SCOPES = {
  preview: 'see unpublished content, in the preview perspective',
  write: 'save articles, add tags and authors',
  publish: 'show content to readers and take it away again, change sections, tags and authors',
  'newsletter:read': 'read who has subscribed',
  'newsletter:write': 'set up newsletters and send their issues',
  admin: 'everything, and read who did what',
} as const;

export type Scope = keyof typeof SCOPES;

/** Who makes a request, when it came with a key. */
export interface Viewer {
  keyId: number;
  keyName: string;
  scopes: readonly Scope[];
}

export interface AccessContext {
  /** Null for a reader. */
  viewer: Viewer | null;
}

export function isScope(text: string): text is Scope {
  return Object.hasOwn(SCOPES, text);
}

export function hasPermission(viewer: Viewer | null, scope: Scope): boolean {
  return viewer !== null && (viewer.scopes.includes(scope) || viewer.scopes.includes('admin'));
}
