/** U+0000, which PostgreSQL's text cannot hold, and lone surrogates, which UTF-8 cannot encode. */
const UNSTORABLE = /\p{Surrogate}|\0/u;
const EVERY_UNSTORABLE = new RegExp(UNSTORABLE, 'gu');

/** Returns true if PostgreSQL can store every text in a value, at any depth. */
export function isStorableText(value: unknown): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isStorableText);
}

/** Puts U+FFFD in place of them, as decoders do for bytes that are no text. */
export function replaceUnstorable(text: string): string {
  return text.replace(EVERY_UNSTORABLE, '\ufffd');
}
