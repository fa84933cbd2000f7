import { expect, test } from '@jest/globals';
import { convertBlocks } from '../../../src/content/blocks/input/convert-blocks.js';

/** Writes a paragraph with one link whose HTML was read on /world/a-page of the site. */
function write(href: string, url: string): string {
  const html = `<p><a href="${href}">a</a></p>`;
  const inlines = [{ text: 'a', link: { url } }];
  const result = convertBlocks({
    blocks: JSON.stringify([{ paragraph: { html, inlines } }]),
    siteUrl: 'https://courier.example',
  });
  return 'html' in result ? (/href="([^"]*)"/.exec(result.html)?.[1] ?? '') : JSON.stringify(result.errors);
}

test.each([
  ['#notes', 'https://courier.example/world/a-page#notes'],
  ['#', 'https://courier.example/world/a-page#'],
  ['?page=2', 'https://courier.example/world/a-page?page=2'],
  ['guides/', 'https://courier.example/world/guides/'],
  ['../map', 'https://courier.example/map'],
  ['/map', 'https://courier.example/map'],
  ['https://example.org', 'https://example.org/'],
])('The URL %s stays where its target is the same', (href, url) => {
  expect(write(href, url)).toBe(href);
});

test.each([
  ['', 'https://courier.example/map'],
  ['#', 'https://courier.example/map'],
  ['#notes', 'https://courier.example/world/a-page#other'],
  ['#notes', 'https://example.org/world/a-page#notes'],
  ['guides/', 'https://courier.example/world/other/'],
  ['/map', 'https://example.org/map'],
])('The URL %s is replaced by another target, %s', (href, url) => {
  expect(write(href, url)).toBe(url);
});
