import { describe, expect, test } from '@jest/globals';
import { resolveRelativeUrls } from '../../../src/content/absolute-urls.js';

const PAGE = 'https://courier.example/world/talks?x=1';
const whole = (html: string) => resolveRelativeUrls(html, PAGE);

describe('resolveRelativeUrls', () => {
  test.each([
    ['<a href="/a">a</a>', '<a href="https://courier.example/a">a</a>'],
    ['<a href="b">a</a>', '<a href="https://courier.example/world/b">a</a>'],
    ['<a href="#note">a</a>', '<a href="https://courier.example/world/talks?x=1#note">a</a>'],
    ['<a href="//other.example/a">a</a>', '<a href="https://other.example/a">a</a>'],
    ['<blockquote cite="/c"></blockquote>', '<blockquote cite="https://courier.example/c"></blockquote>'],
    [
      '<img src="/a.png" srcset="/a.png 1x, https://other.example/b.png 2x" alt="">',
      '<img src="https://courier.example/a.png" srcset="https://courier.example/a.png 1x, https://other.example/b.png 2x" alt="">',
    ],
  ])('resolves relative URLs against the URL of the page: %s', (html, expected) => {
    expect(whole(html)).toBe(expected);
  });

  test.each([
    '<p><a href="https://other.example/%C3%A4?a=1&amp;b=2">a</a></p>',
    '<p><a href="mailto:ada@courier.example">a</a></p>',
    '<pre><code>&lt;a href="/a"> &amp;lt;</code></pre>',
  ])('leaves HTML without relative URLs unchanged: %s', (html) => {
    expect(whole(html)).toBe(html);
    const beside = `<a href="/x">x</a>${html}`;
    expect(whole(beside)).toBe(`<a href="https://courier.example/x">x</a>${html}`);
  });
});
