import { BadUserInputError } from '../../shared/errors/errors.js';
import type { LogName } from '../change-log.js';

/** Encodes a position in a log as an opaque cursor. */
export function encodeCursor(sequence: bigint, log: LogName = 'change'): string {
  return Buffer.from(`${log}:${sequence}`).toString('base64url');
}

/**
 * Decodes a cursor made by `encodeCursor`. Throws BadUserInputError for any other text, which names the subscription
 * that clients use it for.
 */
export function decodeCursor(cursor: string, subscription: string, log: LogName = 'change'): bigint {
  const [, number] = /^[a-z]+:(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (number !== undefined && encodeCursor(BigInt(number), log) === cursor) return BigInt(number);
  throw new BadUserInputError(`after: not a valid cursor. Use the cursor of an event of ${subscription}.`);
}
