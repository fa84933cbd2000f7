import { expect, test } from '@jest/globals';
import { getExcerpt } from '../../../src/importers/wordpress/rest/excerpt.js';

const get = (excerpt: string, content: string) =>
  getExcerpt({ excerpt: { rendered: excerpt }, content: { rendered: content } });

const FIRST = '<p>The ferry to the islands leaves an hour later from Monday on.</p>';
const COVER =
  '<div class="wp-block-cover"><div class="wp-block-cover__inner-container"><p>Harbour news</p></div></div>';
const CAPTION =
  '<figure class="wp-block-image size-large"><img src="/a.jpg"><figcaption>A ferry</figcaption></figure>';
const GROUP = `<div class="wp-block-group is-layout-flow wp-block-group-is-layout-flow">${FIRST}</div>`;

test.each([
  ['the first words', FIRST, `${FIRST}<p>More.</p>`],
  ['the words after a cover', FIRST, COVER + FIRST],
  ['the words after a picture', FIRST, CAPTION + FIRST],
  ['the words of a group after a cover', FIRST, COVER + GROUP],
  [
    'a list after the block of a plugin',
    '<p>One Two</p>',
    '<div class="wp-block-shop-offers">Buy</div><ul class="wp-block-list"><li>One</li><li>Two</li></ul>',
  ],
  [
    'the first words, with the link of a theme',
    '<p>The ferry to the islands … <a href="/x">Read on</a></p>',
    COVER + FIRST,
  ],
])('An excerpt is not one that WordPress generated: %s', (_name, excerpt, content) => {
  expect(get(excerpt, content)).toBe('');
});

test.each([
  ['other words', '<p>Ferries change their times.</p>', COVER + FIRST],
  ['the words of a cover', '<p>Harbour news of today</p>', COVER + FIRST],
  ['words of the text, but not its first', '<p>leaves an hour later</p>', COVER + FIRST],
])('An excerpt that an editor wrote stays: %s', (_name, excerpt, content) => {
  expect(get(excerpt, content)).toBe(excerpt);
});

test('With a login, the excerpt is the one that is stored', () => {
  const content = { rendered: FIRST };
  expect(getExcerpt({ excerpt: { rendered: FIRST, raw: '' }, content })).toBe('');
  expect(getExcerpt({ excerpt: { rendered: '', raw: FIRST }, content })).toBe(FIRST);
});
