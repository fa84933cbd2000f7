/** The readers who may read a whole article. Names and order are those of the graph. */
export enum AccessLevel {
  PUBLIC = 'PUBLIC',
  MEMBERS = 'MEMBERS',
  PAID = 'PAID',
}

/** What a request may read of articles that are not public. */
export interface AccessGrants {
  perspective: string;
  /** The preview link whose token the request has. */
  previewLink: { articleId: number } | null;
}

/** Returns true if a request may read the whole of an article with this level. */
export function isGranted(
  level: string,
  articleId: number,
  { perspective, previewLink }: AccessGrants,
): boolean {
  if (level === AccessLevel.PUBLIC || previewLink?.articleId === articleId) return true;
  return perspective === 'members' || perspective === 'preview';
}

export function isAccessLevel(text: unknown): text is AccessLevel {
  return typeof text === 'string' && Object.hasOwn(AccessLevel, text);
}
