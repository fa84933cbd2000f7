import { describe, expect, test } from '@jest/globals';
import { renderRichText } from '../../../src/content/rich-text.js';

describe('Heading anchors', () => {
  test('the outline lists all headings in reading order', () => {
    const text = '# One\n\n> ## Two *b*\n\n- ### Three\n\n<div lang="de">\n\n#### Vier\n\n</div>\n';
    expect(renderRichText({ format: 'markdown', text }).outline).toEqual([
      { level: 1, text: 'One', anchor: 'one' },
      { level: 2, text: 'Two b', anchor: 'two-b' },
      { level: 3, text: 'Three', anchor: 'three' },
      { level: 4, text: 'Vier', anchor: 'vier' },
    ]);
  });

  test('headings with the same text get unique anchors', () => {
    const { outline } = renderRichText({ format: 'markdown', text: '## A\n\n## A\n\n## A-1\n\n## !\n' });
    const anchors = outline.map(({ anchor }) => anchor);
    expect(anchors.slice(0, 2)).toEqual(['a', 'a-1']);
    expect(new Set(anchors).size).toBe(4);
    expect(anchors.every((anchor) => anchor !== '')).toBe(true);
  });

  test('an anchor set by the author is kept, and no other heading takes it', () => {
    const text = '<h2>Costs</h2><h2 id="costs">What it costs</h2><h2 id="costs">Again</h2>';
    const { outline } = renderRichText({ format: 'html', text });
    expect(outline.map(({ anchor }) => anchor)).toEqual(['costs-1', 'costs', 'again']);
  });

  test('an invalid anchor is replaced by one generated from the heading text', () => {
    const { outline } = renderRichText({ format: 'html', text: '<h2 id="a b&quot;">Costs</h2>' });
    expect(outline).toEqual([{ level: 2, text: 'Costs', anchor: 'costs' }]);
  });

  test('anchors contain letters of any script', () => {
    expect(renderRichText({ format: 'markdown', text: '## 東京 news' }).outline[0]?.anchor).toBe('東京-news');
  });
});

describe('Links within an article', () => {
  test('footnote links and their back-links have existing targets', () => {
    const { html } = renderRichText({ format: 'markdown', text: 'Text[^a].\n\n[^a]: Note' });
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${target}"`);
    expect(html.match(/href="#/g)).toHaveLength(2);
  });

  test('ids of imported link targets get the user-content- prefix, as do their links', () => {
    const { html } = renderRichText({
      format: 'html',
      text: '<p><a href="#n1">1</a></p><p id="n1">Note</p><p id="x">y</p>',
    });
    expect(html).toBe('<p><a href="#user-content-n1">1</a></p>\n<p id="user-content-n1">Note</p>\n<p>y</p>');
  });
});
