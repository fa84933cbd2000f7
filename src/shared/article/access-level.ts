/** The readers who may read a whole article. Names and order are those of the graph. */
export enum AccessLevel {
  PUBLIC = 'PUBLIC',
  MEMBERS = 'MEMBERS',
  PAID = 'PAID',
}

/** Access of a request to articles that are not public. */
export interface AccessGrants {
  perspective: string;
  /** The preview link of the request's token. */
  previewLink: { draft: { type: string; id: number } } | null;
}

/** Returns true if a request may read the whole of an article with this level. */
export function isGranted(
  level: string,
  articleId: number,
  { perspective, previewLink }: AccessGrants,
): boolean {
  if (level === AccessLevel.PUBLIC) return true;
  if (previewLink?.draft.type === 'Article' && previewLink.draft.id === articleId) return true;
  return perspective === 'members' || perspective === 'preview';
}

export function isAccessLevel(text: unknown): text is AccessLevel {
  return typeof text === 'string' && Object.hasOwn(AccessLevel, text);
}
