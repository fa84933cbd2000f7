import { BadUserInputError } from '../errors/errors.js';

/** Maximum number of values in a list. */
export const MAX_VALUES = 100;

/** Throws BadUserInputError for a list with too many values. */
export function assertListSize(name: string, list: readonly unknown[], max = MAX_VALUES): void {
  if (list.length <= max) return;
  throw new BadUserInputError(`${name} has ${list.length} values; at most ${max} are allowed.`);
}
