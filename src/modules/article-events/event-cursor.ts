import { BadUserInputError } from '../../shared/errors/errors.js';

/** Where a subscriber stands in the change log, as clients are given it: opaque. */
export function encodeCursor(sequence: bigint): string {
  return Buffer.from(`change:${sequence}`).toString('base64url');
}

/** Throws BadUserInput for what toCursor has not made. */
export function decodeCursor(cursor: string): bigint {
  const [, number] = /^change:(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (number !== undefined && encodeCursor(BigInt(number)) === cursor) return BigInt(number);
  throw new BadUserInputError(
    'after: this is not a cursor. Give one that an event of articleEvents came with.',
  );
}
