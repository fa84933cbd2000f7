import { describe, expect, test } from '@jest/globals';
import { slugify } from '../../../src/shared/text/slug.js';

describe('slugify', () => {
  const slugs: Record<string, string> = {
    'The Harbour, at Low Tide!': 'the-harbour-at-low-tide',
    'Café Zürich – Łódź': 'cafe-zurich-lodz',
    'Straße Ærø': 'strasse-aero',
    '  a -- b  ': 'a-b',
    'analytics.usa.gov': 'analytics-usa-gov',
    snake_case_kept: 'snake_case_kept',
    _next: 'next',
    '-_a': 'a',
    ___: '',
    ガラスの港: 'ガラスの港',
    Тайга: 'тайга',
    '?!': '',
  };
  for (const [text, slug] of Object.entries(slugs)) {
    test(`converts "${text}" to "${slug}"`, () => {
      expect(slugify(text)).toBe(slug);
    });
  }
});
