import { expect, test } from '@jest/globals';
import { getOpenGraphLocale } from '../../../../src/modules/seo/open-graph-locale.js';

test.each([
  ['en-GB', 'en_GB'],
  ['en', 'en_US'],
  ['pt-BR', 'pt_BR'],
  ['ga', 'ga_IE'],
  ['zh-Hant', 'zh_TW'],
  ['sr-Latn-RS', 'sr_RS'],
])('og:locale of %s is %s, a language with its territory', (tag, locale) => {
  expect(getOpenGraphLocale(tag)).toBe(locale);
});

test.each(['es-419', 'eo', 'tlh'])('og:locale of %s is omitted, since no country is known', (tag) => {
  expect(getOpenGraphLocale(tag)).toBeNull();
});
