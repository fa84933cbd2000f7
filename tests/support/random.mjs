/**
 * Creates a seeded generator of pseudo-random numbers from 0 (inclusive) to 1 (exclusive): mulberry32, which has a
 * period of 2 ** 32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c).
 */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Creates a function that draws from a list. The nth entry has a probability proportional to 1/n: Zipf's law
 * with exponent 1.
 */
export function createZipf(entries, random) {
  let sum = 0;
  const sums = entries.map((_, i) => {
    sum += 1 / (i + 1);
    return sum;
  });
  return () => {
    const at = random() * sum;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] > at) high = middle;
      else low = middle + 1;
    }
    return entries[low];
  };
}

/** Returns a shuffled copy (Fisher and Yates). */
export function shuffle(entries, random) {
  const copy = [...entries];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}
