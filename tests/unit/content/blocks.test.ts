import { describe, expect, test } from '@jest/globals';
import { readBlock } from '../../../src/content/blocks/read-block.js';
import { joinBlocks, type StoredBlock } from '../../../src/content/blocks/stored-block.js';
import { renderRichText } from '../../../src/content/rich-text.js';
import { type BlockView, createBlocks } from '../../../src/modules/article/block-view.js';

const BASE = { siteUrl: 'https://courier.example', pageUrl: 'https://courier.example/a' };

function blocksOf(text: string, format: 'markdown' | 'html' = 'html'): StoredBlock[] {
  return renderRichText({ format, text }).blocks;
}

describe('Content blocks', () => {
  test('a paragraph becomes a ParagraphBlock', () => {
    const html = '<p>Talks <em>open</em> today.</p>';
    expect(blocksOf(html)).toEqual([{ __typename: 'ParagraphBlock', html, text: 'Talks open today.' }]);
  });

  test('a heading becomes a HeadingBlock with its level and anchor', () => {
    const [block] = blocksOf('## What comes next?', 'markdown');
    expect(block).toEqual({
      __typename: 'HeadingBlock',
      html: '<h2 id="what-comes-next">What comes next?</h2>',
      level: 2,
      text: 'What comes next?',
      anchor: 'what-comes-next',
    });
  });

  test('a list becomes a ListBlock with the nested lists of its items', () => {
    const [block] = blocksOf('1. One\n2. *Two*\n   - Two a\n   - Two b\n', 'markdown');
    expect(block).toEqual({ __typename: 'ListBlock', html: block!.html, ordered: true });
    expect(readBlock(block!.html, BASE)).toMatchObject({
      items: [
        { html: 'One', text: 'One', depth: 0 },
        { html: '<em>Two</em>', text: 'Two', depth: 0 },
        { text: 'Two a', depth: 1 },
        { text: 'Two b', depth: 1 },
      ],
    });
  });

  test.each([
    ['a footer element', '<blockquote><p>We agreed.</p><footer>— The mayor</footer></blockquote>'],
    ['a separate cite element', '<blockquote><p>We agreed.</p><cite>The mayor</cite></blockquote>'],
    [
      'a cite element at the end of the paragraph',
      '<blockquote>We agreed. <cite>– The mayor</cite></blockquote>',
    ],
  ])('a blockquote becomes a QuoteBlock with its citation from %s', (_where, html) => {
    const [block] = blocksOf(html);
    expect(block).toEqual({ __typename: 'QuoteBlock', html: block!.html, text: 'We agreed.' });
    expect(readBlock(block!.html, BASE)).toMatchObject({ citation: [{ text: 'The mayor' }] });
  });

  test('a blockquote without a source becomes a QuoteBlock without a citation', () => {
    const [block] = blocksOf('> We agreed.', 'markdown');
    expect(block).toMatchObject({ __typename: 'QuoteBlock', text: 'We agreed.' });
    expect(readBlock(block!.html, BASE)).toMatchObject({ citation: null });
  });

  test('an image alone in a paragraph becomes an ImageBlock', () => {
    expect(blocksOf('![The harbour](/harbour.jpg)', 'markdown')).toEqual([
      {
        __typename: 'ImageBlock',
        html: '<p><img src="/harbour.jpg" alt="The harbour"></p>',
        image: {
          url: '/harbour.jpg',
          alt: 'The harbour',
          caption: null,
          credit: null,
          width: null,
          height: null,
        },
      },
    ]);
  });

  test.each([
    '<cite>Ada Ley</cite>',
    '<span class="credit">Ada Ley</span>',
    '<small class="photo-credit">Ada Ley</small>',
  ])('a figure becomes an ImageBlock with caption, size and the credit from %s', (credit) => {
    const figure = `<figure><a href="/big"><img src="/h.jpg" width="800" height="600"></a><figcaption>The harbour ${credit}</figcaption></figure>`;
    const image = {
      url: '/h.jpg',
      alt: '',
      caption: 'The harbour',
      credit: 'Ada Ley',
      width: 800,
      height: 600,
    };
    expect(blocksOf(figure)).toMatchObject([{ __typename: 'ImageBlock', image }]);
  });

  test('an image within a sentence stays in its ParagraphBlock', () => {
    expect(blocksOf('<p>See <img src="/a.png" alt=""> here</p>')).toMatchObject([
      { __typename: 'ParagraphBlock' },
    ]);
  });

  test('a code listing becomes a CodeBlock with its language and line breaks', () => {
    expect(blocksOf('```ts\nconst a = 1;\n\n  b < c\n```', 'markdown')).toMatchObject([
      { __typename: 'CodeBlock', code: 'const a = 1;\n\n  b < c', language: 'ts' },
    ]);
    expect(blocksOf('    plain', 'markdown')).toMatchObject([{ code: 'plain', language: null }]);
  });

  test('an iframe of a known provider becomes a sandboxed EmbedBlock', () => {
    const [block] = blocksOf(
      '<iframe width="560" height="315" src="//www.youtube.com/embed/abc" onload="x()"></iframe>',
    );
    expect(block).toMatchObject({
      __typename: 'EmbedBlock',
      url: 'https://www.youtube.com/embed/abc',
      provider: 'YouTube',
    });
    expect(block?.html).toContain('loading="lazy" sandbox="allow-scripts');
    expect(block?.html).toContain('title="YouTube"');
  });

  test('an iframe of an unknown provider becomes a link to its source', () => {
    const link = '<p><a href="https://example.org/map">Map of the route</a></p>';
    expect(blocksOf('<iframe src="https://example.org/map" title="Map of the route"></iframe>')).toEqual([
      { __typename: 'ParagraphBlock', html: link, text: 'Map of the route' },
    ]);
    expect(blocksOf('<iframe src="/local"></iframe>')).toEqual([]);
  });

  test('a table becomes a TableBlock with rows of plain text, the header first', () => {
    const [block] = blocksOf('| Town | *Votes* |\n|-|-:|\n| Ard | 12 |\n| Bex | |', 'markdown');
    expect(block).toEqual({ __typename: 'TableBlock', html: block!.html });
    expect(readBlock(block!.html, BASE)).toMatchObject({
      rows: [
        { isHeader: true, cells: [{ text: 'Town' }, { text: 'Votes' }] },
        { isHeader: false, cells: [{ text: 'Ard' }, { text: '12' }] },
        { isHeader: false, cells: [{ text: 'Bex' }, { text: '' }] },
      ],
    });
  });

  test('Stored blocks of earlier releases read like those of today', () => {
    const [list, quote, table] = blocksOf(
      '<ol><li>One</li></ol><blockquote><p>Yes.</p><footer>The mayor</footer></blockquote><table><tr><td>A</td></tr></table>',
    );
    const older: StoredBlock[] = [
      Object.assign({ items: [{ html: 'One', text: 'One', items: [] }] }, list),
      Object.assign({ citation: 'The mayor' }, quote),
      Object.assign({ rows: [['A']] }, table),
    ];
    const readAll = (blocks: StoredBlock[]) => {
      const owner = { key: 'article:1', base: BASE, resolveMediaUrls: (html: string) => html };
      const views = createBlocks({ ...owner, createBlock: (view) => view }, blocks) as BlockView[];
      return views.map((view) => [view.id, view.name, view.html, view.read(view.name)]);
    };
    expect(readAll(older)).toEqual(readAll([list!, quote!, table!]));
    expect(joinBlocks(older)).toBe(joinBlocks([list!, quote!, table!]));
  });

  test('any other element becomes an HtmlBlock', () => {
    const html = '<details><summary>More</summary><p>Text</p></details>';
    expect(blocksOf(html)).toEqual([{ __typename: 'HtmlBlock', html }]);
  });
});

