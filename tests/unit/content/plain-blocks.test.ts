import { expect, test } from '@jest/globals';
import type { Element } from 'hast';
import { sanitizeToFixpoint } from '../../../src/content/html/sanitize-body.js';
import { writePlainBlock } from '../../../src/content/markdown/plain-blocks.js';
import { toMarkdownTree, writeMarkdown } from '../../../src/content/markdown/write-markdown.js';
import { renderRichText } from '../../../src/content/rich-text.js';
import { createRandom } from '../../support/random.mjs';

const parseBlocks = (html: string) => sanitizeToFixpoint(html).body.children as Element[];

/** Characters and words, some of which have a meaning in Markdown somewhere. */
const PIECES = [
  'tide',
  'Quay 9',
  '7',
  '7.',
  '3)',
  'é',
  '“so”',
  '(in brackets)',
  "it's",
  '!',
  '?',
  ',',
  ':',
  ';',
].concat(
  [
    '#',
    '##',
    '-',
    '--',
    '+',
    '=',
    '===',
    '*',
    '_',
    '__',
    '`',
    '~',
    '~~',
    '|',
    '&',
    '& ',
    '&amp;',
    '&lt;',
    '&gt;',
  ],
  [
    '[',
    ']',
    '[x]',
    '[^1]',
    '\\',
    '{',
    '$',
    '%',
    '@',
    'a@b.example',
    'www.',
    'www.example.org',
    'https://example.org',
  ],
  ['w.x', 'ftp:/x', '\n', '\n- ', '\n1. ', '\n> ', '\n    ', ' \n', '\n\n', ' ', '  ', '\u00a0', '<br>'],
);
const PLAIN_PIECES = [
  'tide',
  'Quay 9',
  'It’s so,',
  '“at last”',
  'one of 7',
  'end.',
  'then\nmore',
  'note:',
  '(all)',
];
const INLINES = [
  (text: string) => text,
  (text: string) => `<em>${text}</em>`,
  (text: string) => `<strong>${text}</strong>`,
  (text: string) => `<a href="https://example.org/a?b=c">${text}</a>`,
  (text: string) => `<a href="/a_b(c)*d">${text}</a>`,
  (text: string) => `<a href="/x" title="t">${text}</a>`,
  (text: string) => `<img src="/a.png" alt="${text.replace(/[<>"]/g, '')}">`,
  (text: string) => `<code>${text}</code>`,
];
const BLOCKS = [
  (inner: string) => `<p>${inner}</p>`,
  (inner: string) => `<h2>${inner}</h2>`,
  (inner: string) => `<h3 id="own">${inner}</h3>`,
  (inner: string) => `<blockquote><p>${inner}</p><p>More of it.</p></blockquote>`,
  (inner: string) => `<ul><li>One</li><li>${inner}</li></ul>`,
  (inner: string) => `<ol><li>${inner}</li><li>Two</li></ol>`,
  (inner: string) => `<ol start="4"><li>${inner}</li></ol>`,
  (inner: string) => `<figure><img src="/b.png" alt=""><figcaption>${inner}</figcaption></figure>`,
];

function* generateBodies(count: number): Generator<string> {
  const random = createRandom(11);
  const pick = <T>(values: T[]): T => values[Math.floor(random() * values.length)]!;
  const repeat = (most: number, draw: () => string) =>
    Array.from({ length: 1 + pick([...Array(most).keys()]) }, draw);
  const piece = () => pick(pick([true, true, true, false]) ? PLAIN_PIECES : PIECES);
  const text = () => repeat(3, piece).join(pick(['', ' ', ' ']));
  const inline = () => pick([INLINES[0]!, ...INLINES])(text());
  for (let n = 0; n < count; n += 1)
    yield repeat(5, () => pick(BLOCKS)(repeat(4, inline).join(pick(['', ' '])))).join('');
}

test('A block written without a check equals the one written with a check', () => {
  let plain = 0;
  for (const html of generateBodies(1_000)) {
    for (const block of parseBlocks(html)) {
      const written = writePlainBlock(block);
      if (written === null) continue;
      plain += 1;
      expect(`${written}\n`).toBe(writeMarkdown(toMarkdownTree(block)));
    }
  }
  expect(plain).toBeGreaterThan(200);
});

test('Bodies with plain and other blocks are the same once their Markdown is rendered', () => {
  for (const html of generateBodies(100)) {
    const { markdown, html: wanted } = renderRichText({ format: 'html', text: html });
    expect(renderRichText({ format: 'markdown', text: markdown }).html).toBe(wanted);
  }
});

test.each([
  '<p>The tide turned, “at last”; 7 boats (of 9) came home: none was lost.</p>',
  '<p><strong>Note:</strong> see <a href="https://example.org/a_b">the page</a>, <em>now</em>.</p>',
  '<p>Two lines\nof one paragraph</p>',
  '<ul><li>One item</li><li>Another <em>item</em></li></ul>',
  '<blockquote><p>One</p><p>Two</p></blockquote>',
  '<h2 id="a-heading">A heading</h2>',
  '<p><img src="/a.png" alt="A boat"></p>',
])('A plain block is written without a check: %s', (html) => {
  expect(writePlainBlock(parseBlocks(html)[0]!)).not.toBeNull();
});

test.each([
  '<p>1. no list</p>',
  '<p>two\n- no list</p>',
  '<p># no heading</p>',
  '<p>a *b* c</p>',
  '<p>www.example.org</p>',
  '<p>see https://example.org/</p>',
  '<p>write to a@b.example</p>',
  '<p>wait!<a href="/x">here</a></p>',
  '<p>AT&amp;T</p>',
  '<p>intra<em>word</em>emphasis</p>',
  '<p><em>ends with a space </em>here</p>',
  '<p class="file">a file</p>',
  '<h2 id="own">Another anchor</h2>',
  '<ol start="3"><li>three</li></ol>',
  '<ul><li>a<ul><li>b</li></ul></li></ul>',
])('Another block is checked when it is written: %s', (html) => {
  expect(writePlainBlock(parseBlocks(html)[0]!)).toBeNull();
});
