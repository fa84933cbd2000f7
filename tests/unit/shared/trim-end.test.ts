import { expect, test } from '@jest/globals';
import { trimEnd, trimSlashes } from '../../../src/shared/text/trim-end.js';

test('trimEnd and trimSlashes remove matching characters at the end only', () => {
  expect(trimEnd('--a--b--', /-/)).toBe('--a--b');
  expect(trimEnd('---', /-/)).toBe('');
  expect(trimEnd('', /-/)).toBe('');
  expect(trimSlashes('https://site.example//')).toBe('https://site.example');
});

test('trimEnd matches code points: surrogate pairs as one character, lone surrogates alone', () => {
  expect(trimEnd('a 🦑', /[\p{P}\p{Surrogate}]/u)).toBe('a 🦑');
  expect(trimEnd('a 🦑\ud83e', /[\p{P}\p{Surrogate}]/u)).toBe('a 🦑');
  expect(trimEnd('a𐬹.𐬹', /[\p{P}]/u)).toBe('a');
});
