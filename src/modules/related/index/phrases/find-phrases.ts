import { isUnspaced, PHRASE_BREAK } from '../words.js';

/** Number of names, and of other phrases, that are taken from a text. */
const MAX_NAMES = 50;
const MAX_PHRASES = 10;
/** Number of capitalized words of a name; more of them in a row than the second number are a headline. */
const MAX_NAME_WORDS = 4;
const MAX_CAPITALIZED = 6;
/** Number of words of another phrase, and of one in a script without spaces. */
const MAX_PHRASE_WORDS = 3;
const MAX_SEGMENTS = 4;
/** Number of times that a text has a phrase other than a name. */
const MIN_OCCURRENCES = 2;
/** Letters of the shortest word at an end of a phrase, and of the longest phrase. */
const MIN_WORD_LENGTH = 3;
const MAX_LENGTH = 60;
/** Number of words between two capitalized ones of a name: "Ursula von der Leyen". */
const MAX_PARTICLES = 2;

const PARTICLES = new Set(
  'al and bin d da das de del della den der des di do dos du e el en for ibn in la las le los of ten ter van von y zu zum zur'.split(
    ' ',
  ),
);
const CAPITALIZED = /^\p{N}*[\p{Lu}\p{Lt}]/u;
const POSSESSIVE = /'s$/iu;
const LETTER = /\p{L}/u;

/** A name or another phrase of a text, as it is written. */
export interface FoundPhrase {
  text: string;
  isName: boolean;
}

/** Tells the words of a language that begin and end no phrase, and those of many articles. */
export interface FrequentWords {
  isStopWord(word: string): boolean;
  isCommon(word: string): boolean;
}

interface CountedPhrase extends FoundPhrase {
  count: number;
  words: string[];
}

/**
 * Finds the names of a text, which are two to four capitalized words in a row, and the phrases that it repeats. Returns
 * those that occur most often, at most fifty names and ten others.
 */
export function findPhrases(words: string[], frequent: FrequentWords): FoundPhrase[] {
  const clauses = splitClauses(words);
  const names = selectMost(countNames(clauses, frequent), MAX_NAMES);
  const phrases = selectMost(countPhrases(clauses, frequent), MAX_PHRASES);
  return [...names, ...phrases].map(({ text, isName }) => ({ text, isName }));
}

function splitClauses(words: string[]): string[][] {
  const clauses: string[][] = [[]];
  for (const word of words) {
    if (word === PHRASE_BREAK) clauses.push([]);
    else clauses.at(-1)?.push(word);
  }
  return clauses.filter((clause) => clause.length > 0);
}

function countNames(clauses: string[][], { isStopWord }: FrequentWords): CountedPhrase[] {
  const countCapitalized = (words: string[]) => words.filter((word) => CAPITALIZED.test(word)).length;
  const runs = clauses.flatMap(findCapitalized).filter((run) => countCapitalized(run) <= MAX_CAPITALIZED);
  const isEnd = (word = '') => CAPITALIZED.test(word) && word.length > 1 && !isStopWord(word);
  const isName = (part: string[]) =>
    isEnd(part[0]) &&
    isEnd(part.at(-1)) &&
    countCapitalized(part) <= MAX_NAME_WORDS &&
    new Set(part).size === part.length;
  return omitFragments(
    countAll(
      runs.flatMap((run) => listParts(run, 2, run.length).filter(isName)),
      true,
    ),
  );
}

/** Finds the capitalized words in a row, with the particles between them. A possessive is the last of its row. */
function findCapitalized(clause: string[]): string[][] {
  const runs: string[][] = [];
  let run: string[] = [];
  let particles: string[] = [];
  const end = () => {
    if (run.length > 1) runs.push(run);
    [run, particles] = [[], []];
  };
  for (const word of clause) {
    if (CAPITALIZED.test(word)) {
      run.push(...particles, word.replace(POSSESSIVE, ''));
      particles = [];
      if (POSSESSIVE.test(word)) end();
    } else if (run.length > 0 && particles.length < MAX_PARTICLES && PARTICLES.has(word))
      particles.push(word);
    else end();
  }
  end();
  return runs;
}

function countPhrases(clauses: string[][], frequent: FrequentWords): CountedPhrase[] {
  const ends = new Map([...new Set(clauses.flat())].map((word) => [word, isPhraseEnd(word, frequent)]));
  const isPhrase = (part: string[]) => {
    if (!ends.get(part[0] ?? '') || !ends.get(part.at(-1) ?? '')) return false;
    if (part.every(isUnspaced)) return part.join('').length > 1;
    // Of capitalized words alone it is a name, and a word alone tells no more than its letters.
    return (
      part.length > 1 && part.length <= MAX_PHRASE_WORDS && !part.every((word) => CAPITALIZED.test(word))
    );
  };
  const parts = clauses.flatMap((clause) => listParts(clause, 1, MAX_SEGMENTS).filter(isPhrase));
  return omitFragments(countAll(parts, false).filter(({ count }) => count >= MIN_OCCURRENCES));
}

function isPhraseEnd(word: string, { isStopWord, isCommon }: FrequentWords): boolean {
  const isLong = word.length >= MIN_WORD_LENGTH || isUnspaced(word);
  return isLong && LETTER.test(word) && !isStopWord(word) && !isCommon(word);
}

/** Lists the parts of a row of words that have so many of them. */
function listParts(words: string[], least: number, most: number): string[][] {
  return words.flatMap((_, start) => {
    const longest = Math.min(most, words.length - start);
    return Array.from({ length: Math.max(0, longest - least + 1) }, (_, i) =>
      words.slice(start, start + least + i),
    );
  });
}

function countAll(parts: string[][], isName: boolean): CountedPhrase[] {
  const counts = new Map<string, CountedPhrase>();
  for (const words of parts) {
    const text = joinWords(words);
    if (text.length > MAX_LENGTH) continue;
    const key = text.toLowerCase();
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { text, isName, words, count: 1 });
  }
  return [...counts.values()];
}

function joinWords(words: string[]): string {
  return words.reduce((text, word) => text + (isUnspaced(word) && isUnspaced(text) ? '' : ' ') + word);
}

/**
 * Omits what only occurs in a longer one: "Prime Minister Tony" beside "Prime Minister Tony Blair". The end of a name stays,
 * since titles precede names.
 */
function omitFragments(phrases: CountedPhrase[]): CountedPhrase[] {
  const most = new Map<string, number>();
  for (const { words, count, isName } of phrases) {
    const fragments = listParts(isName ? words.slice(0, -1) : words, 1, words.length - 1);
    for (const key of fragments.map((part) => joinWords(part).toLowerCase()))
      most.set(key, Math.max(most.get(key) ?? 0, count));
  }
  return phrases.filter(({ text, count }) => (most.get(text.toLowerCase()) ?? 0) < count);
}

function selectMost(phrases: CountedPhrase[], most: number): CountedPhrase[] {
  return phrases.sort((one, other) => other.count - one.count).slice(0, most);
}
