import { expect, test } from '@jest/globals';
import { sanitizeToFixpoint, serializeBody } from '../../../src/content/html/sanitize-body.js';
import { renderMarkdown } from '../../../src/content/markdown/markdown-to-html.js';
import { renderRichText, renderWithLosses } from '../../../src/content/rich-text.js';
import { createRandom } from '../../support/random.mjs';

const render = (text: string) => renderRichText({ format: 'markdown', text });

const FRAME = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>';

test('Markdown with blocks of HTML is stored with these sanitised, and otherwise as it was written', () => {
  const text = `* one\n* two\n\n<figure onclick="x()">\n<img src="/a.jpg" alt="A"></figure>\n\n${FRAME}\n\n*Words*.[^1]\n\n[^1]: A note.\n`;
  const { html, markdown } = render(text);
  expect(markdown).toBe(
    '* one\n* two\n\n<figure><img src="/a.jpg" alt="A"></figure>\n\n' +
      '<p><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="YouTube" loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups allow-presentation allow-forms"></iframe></p>\n\n' +
      '*Words*.[^1]\n\n[^1]: A note.\n',
  );
  expect(render(markdown).html).toBe(html);
});

test('A block of HTML at the end is followed by the line end that it had', () => {
  expect(render('Words.\n\n<p onclick="x()">End</p>\n').markdown).toBe('Words.\n\n<p>End</p>\n');
});

test('A comment is removed, and its losses and those of other blocks are reported', () => {
  const text = 'One\n<!-- secret -->\nTwo\n\n<script>secret()</script>\n\n<textarea>Three</textarea>\n';
  const { rendered, losses } = renderWithLosses({ format: 'markdown', text });
  expect(rendered.markdown).toBe('One\n\nTwo\n\n');
  expect([...losses.dropped]).toEqual(['<script> was removed.']);
  expect([...losses.removed]).toEqual([
    '<textarea> cannot be kept in a body, nor its text. Put the text into a paragraph.',
  ]);
});

test.each([
  ['<div class="x">\n\n*Words*\n\n</div>', 'an element that the block leaves open'],
  ['<h2>Tide</h2>\n\n## Tide', 'a heading, whose anchor depends on others'],
  ['[To it](#a)\n\n<p id="a">Words</p>', 'an ID that a link may lead to'],
  [`<!-- a -->${FRAME}\n\n${FRAME}`, 'two players that share a paragraph'],
  ['- a\n\n<!-- x -->\n\n- b', 'a comment that separates two lists'],
  ['- <b>a</b>', 'HTML within a list'],
  ['A <b>word</b>', 'HTML within a paragraph'],
])('Markdown is written anew with %j: %s', (text) => {
  const { html, markdown } = render(text);
  expect(html).toBe(serializeBody(sanitizeToFixpoint(renderMarkdown(text)).body));
  expect(render(markdown).html).toBe(html);
});

const PIECES = [
  'A word',
  '## T',
  '- a',
  '1. c',
  '> q',
  '    code',
  '```\n<script>x()</script>\n```',
  '*em* `<b>`',
  '===',
  '| a |\n|---|\n| 1 |',
  '[^1]: note',
  'word[^1]',
  '[a]',
  '[a]: /b',
  '<!-- c -->',
  '<!-- a\n\nb -->',
  '<div>',
  '</div>',
  '<div\nclass="x">\ny\n</div>',
  '<div>*a*</div>\n*b*',
  '<p>open',
  '<b>open',
  '</b>',
  '<span>s</span>',
  '<pre>a\n\nb</pre>',
  '<pre>a</pre> tail',
  '<script>\nx()\n\n//\n</script>',
  '<title> tag',
  '<td>x</td>',
  FRAME,
  '<table><tr><td>1</td></tr></table>',
  '<table><tr><td>1',
  '<a href="javascript:x()">l</a>',
  '<img src=x\n',
  '<img src="/i.png" onerror="x()">',
  '<h2>H</h2>',
  '<p id="z">H</p>',
  '<details><summary>s</summary>d</details>',
  '<details>\nd',
  '</details>',
  '<ul><li>a',
  '<?php x ?>',
  '<math><mi>x</mi></math>',
  '<p>a <math> b</p>',
  '<WBR>',
  '  <div>x</div>',
  '<center><img src="/c.png"></center>',
  '<template><p>x</p></template>',
  '<select><option>x',
];
const BREAKS = ['\n\n', '\n', '\n\n', '\n \n', ' '];

test('Any mixture of Markdown and HTML is stored as safe Markdown that renders to its HTML', () => {
  const random = createRandom(5);
  const pick = (texts: string[]) => texts[Math.floor(random() * texts.length)];
  for (let i = 0; i < 1_500; i += 1) {
    const length = 1 + Math.floor(random() * 6);
    const text = Array.from({ length }, () => `${pick(PIECES)}${pick(BREAKS)}`).join('');
    const { html, markdown } = render(text);
    expect([text, html]).toEqual([text, serializeBody(sanitizeToFixpoint(renderMarkdown(text)).body)]);
    expect([text, render(markdown).html]).toEqual([text, html]);
    expect(renderMarkdown(markdown)).not.toMatch(/<script|<[a-z][^<>]*(?:onerror|javascript:)/);
  }
});
