import { expect, test } from '@jest/globals';
import {
  findNearest,
  type SpellingCandidate,
  selectCorrection,
} from '../../../../src/modules/search/suggest/select-correction.js';
import { computeTypoCost } from '../../../../src/modules/search/suggest/typo-cost.js';

const SIZE = 1_000;

function candidate(
  word: string,
  articles: number,
  others: Partial<SpellingCandidate> = {},
): SpellingCandidate {
  return { word, articles, isTitled: false, isNeighbor: false, isForm: false, ...others };
}

function select(plain: string, candidates: SpellingCandidate[], articles = 0, isFound = articles > 0) {
  return selectCorrection({ plain, articles, isFound }, candidates, SIZE);
}

test('Swapped and doubled letters are the likeliest typos, other first letters the least likely', () => {
  const cost = (typed: string, word: string) => computeTypoCost(typed, word);
  expect(cost('desing', 'design')).toBeLessThan(cost('desiqn', 'design') ?? 0);
  expect(cost('adress', 'address')).toBeLessThan(cost('ddress', 'address') ?? 0);
  expect(cost('ferrt', 'ferry')).toBeLessThan(cost('ferrm', 'ferry') ?? 0);
  expect(cost('phelps', 'helps')).toBeGreaterThan(cost('helpps', 'helps') ?? 0);
  expect(cost('ferry', 'ferry')).toBe(0);
});

test('Words too far from the typed one are no corrections', () => {
  expect(computeTypoCost('ferry', 'furry boat')).toBeNull();
  expect(computeTypoCost('bear', 'mars')).toBeNull();
  expect(findNearest('ferry', ['ferry', 'fairway', 'merry', 'fery'])).toEqual(['fery', 'merry']);
});

test('A typo of a long and frequent word is certain', () => {
  expect(select('goverment', [candidate('government', 300)])).toMatchObject({
    word: 'government',
    isCertain: true,
  });
});

test('A short word may be a name: a similar word is offered', () => {
  const offered = { isCertain: false, isLikely: false };
  expect(select('brest', [candidate('best', 200)])).toEqual({ word: 'best', ...offered });
  expect(select('phelps', [candidate('helps', 200)])).toEqual({ word: 'helps', ...offered });
});

test('A typo of a long word that few articles have is likely', () => {
  expect(select('snipets', [candidate('snippets', 8)])).toEqual({
    word: 'snippets',
    isCertain: false,
    isLikely: true,
  });
});

test('A title with the other words of the query makes a correction certain', () => {
  const titled = candidate('bolt', 3, { isTitled: true });
  expect(select('bolr', [titled, candidate('bold', 3)])).toMatchObject({ word: 'bolt', isCertain: true });
});

test('Two corrections that are as likely are not certain', () => {
  expect(select('statemen', [candidate('statement', 90), candidate('statesmen', 90)])?.isCertain).toBe(false);
});

test('A slip of one article is offered the word that very many have, and a rare name nothing', () => {
  expect(select('goverment', [candidate('government', 300)], 1)?.word).toBe('government');
  expect(select('goverment', [candidate('government', 10)], 1)).toBeNull();
  expect(select('habek', [candidate('habeck', 20)], 1)).toBeNull();
});

test('Another form of a word that is found is no correction of it', () => {
  expect(select('governments', [candidate('government', 300, { isForm: true })], 0, true)).toBeNull();
});
