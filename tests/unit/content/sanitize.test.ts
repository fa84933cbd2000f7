import { describe, expect, test } from '@jest/globals';
import { readBlock } from '../../../src/content/blocks/read-block.js';
import { toHtml } from '../../../src/content/html/to-html.js';
import { type RenderedRichText, renderRichText } from '../../../src/content/rich-text.js';
import { readTree } from '../../../src/content/tree.js';
import { findDangers } from './danger.js';
import { MARKDOWN_PAYLOADS, PAYLOADS } from './payloads.js';

/** Every string anywhere in the value under a key that holds HTML. */
function htmlIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return key === 'html' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => htmlIn(each, name));
}

function addressesIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return key === 'url' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => addressesIn(each, name));
}

const BASE = { siteUrl: 'https://courier.example', pageUrl: 'https://courier.example/a' };

function isDangerousAddress(url: string): boolean {
  return findDangers(`<a href="${url.replaceAll('"', '&quot;')}">`).length > 0;
}

function expectHarmless(rendered: RenderedRichText): void {
  const again = renderRichText({ format: 'markdown', text: rendered.markdown });
  const pieces = [rendered.html, again.html, ...htmlIn(rendered.blocks), ...htmlIn(again.blocks)];
  expect(pieces.flatMap(findDangers)).toEqual([]);
  expect(addressesIn(rendered.blocks).filter(isDangerousAddress)).toEqual([]);
  const typed = rendered.blocks.map((block) => readBlock(block.html, BASE));
  expect(addressesIn(typed).filter(isDangerousAddress)).toEqual([]);
  expect(htmlIn(typed).flatMap(findDangers)).toEqual([]);
  expect(toHtml(readTree(rendered.html))).toBe(rendered.html);
  expect(again.html).toBe(rendered.html);
}

describe.each(Object.entries(PAYLOADS))('HTML sanitizer against %s', (_family, payloads) => {
  test.each(payloads)('neutralizes a payload in HTML: %s', (text) => {
    expectHarmless(renderRichText({ format: 'html', text }));
  });

  test.each(payloads)('neutralizes a payload nested in HTML: %s', (text) => {
    expectHarmless(
      renderRichText({ format: 'html', text: `<p>Before</p><ul><li>${text}</li></ul><p>After</p>` }),
    );
  });

  test.each(payloads)('neutralizes a payload in Markdown: %s', (text) => {
    expectHarmless(renderRichText({ format: 'markdown', text }));
  });

  test.each(payloads)('neutralizes a payload within a Markdown paragraph: %s', (text) => {
    expectHarmless(renderRichText({ format: 'markdown', text: `Before ${text} after\n\n- item ${text}\n` }));
  });
});

describe('HTML sanitizer against Markdown syntax', () => {
  test.each(MARKDOWN_PAYLOADS)('neutralizes a payload: %s', (text) => {
    expectHarmless(renderRichText({ format: 'markdown', text }));
  });
});

describe('findDangers', () => {
  test('detects every kind of dangerous markup', () => {
    const bad = [
      '<script></script>',
      '<img onerror=x>',
      '<a href=javascript:x>',
      '<p style=x>',
      '<svg></svg>',
    ].concat([
      '<iframe src=https://evil.example>',
      '<p id=x>',
      '<form>',
      '<!-- -->',
      '<img srcset="data:x 1x">',
      '<a name=x>',
    ]);
    expect(bad.filter((html) => findDangers(html).length === 0)).toEqual([]);
  });

  test('is run on more than 140 payloads', () => {
    expect(Object.values(PAYLOADS).flat().length + MARKDOWN_PAYLOADS.length).toBeGreaterThan(140);
  });
});

describe('HTML sanitizer with allowed markup', () => {
  const kept = [
    '<p>H<sub>2</sub>O and E = mc<sup>2</sup>, <abbr title="World Health Organization">WHO</abbr></p>',
    '<p><time datetime="2026-01-02">2 January</time>, <mark>marked</mark>, <kbd>Ctrl</kbd>, <q cite="https://example.org">said</q></p>',
    '<details><summary>More</summary><p>Text</p></details>',
    '<dl><dt>Term</dt><dd>Meaning</dd></dl>',
    '<p><a href="/relative/path?x=1#y">here</a> and <a href="mailto:desk@example.org">mail</a></p>',
    '<p><img src="/a.jpg" alt="A" width="10" height="20" loading="lazy"></p>',
    '<p><img src="/a.jpg" alt="A" srcset="/a.jpg 1x, https://example.org/b.jpg 2x"></p>',
    '<p><audio src="/a.mp3" controls></audio></p>',
    '<p><video controls poster="/p.jpg"><source src="/v.mp4" type="video/mp4"></video></p>',
    '<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td colspan="2">1</td></tr></tbody></table>',
    '<p lang="ar" dir="rtl">مرحبا</p>',
    '<pre><code class="language-ts">const a = 1 &lt; 2;\n</code></pre>',
  ];

  test.each(kept)('keeps %s', (html) => {
    expect(renderRichText({ format: 'html', text: html }).html).toBe(html);
  });

  test('escapes tag names in prose and keeps the text that follows', () => {
    const { html } = renderRichText({
      format: 'markdown',
      text: 'The <title> tag, a <script> and <plaintext>.\n\nThe *end*.',
    });
    expect(html).toBe(
      '<p>The &lt;title> tag, a &lt;script> and &lt;plaintext>.</p>\n<p>The <em>end</em>.</p>',
    );
  });

  test('removes a closed script element with its code', () => {
    const { html } = renderRichText({ format: 'markdown', text: 'One <script>alert(1)</script> two' });
    expect(html).toBe('<p>One two</p>');
  });
});
