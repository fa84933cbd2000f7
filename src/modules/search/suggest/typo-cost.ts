/** Rows of the keyboards by which a letter is mistyped as its neighbor. */
const KEYBOARDS = [
  ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  ['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю'],
];
/** Letters that are taken for each other by their sound. */
const SOUNDS = ['aeiouy', 'ck', 'sz', 'bp', 'dt', 'mn', 'vw', 'ff', 'ij', 'аоеиы', 'сз', 'бп', 'дт'];

/** Costs of typos: the lower, the more frequent. A letter that is no neighbor and sounds otherwise makes another word. */
const COSTS = { swapped: 2, doubled: 2, omitted: 3, nearby: 3, extra: 4, other: 5, first: 3 };
/** Costs up to which one typo, and two of a long word, are likely at all. */
const MAX_COST = 5;
const MAX_COST_OF_LONG = 7;
/** Letters from which a word is long. */
const LONG_WORD_LENGTH = 8;

const NEIGHBORS = new Set([...KEYBOARDS.flatMap(listKeyNeighbors), ...SOUNDS.flatMap(listPairs)]);

function listKeyNeighbors(rows: string[]): string[] {
  return rows.flatMap((row, y) =>
    [...row].flatMap((key, x) => {
      const below = [...(rows[y + 1] ?? '')].slice(Math.max(x - 1, 0), x + 1);
      return [row[x + 1] ?? '', ...below].flatMap((other) => [key + other, other + key]);
    }),
  );
}

function listPairs(letters: string): string[] {
  return [...letters].flatMap((one) => [...letters].map((other) => one + other));
}

/** Computes the cost of the typos that make `typed` of `word`; null if they are unlikely. */
export function computeTypoCost(typed: string, word: string): number | null {
  const maxCost = typed.length >= LONG_WORD_LENGTH ? MAX_COST_OF_LONG : MAX_COST;
  if (Math.abs(typed.length - word.length) > 2) return null;
  const rows: number[][] = [];
  const costAt = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 0; i <= typed.length; i++) {
    rows.push([]);
    for (let j = 0; j <= word.length; j++) {
      const first = i <= 1 && j <= 1 ? COSTS.first : 0;
      const cost = Math.min(
        i === 0 && j === 0 ? 0 : Number.POSITIVE_INFINITY,
        costAt(i - 1, j) + first + getExtraCost(typed, i - 1),
        costAt(i, j - 1) + first + getOmittedCost(word, j - 1),
        costAt(i - 1, j - 1) + getReplacedCost(typed.charAt(i - 1), word.charAt(j - 1), first),
        isSwapped(typed, i, word, j) ? costAt(i - 2, j - 2) + COSTS.swapped : Number.POSITIVE_INFINITY,
      );
      rows[i]?.push(cost);
    }
  }
  const cost = costAt(typed.length, word.length);
  return cost <= maxCost + (typed[0] === word[0] ? 0 : COSTS.first) ? cost : null;
}

function getExtraCost(typed: string, at: number): number {
  return typed[at] === typed[at - 1] || typed[at] === typed[at + 1] ? COSTS.doubled : COSTS.extra;
}

function getOmittedCost(word: string, at: number): number {
  return word[at] === word[at - 1] || word[at] === word[at + 1] ? COSTS.doubled : COSTS.omitted;
}

function getReplacedCost(typed: string, letter: string, first: number): number {
  if (typed === letter) return 0;
  return first + (NEIGHBORS.has(typed + letter) ? COSTS.nearby : COSTS.other);
}

function isSwapped(typed: string, i: number, word: string, j: number): boolean {
  return i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
}
