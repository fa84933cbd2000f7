import { describe, expect, test } from '@jest/globals';
import { ContentRefusedError } from '../../../src/content/content-error.js';
import { renderRichText } from '../../../src/content/rich-text.js';

type Format = 'markdown' | 'html';

function many(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join('');
}

describe('renderRichText beyond its limits', () => {
  test.each<[string, Format, string, RegExp]>([
    ['1,000,001 characters', 'html', 'x'.repeat(1_000_001), /1,000,001 characters; the limit is 1,000,000/],
    ['20,000 nested elements', 'html', '<div>'.repeat(20_000), /the limit is 100 levels/],
    ['100,000 unclosed b tags', 'html', '<b>'.repeat(100_000), /the limit is 100 levels/],
    [
      'nested elements inside Markdown',
      'markdown',
      many(5_000, () => '<div>\n\n'),
      /the limit is 100 levels/,
    ],
    [
      'unclosed tags that every paragraph repeats',
      'html',
      `${'<b><i><u><s><em>'.repeat(3)}${'<p>a'.repeat(50_000)}`,
      /too many elements: the limit is 20,000/,
    ],
    [
      'a tag with 99,999 attributes',
      'html',
      `<a ${many(99_999, (n) => `a${n} `)}>`,
      /too many attributes: the limit is 500/,
    ],
    ['50,000 nested quotations in one line', 'markdown', '>'.repeat(50_000), /the limit is 100 levels/],
    ['nested lists in one line', 'markdown', '- '.repeat(50_000), /the limit is 100 levels/],
    [
      'nested lists by indentation',
      'markdown',
      many(200, (n) => `${' '.repeat(n * 2)}- a\n`),
      /the limit is 100 levels/,
    ],
    [
      'deeply nested lists with many lines',
      'markdown',
      `${many(50, (n) => `${' '.repeat(n * 2)}- a\n`)}${'\n'.repeat(9_999)}`,
      /lines/,
    ],
    ['50,000 opening brackets', 'markdown', '['.repeat(50_000), /Markdown characters/],
    ['50,000 asterisks and underscores', 'markdown', '*a_ '.repeat(50_000), /Markdown characters/],
    ['50,000 unclosed links', 'markdown', '[a]('.repeat(50_000), /Markdown characters/],
    [
      'a quotation with 9,999 lazy continuation lines',
      'markdown',
      `> a\n${'a\n'.repeat(9_999)}`,
      /Markdown characters/,
    ],
    [
      'a long link reference that is used often',
      'markdown',
      `[a]: /${'u'.repeat(50_000)}\n\n${'[a]\n\n'.repeat(50)}`,
      /often/,
    ],
  ])('rejects %s', (_what, format, text, reason) => {
    const refusal = catchError(() => renderRichText({ format, text }));
    expect(refusal).toBeInstanceOf(ContentRefusedError);
    expect((refusal as Error).message).toMatch(reason);
  });
});

describe('renderRichText within its limits', () => {
  test.each<[string, Format, string]>([
    ['90 nested elements', 'html', `${'<div lang="en">'.repeat(90)}x`],
    ['a megabyte of spaces', 'html', `<p>a${' '.repeat(999_000)}b`],
    ['a megabyte of unclosed comments', 'html', '<!--'.repeat(250_000)],
    ['a code listing of 1,000 lines', 'markdown', `\`\`\`\n${'const a = [b, c];\n'.repeat(1_000)}\`\`\`\n`],
  ])('renders %s', (_what, format, text) => {
    const { html, blocks } = renderRichText({ format, text });
    expect(blocks.map((block) => block.html).join('\n')).toBe(html);
  });
});

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
