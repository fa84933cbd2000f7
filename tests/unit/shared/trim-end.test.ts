import { expect, test } from '@jest/globals';
import { trimEnd, trimSlashes } from '../../../src/shared/text/trim-end.js';

test('Characters are cut off the end, and nowhere else', () => {
  expect(trimEnd('--a--b--', /-/)).toBe('--a--b');
  expect(trimEnd('---', /-/)).toBe('');
  expect(trimEnd('', /-/)).toBe('');
  expect(trimSlashes('https://site.example//')).toBe('https://site.example');
});

test('A character of two halves is one, and a half of one is none', () => {
  expect(trimEnd('a 🦑', /[\p{P}\p{Surrogate}]/u)).toBe('a 🦑');
  expect(trimEnd('a 🦑\ud83e', /[\p{P}\p{Surrogate}]/u)).toBe('a 🦑');
  expect(trimEnd('a𐬹.𐬹', /[\p{P}]/u)).toBe('a');
});
