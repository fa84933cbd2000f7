/** As many as PostgreSQL takes a list to have when it plans a statement without knowing its values. */
const PLANNER_ARRAY_SIZE = 10;

/** Longest text, in characters, that is repeated: sending and escaping it anew would cost more than a plan. */
const LONGEST_REPEATED = 1_000;

/**
 * The same keys, the first repeated until there are as many as PostgreSQL expects. With fewer it finds each time that
 * a plan for just these would be cheaper than the one that it keeps, and makes one, which takes longer than the
 * statement itself. For `= ANY(…)`, where a key that is named twice counts once; elsewhere, take what is distinct.
 */
export function padToStablePlan<Key>(keys: readonly Key[]): Key[] {
  const [first] = keys;
  if (first === undefined || keys.length >= PLANNER_ARRAY_SIZE) return [...keys];
  if (typeof first === 'string' && first.length > LONGEST_REPEATED) return [...keys];
  return [...keys, ...Array.from({ length: PLANNER_ARRAY_SIZE - keys.length }, () => first)];
}
