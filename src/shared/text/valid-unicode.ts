/** U+0000, which PostgreSQL's text cannot hold, and halves of surrogate pairs, which no UTF-8 can. */
const UNSTORABLE = /\p{Surrogate}|\0/u;

/** Whether every text in a value, however deep, is one that the database can hold. */
export function isStorableText(value: unknown): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isStorableText);
}
