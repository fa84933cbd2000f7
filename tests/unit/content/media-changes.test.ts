import { expect, test } from '@jest/globals';
import { listMediaPaths, removeMedia } from '../../../src/content/media-changes.js';

const A = `/media/${'a'.repeat(40)}.jpg`;
const B = `/media/${'b'.repeat(40)}.mp3`;
const remove = (html: string) => removeMedia(html, new Set([A, B]));

test('The paths of files are found in every attribute, whatever the host', () => {
  const html = `<p><img src="${A}" srcset="https://x.example${B} 2x"></p><p>/media/short.jpg</p>`;
  expect(listMediaPaths(html)).toEqual([A, B]);
  expect(listMediaPaths(`${A}\n${A}`)).toEqual([A]);
  expect(listMediaPaths('<p>No file.</p>')).toEqual([]);
});

test.each([
  [
    'a picture of its own',
    `<p>One</p>\n<p><img src="${A}" alt="A"></p>\n<p>Two</p>`,
    '<p>One</p>\n<p>Two</p>',
  ],
  [
    'a figure and its caption',
    `<figure><img src="https://x.example${A}"><figcaption>The quay</figcaption></figure>`,
    '',
  ],
  ['a linked picture', `<p><a href="/x"><img src="${A}"></a></p>`, ''],
  ['a picture within a sentence', `<p>Before <img src="${A}"> after</p>`, '<p>Before  after</p>'],
  ['a picture element', `<figure><picture><source srcset="/b.webp"><img src="${A}"></picture></figure>`, ''],
  [
    'one picture of a gallery',
    `<figure class="gallery"><figure><img src="${A}"><figcaption>1</figcaption></figure><figure><img src="/b.jpg"></figure></figure>`,
    '<figure class="gallery"><figure><img src="/b.jpg"></figure></figure>',
  ],
  [
    'a player',
    `<figure><audio controls><source src="${B}"></audio><figcaption>Listen</figcaption></figure>`,
    '',
  ],
  ['a player with an address', `<figure><video src="${B}"></video></figure>`, ''],
  [
    'the poster alone',
    `<figure><video src="/v.mp4" poster="${A}"></video></figure>`,
    '<figure><video src="/v.mp4"></video></figure>',
  ],
  ['a link to a file', `<p>Read <a href="${A}">the report</a>.</p>`, '<p>Read the report.</p>'],
  ['further sizes', `<p><img src="/b.jpg" srcset="${A} 2x"></p>`, '<p><img src="/b.jpg"></p>'],
  ['a box', `<aside><p>Text</p><p><img src="${A}"></p></aside>`, '<aside><p>Text</p></aside>'],
])('%s disappears', (_name, html, expected) => {
  expect(remove(html)).toBe(expected);
});

test('Elements with other files or none stay unchanged', () => {
  const html = '<p></p>\n<figure><img src="/b.jpg" alt=""><figcaption>B</figcaption></figure>\n<p>Text</p>';
  expect(remove(html)).toBe(html);
});