describe('Normalization of imported HTML', () => {
  test('wrapper elements are unwrapped, and stray text becomes a paragraph', () => {
    const text =
      '<div class="entry"><section><h2>A</h2>\n\n<div>One <b>two</b></div></section>tail</div> end';
    const { html } = renderRichText({ format: 'html', text });
    expect(html).toBe('<h2 id="a">A</h2>\n<p>One <b>two</b></p>\n<p>tail</p>\n<p>end</p>');
  });

  test('a wrapper element with a lang attribute is kept', () => {
    expect(blocksOf('<div lang="fr"><p>Bonjour</p></div>')).toMatchObject([{ __typename: 'HtmlBlock' }]);
  });

  test('text directly inside a blockquote becomes a paragraph', () => {
    const { html } = renderRichText({ format: 'html', text: '<blockquote>Said</blockquote>' });
    expect(html).toBe('<blockquote><p>Said</p></blockquote>');
  });
});

describe('joinBlocks', () => {
  const bodies = [
    '',
    'plain',
    '# A\n\ntext\n\n- a\n- b\n\n> q\n\n```js\nx\n```\n\n| a |\n|-|\n| b |\n\n![i](/i.png)',
    'a<br>b',
  ].concat([
    '<p>one<div>two</p>three</div>',
    '<ul><li>a<ul><li>b</ul></ul>x<hr>',
    '<figure><img src=/a><figcaption>c</figcaption></figure>',
  ]);

  // Cleaning these once leaves HTML that a browser would build differently.
  const shifting = [
    '<p>x<object>y<center>z',
    '<a href="#x">a<iframe src="https://example.org/">',
    '<p><object><p title=x>',
  ];

  test.each([...bodies, ...shifting])(
    'reproduces the HTML of the body from blocks that were serialized as JSON: %j',
    (text) => {
      for (const format of ['markdown', 'html'] as const) {
        const { html, blocks } = renderRichText({ format, text });
        expect(joinBlocks(JSON.parse(JSON.stringify(blocks)))).toBe(html);
        expect(renderRichText({ format: 'html', text: html }).html).toBe(html);
      }
    },
  );
});
