import { expect, test } from '@jest/globals';
import { parseGlobalId, toGlobalId } from '../../../src/shared/references/global-id.js';
import { parseReference, parseReferenceArgument } from '../../../src/shared/references/reference.js';
import { slugify } from '../../../src/shared/text/slug.js';
import { createRandom } from '../../support/random.mjs';

const TYPES = ['Article', 'Author', 'Newsletter', 'NewsletterIssue', 'Section', 'Tag', 'Webhook'];

test('A reference is an ID of its type, or else a slug', () => {
  expect(parseReference('Tag', toGlobalId('Tag', 12))).toEqual({ id: 12 });
  expect(parseReference('Tag', 'eels')).toEqual({ slug: 'eels' });
  expect(parseReference('Tag', toGlobalId('Section', 12))).toBeNull();
  expect(() => parseReferenceArgument('Article', toGlobalId('Tag', 1), 'article')).toThrow(
    'article: "VGFnOjE" is the ID of another type. Give the ID or the slug of an Article.',
  );
});

test('No slug is an ID, not even one made from an ID', () => {
  const random = createRandom(5);
  const wrong: string[] = [];
  const letters = 'ABCabcQRSTUVWqrstuvw0123456789-_ÄéЖ漢';
  for (let i = 0; i < 20_000; i++) {
    const id = toGlobalId(TYPES[i % TYPES.length]!, Math.floor(random() * 1e9));
    if (!/^[A-Z]/.test(id)) wrong.push(id);
    const text = Array.from(
      { length: 1 + Math.floor(random() * 20) },
      () => letters[Math.floor(random() * letters.length)],
    );
    for (const slug of [slugify(id), slugify(text.join(''))]) {
      if (slug !== slug.toLowerCase() || parseGlobalId(slug) !== null) wrong.push(slug);
    }
  }
  expect(wrong).toEqual([]);
});
