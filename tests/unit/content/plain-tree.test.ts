import { expect, test } from '@jest/globals';
import { isPlainTree } from '../../../src/content/html/plain-tree.js';
import { sanitizeOnce, serializeBody } from '../../../src/content/html/sanitize-body.js';
import { renderMarkdown } from '../../../src/content/markdown/markdown-to-html.js';
import { OTHER_CORPORA, OWN_CORPORA } from '../../support/corpora.js';
import { createRandom } from '../../support/random.mjs';

/** Sanitises a body, and what came of it once more if it is plain. Returns null for other bodies. */
function sanitizeTwice(html: string) {
  const body = sanitizeOnce(html);
  if (!isPlainTree(body)) return null;
  const first = serializeBody(body);
  const again = sanitizeOnce(first);
  return {
    first: { html: first, tree: toPlainTree(body.children) },
    second: { html: serializeBody(again), tree: toPlainTree(again.children) },
  };
}

/** Returns a tree without positions. */
function toPlainTree(children: unknown[]): unknown {
  return JSON.parse(JSON.stringify(children, (key, value) => (key === 'position' ? undefined : value)));
}

const PIECES = [
  ...[
    'tide',
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\t',
    '&nbsp;',
    '&#8203;',
    '&amp;',
    '&lt;b&gt;',
    '&#0;',
    '"',
    "'",
    '<',
    '>',
    '&',
  ],
  ...[
    '<p>',
    '</p>',
    '<h2>',
    '</h2>',
    '<h3 id="a">',
    '</h3>',
    '<h2 id="a b">',
    '<ul>',
    '</ul>',
    '<ol>',
    '</ol>',
  ],
  ...[
    '<li>',
    '</li>',
    '<blockquote>',
    '</blockquote>',
    '<em>',
    '</em>',
    '<strong>',
    '</strong>',
    '<b>',
    '</b>',
  ],
  ...[
    '<code>',
    '</code>',
    '<a href="/b">',
    '<a href="https://a.example/b?c=d&amp;e">',
    '<a href="#a">',
    '</a>',
  ],
  ...[
    '<a href="http://ä.example/x y">',
    '<br>',
    '<img src="/i.png">',
    '<div>',
    '</div>',
    '<pre>',
    '</pre>',
    '<hr>',
  ],
  ...[
    '<span>',
    '</span>',
    '<p class="x">',
    '<ol start="3">',
    '<li value="2">',
    '<a>',
    '<a href="//a.example">',
    'é',
    '😀',
  ],
];

test('A plain body is the same after it is sanitised again, however it was written', () => {
  const random = createRandom(7);
  let plain = 0;
  for (let i = 0; i < 20_000; i += 1) {
    const length = 2 + Math.floor(random() * 14);
    const html = Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
    const result = sanitizeTwice(html);
    if (result === null) continue;
    plain += 1;
    expect([html, result.second]).toEqual([html, result.first]);
  }
  expect(plain).toBeGreaterThan(1_000);
});

test('Plain bodies of real articles are the same after they are sanitised again', async () => {
  let [plain, all] = [0, 0];
  for (const { path, readBodies } of [...OWN_CORPORA, ...OTHER_CORPORA]) {
    for (const { format, text } of await readBodies(path)) {
      const result = sanitizeTwice(format === 'markdown' ? renderMarkdown(text) : text);
      all += 1;
      if (result === null) continue;
      plain += 1;
      expect(result.second).toEqual(result.first);
    }
  }
  console.log(`${plain} of ${all} bodies are plain.`);
  expect(plain).toBeGreaterThan(0);
}, 300_000);

test.each([
  [
    '<p>One</p><p>Two <em>of</em> <a href="/b">them</a></p><ul><li>a</li></ul><blockquote><p>q</p></blockquote>',
    true,
  ],
  ['<h2>Tide</h2>', true],
  ['<p>One <img src="/i.png"></p>', false],
  ['<p>One <a href="#x">two</a></p>', false],
  ['<ol start="3"><li>a</li></ol>', false],
  ['<ul><li>a<ul><li>b</li></ul></li></ul>', false],
  ['<table><tr><td>a</td></tr></table>', false],
])('The body %s is plain: %s', (html, expected) => {
  expect(isPlainTree(sanitizeOnce(html))).toBe(expected);
});
