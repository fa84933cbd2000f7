import { describe, expect, test } from '@jest/globals';
import { getBlockName } from '../../../src/content/blocks/block-names.js';
import { readBlock } from '../../../src/content/blocks/read-block.js';
import type { BlockName, BlockOf } from '../../../src/content/blocks/typed-block.js';
import { renderRichText } from '../../../src/content/rich-text.js';

const BASE = { siteUrl: 'https://courier.example', pageUrl: 'https://courier.example/world/a-page' };

/** Reads the first block of a body, which must have the type. */
function read<Name extends BlockName>(name: Name, text: string, format: 'markdown' | 'html' = 'html') {
  const [stored] = renderRichText({ format, text }).blocks;
  const block = readBlock(stored!.html, BASE);
  expect(block.__typename).toBe(name);
  expect(getBlockName(stored!, BASE)).toBe(name);
  return block as BlockOf<Name>;
}

const words = (inlines: { text: string }[] | null) => inlines?.map(({ text }) => text).join('');
const readRuns = (html: string) => read('ParagraphBlock', `<p>${html}</p>`).inlines;

describe('Runs of a paragraph', () => {
  test('nested formats become marks from the outermost to the innermost', () => {
    const runs = readRuns('a <strong>b <em>c</em></strong> <code>d</code><b><strong>e</strong></b>');
    expect(runs.map(({ text, marks }) => [text, marks])).toEqual([
      ['a ', []],
      ['b ', ['STRONG']],
      ['c', ['STRONG', 'EMPHASIS']],
      [' ', []],
      ['d', ['CODE']],
      ['e', ['STRONG']],
    ]);
  });

  test('a line break is a separate run, without white space around it', () => {
    expect(readRuns('one <br> two').map(({ text, isBreak }) => [text, isBreak])).toEqual([
      ['one', false],
      ['\n', true],
      ['two', false],
    ]);
  });

  test('an image within a sentence is a run, with the link around it', () => {
    const [, image] = readRuns('See <a href="/big"><img src="/a.png" alt="A" width="20"></a> here');
    expect(image).toMatchObject({
      text: '',
      image: { url: '/a.png', alt: 'A', width: 20 },
      link: { path: '/big' },
    });
  });

  test.each([
    ['/science', 'https://courier.example/science', '/science'],
    ['../sport/a?b=1#c', 'https://courier.example/sport/a?b=1#c', '/sport/a?b=1#c'],
    ['http://courier.example/x', 'http://courier.example/x', '/x'],
    ['//example.org/x', 'https://example.org/x', null],
    ['https://courier.example.evil.org/', 'https://courier.example.evil.org/', null],
    ['mailto:desk@courier.example', 'mailto:desk@courier.example', null],
    ['tel:+353123', 'tel:+353123', null],
  ])('the link %s has an absolute URL, and a path within the site', (href, url, path) => {
    expect(readRuns(`<a href="${href}">x</a>`)[0]!.link).toMatchObject({ url, path });
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'http://[', 'vbscript:x', 'blob:https://x/1'])(
    'the link %s is none, also in HTML that was stored without sanitizing',
    (href) => {
      const block = readBlock(`<p><a href="${href}">x</a></p>`, BASE);
      expect(block).toMatchObject({ inlines: [{ text: 'x', link: null }] });
    },
  );

  test('the relations nofollow, sponsored and ugc of a link are preserved', () => {
    const [run] = readRuns('<a href="https://example.org/" rel="noopener sponsored nofollow x">x</a>');
    expect(run!.link!.rel).toEqual(['sponsored', 'nofollow']);
  });

  test('a reference to a footnote has its number', () => {
    const { inlines } = read('ParagraphBlock', 'Said.[^a]\n\n[^a]: Where.', 'markdown');
    expect(inlines.at(-1)).toMatchObject({ text: '1', footnote: 1, marks: ['SUP'] });
  });
});

