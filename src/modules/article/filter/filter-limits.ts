import { BadUserInputError } from '../../../shared/errors/errors.js';

/** Maximum number of conditions in a filter, those of the filters within it included. */
export const MAX_CONDITIONS = 30;
/** Maximum depth of filters in `and`, `or` and `not`. */
export const MAX_DEPTH = 5;
/** Maximum number of values in a list. */
export const MAX_VALUES = 100;
/** Maximum number of values that an article must all have, each of which is a condition. */
export const MAX_REQUIRED = 10;

/** Fields with conditions on what an article refers to. */
const REFERENCES = new Set(['sections', 'tags', 'authors', 'series']);

interface References {
  any?: unknown;
  all?: unknown;
  none?: unknown;
}

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

/** Throws BadUserInputError for a list with too many values. */
export function assertListSize(name: string, list: readonly unknown[], max = MAX_VALUES): void {
  if (list.length <= max) return;
  throw new BadUserInputError(`${name} has ${list.length} values; at most ${max} are allowed.`);
}

/** Counts the conditions of a filter. A nested filter counts at least 1, and so does `or`, even without any. */
export function countConditions(filter: NestedFilter): number {
  const { and, or, not, ...own } = filter;
  const counts = Object.entries<object | null | undefined>(own).map(([name, value]) =>
    REFERENCES.has(name) ? countReferenceConditions(value ?? {}) : countOperands(value),
  );
  const nested = listNested(filter).map((each) => Math.max(countConditions(each), 1));
  return sum([...counts, ...nested, or?.length === 0 ? 1 : 0]);
}

/** `exact` is no condition, and `all` is as many as it has values. */
function countReferenceConditions({ any, all, none }: References): number {
  return countOperands(any) + countOperands(none) + (Array.isArray(all) ? all.length : 0);
}

function countOperands(value: unknown): number {
  if (value === null || value === undefined) return 0;
  const isLeaf = typeof value !== 'object' || Array.isArray(value) || value instanceof Date;
  return isLeaf ? 1 : sum(Object.values(value).map(countOperands));
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
