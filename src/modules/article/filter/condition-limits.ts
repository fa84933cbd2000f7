import { assertListSize } from '../../../shared/lists/list-size.js';

/** Maximum number of values that an article must all have, each of which is a condition. */
export const MAX_REQUIRED = 10;

export interface ConditionLimits<Value> {
  /** Throws BadUserInputError for a list with too many values; `name` is that of the condition. */
  assert?(value: Value, name: string): void;
  /** Number of conditions that a value counts as, of the maximum for a filter and for the cost of a query. */
  count(value: Value): number;
}

interface References {
  any?: string[] | null;
  all?: string[] | null;
  none?: string[] | null;
}

/** Limits of a list of values. */
export const LIST_LIMITS: ConditionLimits<readonly unknown[]> = {
  assert: (values, name) => assertListSize(name, values),
  count: () => 1,
};

/** Limits of references. `isExact` is no condition, and `all` is as many as it has values. */
export const REFERENCE_LIMITS: ConditionLimits<References> = {
  assert({ any, all, none }, name) {
    assertListSize(`${name}.any`, any ?? []);
    assertListSize(`${name}.all`, all ?? [], MAX_REQUIRED);
    assertListSize(`${name}.none`, none ?? []);
  },
  count: ({ any, all, none }) => countOperands(any) + countOperands(none) + (all?.length ?? 0),
};

/**
 * Limits of conditions without a list, and of those on fields, for which the builder of their SQL checks
 * lists.
 */
export const OPERAND_LIMITS: ConditionLimits<unknown> = { count: countOperands };

function countOperands(value: unknown): number {
  if (value === null || value === undefined) return 0;
  const isLeaf = typeof value !== 'object' || Array.isArray(value) || value instanceof Date;
  return isLeaf ? 1 : Object.values(value).reduce((sum: number, each) => sum + countOperands(each), 0);
}
