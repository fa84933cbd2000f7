/** Pairs the entries of two lists, such as rows and their results. Throws an Error if their lengths differ. */
export function zip<First, Second>(first: readonly First[], second: readonly Second[]): [First, Second][] {
  if (first.length !== second.length)
    throw new Error(`A list of ${first.length} cannot be paired with one of ${second.length}.`);
  return first.map((each, i) => [each, second[i] as Second]);
}