describe('Lists', () => {
  test('items of nested lists follow their parent with their depth and number', () => {
    const { items } = read('ListBlock', '3. One\n4. Two\n   - Two a\n     1. Deep\n5. Three', 'markdown');
    expect(items.map(({ depth, ordered, number, text }) => [depth, ordered, number, text])).toEqual([
      [0, true, 3, 'One'],
      [0, true, 4, 'Two'],
      [1, false, null, 'Two a'],
      [2, true, 1, 'Deep'],
      [0, true, 5, 'Three'],
    ]);
  });

  test('reversed lists and values of items count as browsers count them', () => {
    const number = (html: string) => read('ListBlock', html).items.map((item) => item.number);
    expect(number('<ol reversed><li>a</li><li>b</li></ol>')).toEqual([2, 1]);
    expect(number('<ol><li>a</li><li value="7">b</li><li>c</li></ol>')).toEqual([1, 7, 8]);
  });

  test('tasks are checked or not, and other items are neither', () => {
    const { items } = read('ListBlock', '- [x] Done\n- [ ] Open\n- Plain', 'markdown');
    expect(items.map(({ isChecked, text }) => [isChecked, text])).toEqual([
      [true, 'Done'],
      [false, 'Open'],
      [null, 'Plain'],
    ]);
  });

  test('text after a nested list is a continuation of its item', () => {
    const { items } = read('ListBlock', '<ul><li>a<ul><li>b</li></ul>c</li></ul>');
    expect(items.map(({ depth, isContinuation, text }) => [depth, isContinuation, text])).toEqual([
      [0, false, 'a'],
      [1, false, 'b'],
      [0, true, 'c'],
    ]);
  });
});

describe('Quotations', () => {
  test('the content of a quotation has no citation, in text and in HTML', () => {
    const quote = read(
      'QuoteBlock',
      '<blockquote><p>We <b>agreed</b>.</p><p>Twice.</p><footer>— <a href="/mayor">The mayor</a></footer></blockquote>',
    );
    expect(quote.contentHtml).toBe('<p>We <b>agreed</b>.</p><p>Twice.</p>');
    expect(quote.text).not.toContain('mayor');
    expect(quote.paragraphs.map(words)).toEqual(['We agreed.', 'Twice.']);
    expect(quote.citation).toMatchObject([{ text: 'The mayor', link: { path: '/mayor' } }]);
    expect(quote.isPullQuote).toBe(false);
  });

  test('a pull quote is marked by its class', () => {
    expect(read('QuoteBlock', '<blockquote class="pull-quote x"><p>A</p></blockquote>').isPullQuote).toBe(
      true,
    );
  });

  test.each([
    ['twitter-tweet', 'https://twitter.com/ada/status/20', 'X'],
    ['bluesky-embed', 'https://bsky.app/profile/ada.example/post/3kx', 'Bluesky'],
    ['mastodon-embed', 'https://social.example/@ada/110000000000000001', 'Mastodon'],
    ['instagram-media', 'https://www.instagram.com/p/Cabc/', 'Instagram'],
  ])('a quotation with the class %s becomes a social post', (name, url, provider) => {
    const post = read(
      'SocialPostBlock',
      `<blockquote class="${name}" data-x="1"><p>Hello</p>Ada <a href="${url}">today</a></blockquote><script src="https://x.example/w.js"></script>`,
    );
    expect(post).toMatchObject({ url, provider });
    expect(post.paragraphs.map(words)).toEqual(['Hello', 'Ada today']);
    expect(post.html).toMatch(/^<blockquote class="social-post" cite="[^"]+"><p>/);
  });

  test('a quotation that only claims to be a social post stays a quotation', () => {
    read('QuoteBlock', '<blockquote class="social-post" cite="https://evil.example/x"><p>A</p></blockquote>');
  });
});

describe('Tables', () => {
  test('rows have cells with formats, alignment and spans, and a header', () => {
    const { caption, rows } = read(
      'TableBlock',
      '<table><caption>Votes</caption><thead><tr><th>Town</th><th align="right">Votes</th></tr></thead>' +
        '<tr><th>Ard</th><td align="right"><b>12</b></td></tr><tr><td colspan="2" rowspan="9999">x<br>y</td></tr></table>',
    );
    expect(words(caption)).toBe('Votes');
    expect(rows.map(({ isHeader }) => isHeader)).toEqual([true, false, false]);
    expect(rows[1]!.cells).toMatchObject([
      { text: 'Ard', isHeader: true, align: null, colSpan: 1 },
      { isHeader: false, align: 'RIGHT', inlines: [{ text: '12', marks: ['STRONG'] }] },
    ]);
    expect(rows[2]!.cells).toMatchObject([{ text: 'x\ny', colSpan: 2, rowSpan: 1000 }]);
  });
});

