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

test('An article must match the stems of one of the languages', () => {
  expect(compose('libraries ferries')).toEqual({
    text: "( 'librari' & 'ferri' ) | ( 'libraries' & 'ferries' )",
    hasStems: true,
    isSingle: false,
  });
});

test('Languages with the same stems are one alternative', () => {
  expect(compose('harbor')).toEqual({ text: "'harbor'", hasStems: true, isSingle: true });
  expect(compose('libraries', 1)).toEqual({ text: "'librari'", hasStems: true, isSingle: true });
});

test('Stop words of a language are not demanded in it', () => {
  expect(compose('die harbor').text).toBe("( 'die' & 'harbor' ) | 'harbor'");
});

test('Excluded words are excluded in all languages', () => {
  expect(compose('harbor -ferries').text).toBe("'harbor' & ( !( 'ferri' | 'ferries' ) )");
});

test('Alternatives are composed apart, and each must name a word', () => {
  expect(compose('harbor OR pier')).toEqual({ text: "'harbor' | 'pier'", hasStems: true, isSingle: false });
  expect(compose('the').hasStems).toBe(false);
  expect(compose('harbor OR -pier').hasStems).toBe(false);
});
