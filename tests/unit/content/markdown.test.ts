import { describe, expect, test } from '@jest/globals';
import { renderRichText } from '../../../src/content/rich-text.js';

function again(text: string, format: 'markdown' | 'html') {
  const first = renderRichText({ format, text });
  return { first, second: renderRichText({ format: 'markdown', text: first.markdown }) };
}

describe('Markdown round trip', () => {
  const markdown = [
    'Soft\nbreak, hard\\\nbreak, *em*, **strong**, `code`, ~~gone~~ and [link](/x "title").',
    '- a\n- b\n\n  second paragraph\n- c',
    '- tight\n- list\n  - inside\n    1. deep',
    '3. three\n4. four',
    '- [ ] to do\n- [x] done',
    '> quote\n>\n> > inner',
    '```js\nlet a;\n\n\n```\n\n    indented\n',
    '| a | b |\n|:-|-:|\n| 1 | `x \\| y` |',
    'Footnotes[^1] and[^two].\n\n[^1]: One\n[^two]: Two\n\n    More of two.',
    '# A\n\n## A\n\nSetext\n===\n\n***',
    'https://example.org/a_b and <mail@example.org>, 1\\. not a list, \\* not a bullet, # not a heading',
    'Water is H<sub>2</sub>O, <abbr title="x">y</abbr>.\n\n<figure><img src="/a.png" alt=""><figcaption>C\n\nd</figcaption></figure>',
    '<div lang="fr">\n\nBonjour\n\n</div>',
    '![An image\nof two lines](</a b.png>)',
    '* one list\n\n- another list',
    'Ends with a break<br><br>\n\n<br>\n\n<span>bare</span> span',
  ];

  test.each(markdown)('preserves a Markdown body: %j', (text) => {
    const { first, second } = again(text, 'markdown');
    expect(second.html).toBe(first.html);
    expect(second.markdown).toBe(first.markdown);
  });

  const html = [
    '<p>a *b* _c_ [d](e) `f` <b>g</b> &lt;h&gt; &amp;amp; 1. 2) # x</p>',
    '<h2 id="own">With an anchor of its own</h2><h2>Other</h2><h2>Other</h2>',
    '<ol type="a"><li value="3">x</li></ol><ul><li>a<p>b</p>c</li></ul>',
    '<table><tr><td>no header</td></tr></table><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>x|y</td></tr></tbody></table>',
    '<pre>plain\n\n  pre</pre><pre><code>\n\nlines</code></pre>',
    '<iframe src="https://www.youtube.com/embed/x"></iframe><p>after <video src="/v.mp4" controls></video></p>',
    '<a href="/x"><h3>Linked heading</h3></a><del><p>gone</p></del>',
    '<blockquote>a<footer>b</footer></blockquote><p>- not a list</p><p>+ nor this</p><p>=== nor that</p>',
    '<p><a href="/x"></a><em> spaced </em>word<strong>bold</strong>er</p>',
    '<pre><p title="</textarea>">a\n    ![b][c]</p></pre><p title="</pre>">d</p>',
    '<p>a</p><ul><li>x</li></ul><ul><li>y</li></ul><p>    b</p>',
  ];

  test.each(html)('preserves an HTML body: %s', (text) => {
    const { first, second } = again(text, 'html');
    expect(second.html).toBe(first.html);
  });
});

describe('Markdown export', () => {
  test('writes Markdown syntax in place of HTML', () => {
    const text =
      '<h2>Head</h2><p>A <em>b</em> <a href="/x">c</a><sup><a href="#user-content-fn-1" id="user-content-fnref-1">1</a></sup></p>';
    expect(renderRichText({ format: 'html', text }).markdown).toMatch(/^## Head\n\nA \*b\* \[c\]\(\/x\)/);
    expect(renderRichText({ format: 'markdown', text: 'a[^n]\n\n[^n]: b' }).markdown).toBe(
      'a[^n]\n\n[^n]: b\n',
    );
  });

  test('contains no scripts or event handlers', () => {
    const { markdown } = renderRichText({
      format: 'markdown',
      text: 'a <b onclick="x()">b</b>\n\n<script>\nx()\n</script>\n',
    });
    expect(markdown).toBe('a <b>b</b>\n');
  });
});