describe('Pictures, frames and players', () => {
  test('a picture has its link, and its caption apart from its credit', () => {
    const block = read(
      'ImageBlock',
      '<figure><a href="/big"><img src="/h.jpg" alt=""></a><figcaption>The <b>harbour</b> <cite>Ada</cite></figcaption></figure>',
    );
    expect(block).toMatchObject({ link: { path: '/big' }, image: { url: '/h.jpg', credit: 'Ada' } });
    expect([words(block.caption), words(block.credit)]).toEqual(['The harbour', 'Ada']);
  });

  test('a gallery has its pictures with their captions and links', () => {
    const { items, caption } = read(
      'GalleryBlock',
      '<figure class="gallery"><figure><img src="/1.jpg"><figcaption>One</figcaption></figure>' +
        '<figure><a href="/2"><img src="/2.jpg"></a></figure><figcaption>Both</figcaption></figure>',
    );
    expect(items.map(({ image, link }) => [image.url, link?.path ?? null])).toEqual([
      ['/1.jpg', null],
      ['/2.jpg', '/2'],
    ]);
    expect([words(items[0]!.caption), words(caption)]).toEqual(['One', 'Both']);
  });

  test('a gallery with anything else stays HTML, so that nothing is lost', () => {
    read(
      'HtmlBlock',
      '<figure class="gallery"><img src="/1.jpg"><table><tr><td>x</td></tr></table></figure>',
    );
  });

  test('a frame has its title, its aspect ratio, and the still that YouTube publishes', () => {
    const frame =
      '<iframe src="https://www.youtube.com/embed/abcdefghijk" width="560" height="315" title="A"></iframe>';
    expect(read('EmbedBlock', `<figure>${frame}<figcaption>Below</figcaption></figure>`)).toMatchObject({
      url: 'https://www.youtube.com/embed/abcdefghijk',
      provider: 'YouTube',
      title: 'A',
      aspectRatio: 560 / 315,
      thumbnail: { url: 'https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg', width: 480, height: 360 },
      caption: [{ text: 'Below' }],
    });
    expect(read('EmbedBlock', '<iframe src="https://player.vimeo.com/video/1"></iframe>')).toMatchObject({
      aspectRatio: null,
      thumbnail: null,
    });
  });

  test('a video has its files, its poster and its subtitles', () => {
    const { media, caption } = read(
      'MediaBlock',
      '<figure><video poster="/p.jpg" controls width="640" height="360"><source src="/f.webm" type="video/webm"><source src="/f.mp4">' +
        '<track src="/f.vtt" kind="captions" srclang="en" label="English"></video><figcaption>A film</figcaption></figure>',
    );
    expect(media).toEqual({
      kind: 'VIDEO',
      url: 'https://courier.example/f.webm',
      sources: [
        { url: 'https://courier.example/f.webm', mimeType: 'video/webm' },
        { url: 'https://courier.example/f.mp4', mimeType: null },
      ],
      poster: { url: '/p.jpg', alt: '', caption: null, credit: null, width: null, height: null },
      width: 640,
      height: 360,
      tracks: [{ url: 'https://courier.example/f.vtt', kind: 'captions', language: 'en', label: 'English' }],
    });
    expect(words(caption)).toBe('A film');
    expect(read('MediaBlock', '<audio src="https://x.example/a.mp3" controls></audio>').media.kind).toBe(
      'AUDIO',
    );
  });
});

