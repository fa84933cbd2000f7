import { describe, expect, test } from '@jest/globals';
import { renderRichText } from '../../../src/content/rich-text.js';

describe('Plain text of a body', () => {
  test('separates paragraphs by blank lines and list items by line breaks', () => {
    const { text } = renderRichText({
      format: 'markdown',
      text: '# Title\nOne *two*\nthree.\n\n- a\n- b\n\nEnd.',
    });
    expect(text).toBe('Title\n\nOne two three.\n\na\nb\n\nEnd.');
  });

  test('contains footnotes without their back-link arrows', () => {
    const { text } = renderRichText({ format: 'markdown', text: 'Text[^1]\n\n[^1]: The note' });
    expect(text).toContain('The note');
    expect(text).not.toContain('↩');
  });

  test('contains neither scripts nor tags', () => {
    expect(renderRichText({ format: 'html', text: '<script>x</script><p>a &lt;b&gt; c' }).text).toBe(
      'a <b> c',
    );
  });
});

describe('Word count', () => {
  test.each([
    ['', 0],
    ['One two, three – four!', 4],
    ["It's a well-known fact.", 4],
    ['2026 was 3.5 % warmer', 4],
    ['- a\n- b', 2],
    ['私は東京に住んでいます。', 7],
    ['我们今天去北京', 4],
    ['สวัสดีชาวโลก', 3],
  ])('of %j is %i, within one where a dictionary segments the text', (text, words) => {
    const { wordCount } = renderRichText({ format: 'markdown', text });
    expect(Math.abs(wordCount - words)).toBeLessThanOrEqual(
      /\p{L}/u.test(text) && !/[a-z]/i.test(text) ? 1 : 0,
    );
  });
});
