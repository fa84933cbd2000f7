import { expect, test } from '@jest/globals';
import { getEmbedUrl } from '../../../src/importers/html/embed-url.js';

test.each([
  ['https://www.youtube.com/watch?t=3&v=dQw4w9WgXcQ', 'https://www.youtube.com/embed/dQw4w9WgXcQ'],
  ['http://m.youtube.com/watch?v=dQw4w9WgXcQ', 'https://www.youtube.com/embed/dQw4w9WgXcQ'],
  ['https://youtube.com/shorts/dQw4w9WgXcQ', 'https://www.youtube.com/embed/dQw4w9WgXcQ'],
  ['//youtu.be/dQw4w9WgXcQ?t=9', 'https://www.youtube.com/embed/dQw4w9WgXcQ'],
  ['https://vimeo.com/76979871', 'https://player.vimeo.com/video/76979871'],
  ['https://www.dailymotion.com/video/x8abc', 'https://www.dailymotion.com/embed/video/x8abc'],
  [
    'https://open.spotify.com/intl-de/track/3n3Ppam7vgaVa1iaRUc9Lp',
    'https://open.spotify.com/embed/track/3n3Ppam7vgaVa1iaRUc9Lp',
  ],
  [
    'https://api.soundcloud.com/tracks/1',
    'https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F1',
  ],
  ['https://soundcloud.com/a/b', 'https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb'],
  ['https://www.ted.com/talks/a_b_c', 'https://embed.ted.com/talks/a_b_c'],
  ['https://archive.org/details/some-film', 'https://archive.org/embed/some-film'],
  ['https://datawrapper.dwcdn.net/AbC12/3/', 'https://datawrapper.dwcdn.net/AbC12/3/'],
  ['https://www.youtube.com/embed/dQw4w9WgXcQ', 'https://www.youtube.com/embed/dQw4w9WgXcQ'],
])('getEmbedUrl converts %s to %s', (page, frame) => {
  expect(getEmbedUrl(page)).toBe(frame);
});

test.each([
  'https://www.youtube.com/@channel',
  'https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ',
  'https://evil.example/youtu.be/dQw4w9WgXcQ',
  'https://soundcloud.com/',
  'javascript:alert(1)//youtu.be/dQw4w9WgXcQ',
  'youtu.be/dQw4w9WgXcQ',
  '',
])('getEmbedUrl returns null for "%s"', (page) => {
  expect(getEmbedUrl(page)).toBeNull();
});
