import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { detectLanguage } from '../../../../src/content/language/detect-language.js';

const ARTICLES: { language: string; text: string }[] = JSON.parse(
  readFileSync(new URL('../../../support/words-by-language.json', import.meta.url), 'utf8'),
);

test.each(ARTICLES.map(({ language, text }) => [language, text]))(
  'A text in %s is detected',
  (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  },
);

test('The language of a short text or of one without words is not known', () => {
  expect(detectLanguage('Berlin Marathon 2024')).toBeNull();
  expect(detectLanguage('1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23')).toBeNull();
  expect(detectLanguage('')).toBeNull();
});
