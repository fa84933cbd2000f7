import { expect, test } from '@jest/globals';
import { canonicalizeLanguageTag } from '../../../src/shared/text/language-tag.js';

test.each([
  ['PT-br', 'pt-BR'],
  ['zh-hant-tw', 'zh-Hant-TW'],
  ['gsw', 'gsw'],
  ['english', null],
  ['en_GB', null],
  ['', null],
])('canonicalizeLanguageTag of "%s" is %s', (tag, canonical) => {
  expect(canonicalizeLanguageTag(tag)).toBe(canonical);
});
