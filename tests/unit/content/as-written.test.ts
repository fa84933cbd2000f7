import { expect, test } from '@jest/globals';
import { renderRichText } from '../../../src/content/rich-text.js';

const store = (text: string) => renderRichText({ format: 'markdown', text }).markdown;

test.each([
  ['* an item\n* with [a link](/here "A title")', 'lists and links'],
  ['A word.[^1] See [more][a].\n\n[^1]: A note.\n\n[a]: https://example.org/', 'notes and definitions'],
  ['![A ferry](/a.jpg "At sea")\n\n```js\nif (a < b) leave();\n```', 'pictures and code'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'tables'],
])('Markdown without HTML is stored as it was written: %s', (text) => {
  expect(store(text)).toBe(`${text}\n`);
  expect(store(`\n \n${text}\n`)).toBe(`${text}\n`);
  expect(renderRichText({ format: 'markdown', text: store(text) }).html).toBe(
    renderRichText({ format: 'markdown', text }).html,
  );
});

test.each([
  ['Words.\n\n[//]: # (secret)', 'a comment in a definition'],
  ['Words.\n\n[^1]: secret', 'a note without a reference'],
  ['[a]\n\n[a]: /b\n[a]: /secret', 'a second definition'],
  ['```js secret\ncode\n```', 'what follows the language of code'],
  ['| a |\n|---|\n| 1 | secret |', 'a cell too many'],
  ['Words.<!-- secret -->', 'a comment'],
  ['Words <b onclick="secret()">here</b>', 'an attribute'],
  ['[Words](javascript:secret)', 'a URL that runs a script'],
  ['[Words](java&#10;script:secret)', 'a URL that hides its scheme'],
  ['[Words][a]\n\n[a]: data:secret', 'a definition with a refused URL'],
  ['<javascript:secret>', 'an address that runs a script'],
])('stored Markdown shows no more than its HTML: %s', (text) => {
  const { html, markdown } = renderRichText({ format: 'markdown', text });
  if (!html.includes('secret')) expect(markdown).not.toContain('secret');
  expect(markdown).not.toMatch(/javascript:secret\)|data:secret|onclick/);
});

test('an escaped angle bracket is not taken for HTML', () => {
  expect(store('1 &lt;b> 2')).toBe('1 \\<b> 2\n');
});
