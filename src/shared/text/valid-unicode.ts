/** U+0000, which PostgreSQL's text cannot hold, and lone surrogates, which UTF-8 cannot encode. */
const UNSTORABLE = /\p{Surrogate}|\0/u;

/** Returns true if PostgreSQL can store every text in a value, at any depth. */
export function isStorableText(value: unknown): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isStorableText);
}
