import { BadUserInputError } from '../../../shared/errors/errors.js';
import { listConditions } from './conditions.js';

/** Maximum number of conditions in a filter, those of the filters within it included. */
export const MAX_CONDITIONS = 30;
/** Maximum depth of filters in `and`, `or` and `not`. */
export const MAX_DEPTH = 5;

/** A filter with the filters within it. */
interface NestedFilter {
  and?: NestedFilter[] | null;
  or?: NestedFilter[] | null;
  not?: NestedFilter | null;
}

/** Throws BadUserInputError for a filter with too many conditions, levels or values. */
export function assertFilterInLimits(filter: NestedFilter): void {
  const depth = measureDepth(filter);
  if (depth > MAX_DEPTH) {
    throw new BadUserInputError(
      `filter has ${depth} levels of and, or and not; at most ${MAX_DEPTH} are allowed.`,
    );
  }
  const conditions = countConditions(filter);
  if (conditions > MAX_CONDITIONS) {
    throw new BadUserInputError(
      `filter has ${conditions} conditions; at most ${MAX_CONDITIONS} are allowed. Each value in \`all\` counts as one.`,
    );
  }
}

/** Counts the conditions of a filter. A nested filter counts at least 1, and so does `or`, even without any. */
export function countConditions(filter: NestedFilter): number {
  const counts = listConditions(filter).map(({ value, condition }) => condition.limits.count(value));
  const nested = listNested(filter).map((each) => Math.max(countConditions(each), 1));
  return sum([...counts, ...nested, filter.or?.length === 0 ? 1 : 0]);
}

function measureDepth(filter: NestedFilter): number {
  const nested = listNested(filter);
  return nested.length === 0 ? 0 : 1 + Math.max(...nested.map(measureDepth));
}

function listNested({ and, or, not }: NestedFilter): NestedFilter[] {
  return [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])];
}

function sum(numbers: number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
