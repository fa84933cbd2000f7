import { BadUserInputError } from '../../shared/errors/errors.js';

/** Encodes a position in the change log as an opaque cursor. */
export function encodeCursor(sequence: bigint): string {
  return Buffer.from(`change:${sequence}`).toString('base64url');
}

/**
 * Decodes a cursor made by `encodeCursor`. Throws BadUserInputError for any other text, which names the subscription
 * that clients use it for.
 */
export function decodeCursor(cursor: string, subscription: string): bigint {
  const [, number] = /^change:(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (number !== undefined && encodeCursor(BigInt(number)) === cursor) return BigInt(number);
  throw new BadUserInputError(`after: not a valid cursor. Use the cursor of an event of ${subscription}.`);
}
