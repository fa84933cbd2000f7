import { expect, test } from '@jest/globals';
import { composeQuery } from '../../../../src/modules/search/query/compose-query.js';
import { parseWords } from '../../../../src/modules/search/query/parse-words.js';

/** Stems by language, the site's first; words without an entry are their own stems. */
const STEMS: Record<string, string | null>[] = [
  { the: null, libraries: "'librari'", ferries: "'ferri'" },
  { die: null, libraries: "'libraries'", ferries: "'ferries'" },
];

function compose(query: string, languages = 2) {
  return composeQuery(parseWords(query), languages, ({ text }, language) => {
    const stem = STEMS[language]![text];
    return stem === undefined ? `'${text}'` : stem;
  });
}

test('An article must match the stems of its own language', () => {
  expect(compose('libraries ferries')).toEqual({
    texts: ["'librari' & 'ferri'", "'libraries' & 'ferries'"],
    hasStems: true,
  });
  expect(compose('libraries', 1)).toEqual({ texts: ["'librari'"], hasStems: true });
});

test('Stop words of a language are not demanded in it, and find nothing alone', () => {
  expect(compose('die harbor').texts).toEqual(["'die' & 'harbor'", "'harbor'"]);
  expect(compose('die').texts).toEqual(["'die'", '']);
});

test('Words are excluded in the language of the article', () => {
  expect(compose('harbor -ferries').texts).toEqual([
    "'harbor' & ( !( 'ferri' ) )",
    "'harbor' & ( !( 'ferries' ) )",
  ]);
  expect(compose('the -ferries', 1).texts).toEqual(["!( 'ferri' )"]);
});

test('Alternatives are composed apart, and each must name a word', () => {
  expect(compose('harbor OR pier', 1)).toEqual({ texts: ["'harbor' | 'pier'"], hasStems: true });
  expect(compose('the').hasStems).toBe(false);
  expect(compose('harbor OR -pier').hasStems).toBe(false);
});
