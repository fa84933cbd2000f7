import { expect, test } from '@jest/globals';
import { readPage } from '../../../src/importers/page/read-page.js';

const PARAGRAPH =
  '<p>The harbour council met on the quay and counted every boat that had come home by noon, and then it rained until the evening came to the town.</p>';

const readAuthors = (author: string, byline: string) => {
  const html = `<!doctype html><html><head><title>Boats come home</title><meta name="author" content="${author}"></head>
<body><main><article><h1>Boats come home</h1>${byline}${PARAGRAPH.repeat(3)}</article></main></body></html>`;
  return readPage(html, 'https://old.example/boats')?.authors;
};

test.each([
  ['Ada Marsh', '<p class="byline">By Ada Marsh and Ben Brook</p>', ['Ada Marsh', 'Ben Brook']],
  ['Ben Brook', '<p>By Ada Marsh and Ben Brook</p>', ['Ada Marsh', 'Ben Brook']],
  ['The Harbour Courier', '<p>By Ada Marsh</p>', ['The Harbour Courier', 'Ada Marsh']],
  ['Ada K. Marsh', '<p>By A. Marsh</p>', ['Ada K. Marsh']],
  ['Ada Marsh', '<p>No byline, but words.</p>', ['Ada Marsh']],
])('a page with the author %s in metadata, and %s, has the authors of both', (author, byline, authors) => {
  expect(readAuthors(author, byline)).toEqual(authors);
});
