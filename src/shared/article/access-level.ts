/** The readers who may read a whole article. Names and order are those of the graph. */
export enum AccessLevel {
  PUBLIC = 'PUBLIC',
  MEMBERS = 'MEMBERS',
  PAID = 'PAID',
}

export function isAccessLevel(text: unknown): text is AccessLevel {
  return typeof text === 'string' && Object.hasOwn(AccessLevel, text);
}
