import { expect, test } from '@jest/globals';
import type { ExternalArticle } from '../../../../src/modules/import/external-article.js';
import { computeSourceDigest } from '../../../../src/modules/import/source-digest.js';

test('IDs of pictures and the meaning of the date change no digest, so that an upgrade imports nothing anew', () => {
  const article = {
    source: 'ninjs',
    sourceId: '1',
    title: 'Tides',
    otherSections: [],
  } as never as ExternalArticle;
  const pictures = [{ id: 'urn:picture', url: 'https://agency.example/1.jpg' }];
  const now = computeSourceDigest({ ...article, pictures, hasVersionDate: true });
  expect(now).toEqual(computeSourceDigest(article));
  expect(now).not.toEqual(computeSourceDigest({ ...article, title: 'Ebb' }));
});
