import { expect, test } from '@jest/globals';
import { renderRichText } from '../../src/content/rich-text.js';

test('A body of 300,000 characters of prose is rendered', () => {
  const text = 'A sentence with *some* words in it, and more of them.\n\n'.repeat(5_500);
  const { html, blocks } = renderRichText({ format: 'markdown', text });
  expect(blocks.map((block) => block.html).join('\n')).toBe(html);
});
