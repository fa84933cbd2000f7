import { expect, test } from '@jest/globals';
import { findPhrases } from '../../../../src/modules/related/index/phrases/find-phrases.js';
import { splitWords } from '../../../../src/modules/related/index/words.js';

const STOP_WORDS = new Set('a an and are at but for in is it of on over that the to was with'.split(' '));

function find(text: string, { common = [] as string[], stopWords = STOP_WORDS } = {}) {
  const found = findPhrases(splitWords(text), {
    isStopWord: (word) => stopWords.has(word.toLowerCase()),
    isCommon: (word) => common.includes(word),
  });
  return {
    names: found.filter(({ isName }) => isName).map(({ text }) => text),
    phrases: found.filter(({ isName }) => !isName).map(({ text }) => text),
  };
}

test('A name is two to four capitalized words in a row, without the article before it', () => {
  expect(find('The White House met Marta Solheim. Solheim left with Boeing.').names).toEqual([
    'White House',
    'Marta Solheim',
  ]);
});

test('A name has particles between its words, and ends at a possessive', () => {
  expect(
    find("Ursula von der Leyen read the Bank of England's Annual Report to Ludwig van Beethoven.").names,
  ).toEqual(
    expect.arrayContaining([
      'Ursula von der Leyen',
      'Bank of England',
      'Annual Report',
      'Ludwig van Beethoven',
    ]),
  );
});

test('A name with a title is a name without it too, and its beginning is none', () => {
  const { names } = find('Prime Minister Tony Blair spoke.');
  expect(names).toContain('Tony Blair');
  expect(names).not.toContain('Prime Minister Tony');
  expect(names).not.toContain('Prime Minister');
});

test('A headline of capitalized words, and a single letter, are no names', () => {
  expect(find('Seven Ways That Harbour Towns Could Grow Much Faster Now').names).toEqual([]);
  expect(find('Washington D. said').names).toEqual([]);
  expect(find('Zora Quill Zora Quill').names).not.toContain('Zora Quill Zora Quill');
});

test('A phrase is repeated, and neither begins nor ends with a stop word or a common one', () => {
  const text =
    'The tidal barrier is late. A tidal barrier costs money last year; last year was a year of delay.';
  expect(find(text, { common: ['last', 'year'] })).toEqual({ names: [], phrases: ['tidal barrier'] });
});

test('A part of a longer phrase that occurs as often is omitted', () => {
  const text = 'flood warning system failed; the flood warning system worked';
  expect(find(text).phrases).toEqual(['flood warning system']);
});

test('Phrases of scripts without capitals and without spaces are found', () => {
  expect(find('رئيس الوزراء قال. وعاد رئيس الوزراء').phrases).toContain('رئيس الوزراء');
  expect(find('이재명 대통령 말했다. 이재명 대통령 떠났다').phrases).toContain('이재명 대통령');
  expect(find('東京タワーへ行く。東京タワーを見る。').phrases.some((text) => text.startsWith('東京'))).toBe(
    true,
  );
  expect(find('Владимир Высоцкий пел.').names).toEqual(['Владимир Высоцкий']);
});

test('A text of very many or very long names has at most fifty', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const name = (i: number) => `X${letters[i % 26]}${letters[Math.floor(i / 26) % 26]}${letters[i % 7]}`;
  const many = Array.from({ length: 10_000 }, (_, i) => `met ${name(i)} ${name(i * 31)}.`).join(' ');
  expect(find(many).names).toHaveLength(50);
  expect(find(`${'Aa'.repeat(15)} ${'Bb'.repeat(19)} ${'Cc'.repeat(19)} ran`).names).toEqual([]);
  expect(find(`${'Zz'.repeat(10_000)} Blair`).names).toEqual([]);
  expect(find('Tony\u0000Blair \u202eTony Blair').names.every((text) => !/[\p{Cc}\p{Cf}]/u.test(text))).toBe(
    true,
  );
});
