import { BadUserInput } from '../../shared/errors.js';

/** Where a subscriber stands in the change log, as clients are given it: opaque. */
export function toCursor(sequence: bigint): string {
  return Buffer.from(`change:${sequence}`).toString('base64url');
}

/** Throws BadUserInput for what toCursor has not made. */
export function fromCursor(cursor: string): bigint {
  const [, number] = /^change:(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (number !== undefined && toCursor(BigInt(number)) === cursor) return BigInt(number);
  throw new BadUserInput('after: this is not a cursor. Give one that an event of articleEvents came with.');
}
