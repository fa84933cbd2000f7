import { describe, expect, test } from '@jest/globals';
import { renderRichText } from '../../../src/content/rich-text.js';

describe('the plain text of an article', () => {
  test('keeps paragraphs apart and list items on lines of their own', () => {
    const { text } = renderRichText({
      format: 'markdown',
      text: '# Title\nOne *two*\nthree.\n\n- a\n- b\n\nEnd.',
    });
    expect(text).toBe('Title\n\nOne two three.\n\na\nb\n\nEnd.');
  });

  test('has footnotes without the arrows that lead back', () => {
    const { text } = renderRichText({ format: 'markdown', text: 'Text[^1]\n\n[^1]: The note' });
    expect(text).toContain('The note');
    expect(text).not.toContain('↩');
  });

  test('has nothing of scripts and tags', () => {
    expect(renderRichText({ format: 'html', text: '<script>x</script><p>a &lt;b&gt; c' }).text).toBe(
      'a <b> c',
    );
  });
});

describe('the word count', () => {
  test.each([
    ['', 0],
    ['One two, three – four!', 4],
    ["It's a well-known fact.", 4],
    ['2026 was 3.5 % warmer', 4],
    ['- a\n- b', 2],
    ['私は東京に住んでいます。', 7],
    ['我们今天去北京', 4],
    ['สวัสดีชาวโลก', 3],
  ])('of %j is %i, give or take one where a dictionary decides', (text, words) => {
    const { wordCount } = renderRichText({ format: 'markdown', text });
    expect(Math.abs(wordCount - words)).toBeLessThanOrEqual(
      /\p{L}/u.test(text) && !/[a-z]/i.test(text) ? 1 : 0,
    );
  });
});
