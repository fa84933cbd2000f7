import { describe, expect, test } from '@jest/globals';
import { ContentRefusedError } from '../../../src/content/content-error.js';
import { renderRichText } from '../../../src/content/rich-text.js';

type Format = 'markdown' | 'html';

function many(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join('');
}

describe('a body that would hold up everyone else is refused with a reason', () => {
  test.each<[string, Format, string, RegExp]>([
    ['too long', 'html', 'x'.repeat(1_000_001), /1,000,001 characters; the limit is 1,000,000/],
    ['20,000 boxes in boxes', 'html', '<div>'.repeat(20_000), /the limit is 100 levels/],
    ['100,000 bold tags left open', 'html', '<b>'.repeat(100_000), /the limit is 100 levels/],
    ['boxes in boxes inside Markdown', 'markdown', many(5_000, () => '<div>\n\n'), /the limit is 100 levels/],
    [
      'open tags that every paragraph repeats',
      'html',
      `${'<b><i><u><s><em>'.repeat(3)}${'<p>a'.repeat(50_000)}`,
      /too many elements: the limit is 20,000/,
    ],
    [
      'a tag with endless attributes',
      'html',
      `<a ${many(99_999, (n) => `a${n} `)}>`,
      /too many attributes: the limit is 500/,
    ],
    ['50,000 quotations in one line', 'markdown', '>'.repeat(50_000), /the limit is 100 levels/],
    ['lists in lists in one line', 'markdown', '- '.repeat(50_000), /the limit is 100 levels/],
    [
      'lists in lists by indentation',
      'markdown',
      many(200, (n) => `${' '.repeat(n * 2)}- a\n`),
      /100 levels/,
    ],
    [
      'deep lists and many lines',
      'markdown',
      `${many(50, (n) => `${' '.repeat(n * 2)}- a\n`)}${'\n'.repeat(9_999)}`,
      /lines/,
    ],
    ['50,000 brackets', 'markdown', '['.repeat(50_000), /Markdown characters/],
    ['50,000 stars and lines', 'markdown', '*a_ '.repeat(50_000), /Markdown characters/],
    ['50,000 open links', 'markdown', '[a]('.repeat(50_000), /Markdown characters/],
    [
      'a quotation that goes on without its sign',
      'markdown',
      `> a\n${'a\n'.repeat(9_999)}`,
      /Markdown characters/,
    ],
    [
      'a long address used often',
      'markdown',
      `[a]: /${'u'.repeat(50_000)}\n\n${'[a]\n\n'.repeat(50)}`,
      /often/,
    ],
  ])('%s', (_what, format, text, reason) => {
    expect(() => renderRichText({ format, text })).toThrow(ContentRefusedError);
    expect(() => renderRichText({ format, text })).toThrow(reason);
  });
});

describe('a body that is only long or strange is rendered', () => {
  test.each<[string, Format, string]>([
    [
      '300,000 characters of prose',
      'markdown',
      'A sentence with *some* words in it, and more of them.\n\n'.repeat(5_500),
    ],
    ['90 boxes in boxes', 'html', `${'<div lang="en">'.repeat(90)}x`],
    ['a megabyte of spaces', 'html', `<p>a${' '.repeat(999_000)}b`],
    ['a megabyte of comments left open', 'html', '<!--'.repeat(250_000)],
    ['a listing of 1,000 lines', 'markdown', `\`\`\`\n${'const a = [b, c];\n'.repeat(1_000)}\`\`\`\n`],
  ])('%s', (_what, format, text) => {
    const { html, blocks } = renderRichText({ format, text });
    expect(blocks.map((block) => block.html).join('\n')).toBe(html);
  });
});
