/** Number of elements that PostgreSQL assumes for a list when it plans a statement without its values. */
const PLANNER_ARRAY_SIZE = 10;

/** Maximum characters of a text that is repeated: sending a longer one again costs more than planning. */
const LONGEST_REPEATED = 1_000;

/**
 * Pads keys to PostgreSQL's assumed length by repeating the first: with fewer, it makes a new plan each time,
 * which takes longer than the statement. For `= ANY(…)`, where duplicates do not count.
 */
export function padToStablePlan<Key>(keys: readonly Key[]): Key[] {
  const [first] = keys;
  if (first === undefined || keys.length >= PLANNER_ARRAY_SIZE) return [...keys];
  if (typeof first === 'string' && first.length > LONGEST_REPEATED) return [...keys];
  return [...keys, ...Array.from({ length: PLANNER_ARRAY_SIZE - keys.length }, () => first)];
}

/**
 * Returns the parameter for a list of keys, padded. Whole numbers are joined to text here: pg would scan each
 * for characters to escape.
 */
export function toListParameter(keys: readonly unknown[]): unknown {
  const padded = padToStablePlan(keys);
  return padded.every(Number.isInteger) ? `{${padded.join()}}` : padded;
}
