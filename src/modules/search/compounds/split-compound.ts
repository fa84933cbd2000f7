import type { CompoundRules } from './compound-parts.js';

/** Letters of the shortest part; parts of three letters must be among the frequent ones. */
const MIN_PART_LENGTH = 3;
const MIN_WORD_LENGTH = 4;
const VOWEL = /[aeiouy]/;
/** Endings that a part may lack: German `Schreib-` is a part of Schreibtisch, the word is schreiben. */
const LACKED_ENDINGS = ['e', 'en', 'n', 'a'];

/** Returns true if the archive, or the list of frequent parts, has the word. */
export type IsKnown = (word: string) => boolean;

/** Lists the beginnings by which a word is looked for as a part: its stem, and itself without endings. */
export function listBases(word: string, stem: string, rules: CompoundRules): string[] {
  const forms = [stem, ...listForms(word, rules).filter(({ length }) => length >= stem.length)];
  return [...new Set(forms)].filter(({ length }) => length >= MIN_WORD_LENGTH);
}

/**
 * Lists the ways in which a word may contain a part, each as the rest of the word: the letters before and
 * after it.
 */
export function listRests(word: string, bases: string[], rules: CompoundRules): string[][] {
  return bases.flatMap((base) => listRestsOf(word, base, rules));
}

function listRestsOf(word: string, base: string, rules: CompoundRules): string[][] {
  const rests: string[][] = [];
  for (let at = word.indexOf(base); at >= 0; at = word.indexOf(base, at + 1)) {
    const before = word.slice(0, at);
    const after = word.slice(at + base.length);
    if (before !== '' && !canBePart(before, rules)) continue;
    for (const ending of new Set([...rules.endings, ...rules.links])) {
      if (!after.startsWith(ending)) continue;
      const rest = after.slice(ending.length);
      if (rest !== '' && !canBePart(rest, rules)) continue;
      const isPart = before !== '' || rest !== '' || rules.unstemmed?.includes(ending);
      if (isPart) rests.push([before, rest].filter((part) => part !== ''));
    }
  }
  return rests;
}

/** Lists the ways to split a word in two parts. */
export function listSplits(word: string, rules: CompoundRules): [string, string][] {
  const splits: [string, string][] = [];
  for (let at = MIN_PART_LENGTH; at <= word.length - MIN_PART_LENGTH; at++) {
    const [first, last] = [word.slice(0, at), word.slice(at)];
    if (canBePart(first, rules) && canBePart(last, rules)) splits.push([first, last]);
  }
  return splits;
}

/** Lists the words that a part may be a form of, itself first. */
export function listForms(part: string, { links, endings }: CompoundRules): string[] {
  const stripped = [...new Set([...links, ...endings])].flatMap((ending) =>
    ending !== '' && part.endsWith(ending) ? [part.slice(0, -ending.length)] : [],
  );
  const forms = [part, ...stripped.sort((one, other) => other.length - one.length)];
  return forms.filter((form) => form.length >= MIN_PART_LENGTH);
}

/** Lists the words by which the archive tells that a part is one. */
export function listEvidence(part: string, rules: CompoundRules): string[] {
  const words = listForms(part, rules).filter(({ length }) => length >= MIN_WORD_LENGTH);
  return [...words, ...LACKED_ENDINGS.map((ending) => part + ending)].filter(
    ({ length }) => length > MIN_WORD_LENGTH || part.length >= MIN_WORD_LENGTH,
  );
}

/** Returns true if the rest of a compound is a word too, or two frequent parts, or ends like nothing but a part. */
export function isPart(part: string, rules: CompoundRules, isKnown: IsKnown): boolean {
  if (rules.boundaries.some((ending) => part.length > ending.length + 2 && part.endsWith(ending)))
    return true;
  const isFrequent = (each: string) => listForms(each, rules).some((form) => rules.parts.has(form));
  if (isFrequent(part) || listEvidence(part, rules).some(isKnown)) return true;
  return listSplits(part, rules).some((parts) => parts.every(isFrequent));
}

function canBePart(text: string, { prefixes }: CompoundRules): boolean {
  return text.length >= MIN_PART_LENGTH && VOWEL.test(text) && !prefixes.has(text);
}