describe('Boxes', () => {
  test('a box has its heading, tone and blocks', () => {
    const callout = read(
      'CalloutBlock',
      '<aside data-tone="warning"><header>Note</header><p>One</p><ul><li>Two</li></ul>three</aside>',
    );
    expect(callout).toMatchObject({ tone: 'warning', heading: [{ text: 'Note' }] });
    expect(callout.blocks.map(({ __typename, html }) => [__typename, html])).toEqual([
      ['ParagraphBlock', '<p>One</p>'],
      ['ListBlock', '<ul><li>Two</li></ul>'],
      ['ParagraphBlock', '<p>three</p>'],
    ]);
    expect(read('CalloutBlock', '<aside data-tone="&quot; onx=1"><p>x</p></aside>').tone).toBeNull();
  });

  test('details have their summary and blocks', () => {
    const details = read('DetailsBlock', '<details open><summary>More</summary><p>One</p></details>');
    expect(details).toMatchObject({ isOpen: true, summary: [{ text: 'More' }], blocks: [{ text: 'One' }] });
  });

  test('a rule is a divider', () => {
    read('DividerBlock', '---\n', 'markdown');
  });

  test('a related link and a file are paragraphs that say so', () => {
    const figure =
      '<figure class="bookmark"><a href="/a">A</a> <small>What</small> <cite>Who</cite> <img src="https://x.example/a.jpg" alt=""> <figcaption>See <i>this</i></figcaption></figure>';
    expect(read('RelatedLinkBlock', figure)).toMatchObject({
      ...{ text: 'A', description: 'What', publisher: 'Who', thumbnail: { url: 'https://x.example/a.jpg' } },
      caption: [{ text: 'See ' }, { text: 'this' }],
    });
    read('HtmlBlock', '<figure class="bookmark"><a href="/a">A</a><p>More</p></figure>');
    expect(read('RelatedLinkBlock', '<p class="bookmark"><a href="/a">A <b>b</b></a></p>')).toMatchObject({
      link: { path: '/a' },
      text: 'A b',
    });
    expect(read('FileBlock', '<p class="file"><a href="/a.pdf">A</a> <small>2 MB</small></p>')).toMatchObject(
      {
        link: { path: '/a.pdf' },
        text: 'A',
        caption: [{ text: '2 MB', marks: ['SMALL'] }],
      },
    );
    read('ParagraphBlock', '<p class="bookmark">No link</p>');
  });

  test('footnotes have their number, anchor and paragraphs, without links back', () => {
    const { blocks } = renderRichText({
      format: 'markdown',
      text: 'A.[^x] B.[^y]\n\n[^x]: One.\n\n    Two.\n[^y]: Three.',
    });
    expect(readBlock(blocks.at(-1)!.html, BASE)).toMatchObject({
      __typename: 'FootnotesBlock',
      heading: [{ text: 'Footnotes' }],
      footnotes: [
        { number: 1, anchor: 'user-content-fn-x', paragraphs: [[{ text: 'One.' }], [{ text: 'Two.' }]] },
        { number: 2, anchor: 'user-content-fn-y', paragraphs: [[{ text: 'Three.' }]] },
      ],
    });
  });

  test('any other element has its text in runs', () => {
    const { inlines } = read('HtmlBlock', '<dl><dt>Term</dt><dd>Its <b>meaning</b></dd></dl>');
    expect(words(inlines)).toBe('Term\nIts meaning');
  });
});

test.each([
  '<aside data-tone="info"><header>Note</header><p>Inside</p></aside>',
  '<blockquote class="pull-quote"><p>Again.</p></blockquote>',
  '<figure class="gallery"><figure><img src="/1.jpg" alt=""></figure><figcaption>Both</figcaption></figure>',
  '<p class="bookmark"><a href="/a">A</a></p>',
  '<p class="file"><a href="/a.pdf">A</a> <small>2 MB</small></p>',
  '<blockquote class="social-post" cite="https://x.com/a/status/1"><p>Hello</p></blockquote>',
  '<details open><summary>More</summary><p>One</p></details>',
  '<p>An <a href="https://example.org/" rel="sponsored">ad</a></p>',
])('Markdown of %s renders to the same HTML', (text) => {
  const { html, markdown } = renderRichText({ format: 'html', text });
  expect(html).toBe(text);
  expect(renderRichText({ format: 'markdown', text: markdown }).html).toBe(html);
});
