import { describe, expect, test } from '@jest/globals';
import { readBlock } from '../../../src/content/blocks/read-block.js';
import { renderRichText } from '../../../src/content/rich-text.js';
import { loadSite } from '../../../src/importers/wordpress/rest/load-site.js';
import type { RestReader } from '../../../src/importers/wordpress/rest/rest-api.js';
import { parseReusableBlock } from '../../../src/importers/wordpress/rest/rest-item.js';
import { convertBody, createSiteWithFiles } from '../../support/wordpress.js';

/** Reads the typed fields of a body's blocks. */
const readBlocks = (html: string) =>
  renderRichText({ format: 'html', text: html }).blocks.map((block) =>
    readBlock(block.html, { siteUrl: 'https://new.example', pageUrl: 'https://new.example/a' }),
  );
const paragraph = (text: string) => ({ __typename: 'ParagraphBlock', text });
const picture = (url: string, rest: object) => ({
  __typename: 'ImageBlock',
  image: expect.objectContaining({ url: `https://old.example/wp-content/uploads/${url}`, ...rest }),
});

describe('WordPress classic editor body', () => {
  test('converts blank lines to paragraphs and single line ends to line breaks', () => {
    const { html } = convertBody('One\r\nstill one\r\n\r\nTwo <em>and\n\nthree</em>\n<h2>Four</h2>\nFive');
    expect(html).toBe(
      [
        '<p>One<br>still one</p>',
        '<p>Two <em>and</em></p>',
        '<p><em>three</em></p>',
        '<h2 id="four">Four</h2>',
        '<p>Five</p>',
      ].join('\n'),
    );
  });

  test('keeps preformatted text, lists and quotations intact', () => {
    const { html } = convertBody(
      '<pre>a\n\nb [gallery]</pre>\n<ul>\n<li>One</li>\n<li>Two\n\nstill two</li>\n</ul>\n<blockquote>Said\n\ntwice</blockquote>',
    );
    expect(html).toBe(
      [
        '<pre>a\n\nb [gallery]</pre>',
        '<ul><li>One</li><li><p>Two</p><p>still two</p></li></ul>',
        '<blockquote><p>Said</p><p>twice</p></blockquote>',
      ].join('\n'),
    );
  });

  test('closes paragraphs and list items without end tags', () => {
    const { html } = convertBody('<p>One\n<p>Two\n\nThree\n<ul><li>A<li>B</ul>\nFour\n\nFive');
    expect(html.match(/<p>\w+<\/p>|<li>\w+<\/li>/g)).toEqual([
      ...['<p>One</p>', '<p>Two</p>', '<p>Three</p>'],
      ...['<li>A</li>', '<li>B</li>', '<p>Four</p>', '<p>Five</p>'],
    ]);
  });

  test('converts both forms of the caption shortcode to images with captions', () => {
    const img = '<img class="wp-image-21" src="/wp-content/uploads/pier-300x225.jpg" alt="Pier" width="300">';
    const { blocks, warnings: losses } = convertBody(
      `Text\n\n[caption id="attachment_21" width="300"]<a href="/x">${img}</a> The <b>pier</b>[/caption]\n\n` +
        `[wp_caption caption="In the old way"]${img}[/wp_caption]`,
    );
    expect(blocks).toEqual([
      paragraph('Text'),
      picture('pier-300x225.jpg', { alt: 'Pier', caption: 'The pier', width: 300 }),
      picture('pier-300x225.jpg', { caption: 'In the old way' }),
    ]);
    expect(losses).toEqual([]);
  });

  test('expands a gallery shortcode to its listed images, or to those of the post', () => {
    const whole = { alt: 'The pier', caption: 'The old pier', width: 800, height: 600 };
    const { html, warnings: losses } = convertBody(
      '[gallery ids="21, 22,99"]\n\n[gallery columns="2" exclude="21"]',
    );
    const blocks = readBlocks(html);
    expect(blocks[0]).toMatchObject({
      __typename: 'GalleryBlock',
      items: [picture('pier.jpg', whole), picture('gull.png', { caption: null })].map(({ image }) => ({
        image,
      })),
    });
    expect(blocks.slice(1)).toMatchObject([picture('gull.png', {})]);
    expect(losses).toEqual(['attachment 99 of a [gallery] is not in the export and was removed']);
    expect(readBlocks(convertBody('[gallery]').html)).toMatchObject([
      { __typename: 'GalleryBlock', items: [{}, {}] },
    ]);
  });

  test.each([
    ['', ['gull.png', 'pier.jpg']],
    ['order="DESC"', ['pier.jpg', 'gull.png']],
    ['order="DESC" orderby="ID"', ['gull.png', 'pier.jpg']],
    ['orderby="title"', ['gull.png', 'pier.jpg']],
    ['orderby="post_title desc"', ['pier.jpg', 'gull.png']],
    ['orderby="post_date"', ['pier.jpg', 'gull.png']],
    ['orderby="menu_order ASC, ID DESC" order="DESC"', ['gull.png', 'pier.jpg']],
    ['orderby="rand"', ['gull.png', 'pier.jpg']],
    ['orderby="constructor"', ['gull.png', 'pier.jpg']],
    ['include="21,22"', ['gull.png', 'pier.jpg']],
    ['ids="21,22"', ['pier.jpg', 'gull.png']],
    ['ids="21,22" orderby="menu_order"', ['gull.png', 'pier.jpg']],
  ])('sorts the pictures of [gallery %s]', (attributes, names) => {
    expect(readBlocks(convertBody(`[gallery ${attributes}]`).html)).toMatchObject([
      {
        __typename: 'GalleryBlock',
        items: names.map((name) => ({ image: { url: `https://old.example/wp-content/uploads/${name}` } })),
      },
    ]);
  });

  test('converts audio, video and embed shortcodes to players, or to links', () => {
    const {
      blocks,
      html,
      warnings: losses,
    } = convertBody(
      [
        '[audio mp3="https://old.example/a.mp3" ogg="https://old.example/a.ogg"]',
        '[video src="https://youtu.be/dQw4w9WgXcQ"]',
        '[embed width="500"]https://vimeo.com/76979871[/embed]',
        'Look:\nhttps://www.youtube.com/watch?feature=x&v=dQw4w9WgXcQ\nThere.',
        '[embed]https://social.example/p/1[/embed]',
        '[audio]',
        '[video src="/film.mp4" poster="/still.jpg"]',
      ].join('\n\n'),
    );
    expect(blocks.map(({ __typename, url, provider, text }) => [__typename, provider ?? text, url])).toEqual([
      ['HtmlBlock', undefined, undefined],
      ['EmbedBlock', 'YouTube', 'https://www.youtube.com/embed/dQw4w9WgXcQ'],
      ['EmbedBlock', 'Vimeo', 'https://player.vimeo.com/video/76979871'],
      ['ParagraphBlock', 'Look:', undefined],
      ['EmbedBlock', 'YouTube', 'https://www.youtube.com/embed/dQw4w9WgXcQ'],
      ['ParagraphBlock', 'There.', undefined],
      ['ParagraphBlock', 'https://social.example/p/1', undefined],
      ['HtmlBlock', undefined, undefined],
      ['HtmlBlock', undefined, undefined],
    ]);
    expect(html).toMatch(/<audio controls><source src="https:\/\/old.example\/a.mp3"><source src=".*a.ogg">/);
    expect(html).toMatch(/<audio src="https:\/\/old.example\/wp-content\/uploads\/song.mp3" controls>/);
    expect(html).toContain('src="https://old.example/film.mp4"');
    expect(html).toContain('poster="https://old.example/still.jpg"');
    expect(losses).toEqual(['an embed of social.example was converted to a link']);
  });

  test('keeps the content of unknown shortcodes, with a warning for each name', () => {
    const { html, warnings: losses } = convertBody(
      '[row][col width="6"]Left[/col][col]Right[/col][/row]\n\nBefore [contact-form id=7] after [sic] [1] [a](b) [[gallery]]',
    );
    expect(html).toBe('<p>Left</p>\n<p>Right</p>\n<p>Before after [sic] [1] [a](b) [gallery]</p>');
    expect(losses).toEqual([
      'the shortcode [col] is not supported: only its content was imported (2 times)',
      'the shortcode [row] is not supported: only its content was imported',
      'the shortcode [contact-form] is not supported and has no content: removed',
      '[sic] stays as text, because it may be a shortcode or text in brackets',
      '[a] stays as text, because it may be a shortcode or text in brackets',
    ]);
  });

  test('has no content of shortcodes that show it to some readers only', () => {
    const { html, warnings: losses } = convertBody(
      '[restrict userlevel="editor"]Secret[/restrict] [members_only]Secret[/members_only] [is_paid]Secret[/is_paid] [mepr-show rules="1"]Secret [b]too[/b][/mepr-show] [members_logged_in]Secret[/members_logged_in]\n\n' +
        '[not_logged_in]Join[/not_logged_in] [team_member]Ada[/team_member] [wcm_nonmember]Buy[/wcm_nonmember]',
    );
    expect(html).toBe('<p>Join Ada Buy</p>');
    expect(losses).toContain('the content of [restrict] is for some readers only in WordPress: left out');
    expect(losses.filter((loss) => loss.endsWith('left out'))).toHaveLength(5);
  });

  test('has the pictures and the HTML of page builders', () => {
    const html = Buffer.from(encodeURIComponent('<p>Raw &amp; real</p>')).toString('base64');
    const body = convertBody(
      `[vc_row][vc_column][vc_single_image image="22" img_size="full"][/vc_column][/vc_row][vc_row][vc_raw_html]${html}[/vc_raw_html][et_pb_image src="https://old.example/b.jpg" alt="B" /][/vc_row]`,
    );
    expect(body.html).toContain('<p>Raw &amp; real</p>');
    expect(body.html).toContain('https://old.example/wp-content/uploads/gull.png');
    expect(body.html).toContain('<img src="https://old.example/b.jpg" alt="B">');
  });

  test('joins its pages and removes the more and nextpage markers', () => {
    const { html, warnings: losses } = convertBody(
      'Start.\n\n<!--more Read on-->\n\nMiddle.\n\n<!--nextpage-->\n\nEnd.',
    );
    expect(html).toBe('<p>Start.</p>\n<p>Middle.</p>\n<p>End.</p>');
    expect(losses).toEqual(['the 2 pages were joined']);
  });

  test('removes hostile markup, also within shortcodes', () => {
    const { html } = convertBody(
      '<script>alert(1)</script><img src="x.jpg" onerror="alert(1)">\n\n' +
        '[caption]<img src="javascript:alert(1)"> <a href="javascript:alert(1)">x</a>[/caption]\n\n' +
        '[audio src="javascript:alert(1)"] [embed]javascript:alert(1)[/embed]' +
        '[gallery ids=\'"><b>\'] [x y="<script>alert(1)</script>"]<svg onload=alert(1)>',
    );
    expect(html).not.toMatch(/script|alert|onerror|onload/);
    expect(html).toContain('<img src="https://old.example/x.jpg">');
  });
});

describe('WordPress block editor body', () => {
  const block = (name: string, html: string, attributes = '') =>
    `<!-- wp:${name} ${attributes}${attributes && ' '}-->\n${html}\n<!-- /wp:${name} -->\n\n`;
  const image = (name: string) =>
    `<figure class="wp-block-image size-large"><img src="https://old.example/wp-content/uploads/${name}" alt="A"/></figure>`;

  test('converts core blocks to typed content blocks', () => {
    const {
      html,
      blocks,
      warnings: losses,
    } = convertBody(
      block('paragraph', '<p class="has-drop-cap">Text</p>', '{"dropCap":true}') +
        block('heading', '<h3 class="wp-block-heading">Head</h3>', '{"level":3}') +
        block('list', `<ul class="wp-block-list">${block('list-item', '<li>One</li>')}</ul>`) +
        block('quote', '<blockquote class="wp-block-quote"><p>Said</p><cite>Ada</cite></blockquote>') +
        block(
          'pullquote',
          '<figure class="wp-block-pullquote"><blockquote><p>Pulled</p><cite>Ben</cite></blockquote></figure>',
        ) +
        block('code', '<pre class="wp-block-code"><code>let a;</code></pre>') +
        block(
          'table',
          '<figure class="wp-block-table"><table><tbody><tr><td>1</td></tr></tbody></table><figcaption>All</figcaption></figure>',
        ) +
        block('image', image('pier.jpg'), '{"id":21}') +
        block('verse', '<pre class="wp-block-verse">Rose\nis</pre>') +
        block('separator', '<hr class="wp-block-separator"/>'),
    );
    expect(blocks.map(({ __typename }) => __typename)).toEqual([
      ...[
        'ParagraphBlock',
        'HeadingBlock',
        'ListBlock',
        'QuoteBlock',
        'QuoteBlock',
        'CodeBlock',
        'TableBlock',
      ],
      ...['ImageBlock', 'ParagraphBlock', 'HtmlBlock'],
    ]);
    expect(blocks[1]).toMatchObject({ level: 3, text: 'Head' });
    expect(readBlocks(html).slice(3, 5)).toMatchObject([
      { text: 'Said', citation: [{ text: 'Ada' }] },
      { text: 'Pulled', citation: [{ text: 'Ben' }] },
    ]);
    expect(blocks[8]).toMatchObject({ text: 'Rose\nis' });
    expect(losses).toEqual([]);
  });

  test('converts galleries of nested image blocks and of the former list markup', () => {
    const list = (name: string) => `<li class="blocks-gallery-item">${image(name)}</li>`;
    const { html } = convertBody(
      block(
        'gallery',
        `<figure class="wp-block-gallery has-nested-images">${block('image', image('a.jpg'))}${block('image', image('b.jpg'))}<figcaption class="blocks-gallery-caption">Both</figcaption></figure>`,
      ) + block('gallery', `<ul class="wp-block-gallery columns-2">${list('c.jpg')}${list('d.jpg')}</ul>`),
    );
    const galleryOf = (...names: string[]) => ({
      __typename: 'GalleryBlock',
      items: names.map((name) => ({ image: picture(name, {}).image })),
    });
    expect(readBlocks(html)).toMatchObject([
      { ...galleryOf('a.jpg', 'b.jpg'), caption: [{ text: 'Both' }] },
      galleryOf('c.jpg', 'd.jpg'),
    ]);
  });

  test('converts files, pull quotes, embedded and social posts and aligned cells to blocks of their own', () => {
    const { html, warnings: losses } = convertBody(
      block(
        'file',
        '<div class="wp-block-file"><a href="https://old.example/plan.pdf">The plan</a><a href="https://old.example/plan.pdf" class="wp-block-file__button" download>Download</a></div>',
      ) +
        block(
          'pullquote',
          '<figure class="wp-block-pullquote"><blockquote><p>Pulled</p><cite>Ben</cite></blockquote></figure>',
        ) +
        block(
          'embed',
          '<figure><div>https://old.example/other/</div></figure>',
          '{"url":"https://old.example/other/"}',
        ) +
        '<blockquote class="wp-embedded-content"><a href="https://else.example/a/">Elsewhere</a></blockquote><iframe class="wp-embedded-content" src="https://else.example/a/embed/"></iframe>' +
        block('embed', '<figure></figure>', '{"url":"https://bsky.app/profile/ada.example/post/3k"}') +
        block(
          'table',
          '<figure class="wp-block-table"><table><tbody><tr><td class="has-text-align-right" data-align="right">1</td></tr></tbody></table></figure>',
        ),
    );
    expect(readBlocks(html)).toMatchObject([
      { __typename: 'FileBlock', text: 'The plan', link: { url: 'https://old.example/plan.pdf' } },
      { __typename: 'QuoteBlock', isPullQuote: true, text: 'Pulled', citation: [{ text: 'Ben' }] },
      { __typename: 'RelatedLinkBlock', link: { url: 'https://new.example/other' } },
      { __typename: 'RelatedLinkBlock', text: 'Elsewhere' },
      { __typename: 'SocialPostBlock', provider: 'Bluesky' },
      { __typename: 'TableBlock', rows: [{ cells: [{ text: '1', align: 'RIGHT' }] }] },
    ]);
    expect(losses).toEqual([]);
  });

  test('converts embed blocks and the former core-embed blocks to players', () => {
    const frame = (url: string) =>
      `<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n${url}\n</div><figcaption>Film</figcaption></figure>`;
    const youtube = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';
    const {
      blocks,
      html,
      warnings: losses,
    } = convertBody(
      block('embed', frame(youtube), `{"url":"${youtube}"}`) +
        block('core-embed/youtube', frame(youtube), `{"url":"${youtube}"}`) +
        block('embed', frame('https://social.example/p/1'), '{"url":"https://social.example/p/1"}'),
    );
    expect(blocks.slice(0, 2).map(({ provider }) => provider)).toEqual(['YouTube', 'YouTube']);
    expect(html).toContain('<figcaption>Film</figcaption>');
    expect(blocks.slice(2)).toEqual([paragraph('https://social.example/p/1'), paragraph('Film')]);
    expect(losses).toEqual(['an embed of social.example was converted to a link']);
  });

  test('includes reusable blocks, footnotes and the background images of covers', () => {
    const site = createSiteWithFiles();
    site.reusableBlocks.set('5', block('paragraph', '<p>Shared</p>') + block('block', '', '{"ref":5}'));
    const notes = JSON.stringify([{ id: 'n1', content: 'The <em>source</em>' }]);
    const { html, warnings: losses } = convertBody(
      '<!-- wp:block {"ref":5} /-->\n<!-- wp:block {"ref":6} /-->' +
        block(
          'paragraph',
          '<p>Claim<sup data-fn="n1" class="fn"><a href="#n1" id="n1-link">1</a></sup></p>',
        ) +
        '<!-- wp:footnotes /-->' +
        block(
          'cover',
          '<div class="wp-block-cover" style="background-image:url(/sea.jpg)"><p>Sea</p></div>',
          '{"url":"/sea.jpg"}',
        ),
      { site, item: { meta: new Map([['footnotes', [notes]]]) } },
    );
    expect(html).toContain('<p>Shared</p>');
    const blocks = readBlocks(html);
    expect(blocks[1]).toMatchObject({ inlines: [{ text: 'Claim' }, { text: '1', footnote: 1 }] });
    expect(blocks[2]).toMatchObject({ footnotes: [{ number: 1, text: 'The source' }] });
    expect(html).toMatch(/<img src="https:\/\/old.example\/sea.jpg".*\n<p>Sea<\/p>/);
    expect(losses).toEqual([
      'the reusable block 5 contains itself and was removed there',
      'the reusable block 6 is not in the export and was removed',
    ]);
  });

  test('shows nothing of reusable blocks that WordPress shows nobody', () => {
    const site = createSiteWithFiles();
    const add = (status: string, password = '') => {
      const id = site.reusableBlocks.size + 1;
      parseReusableBlock({ id, status, password, content: { raw: `<p>Block ${id}</p>` } }, site);
    };
    for (const status of ['publish', 'draft', 'private', 'trash', 'future']) add(status);
    add('publish', 'secret');
    const references = [...site.reusableBlocks.keys()].map((id) => block('block', '', `{"ref":${id}}`));
    const { html, warnings: losses } = convertBody(references.join('\n'), { site });
    expect(html).toBe('<p>Block 1</p>');
    expect(losses).toEqual(
      [2, 3, 4, 5, 6].map(
        (id) => `the reusable block ${id} is not published or has a password in WordPress: left out`,
      ),
    );
  });

  test('names the REST API in warnings of a sync about missing files and blocks', async () => {
    const api = {
      site: { url: 'https://old.example', title: 'Old' },
      namespaces: [],
      fetchPages: async function* () {},
    } as unknown as RestReader;
    const { warnings: losses } = convertBody('<!-- wp:block {"ref":6} /-->\n[gallery ids="99"]', {
      site: await loadSite(api),
    });
    expect(losses).toEqual([
      'the reusable block 6 is not in the responses of the REST API and was removed',
      'attachment 99 of a [gallery] is not in the responses of the REST API and was removed',
    ]);
  });

  test('gives a warning for each block without content', () => {
    const { html, warnings: losses } = convertBody(
      '<!-- wp:latest-posts {"postsToShow":3} /-->\n<!-- wp:acme/chart {"data":[1]} /-->\n<!-- wp:acme/box --><p>In</p><!-- /wp:acme/box -->',
    );
    expect(html).toBe('<p>In</p>');
    expect(losses).toEqual([
      'the block latest-posts was removed: WordPress generates it at each view',
      'the block acme/chart was removed: it contains no text',
    ]);
  });

  test('leaves out blocks that readers do not see in WordPress', () => {
    const { html, warnings: losses } = convertBody(
      '<!-- wp:premium-content/container --><div><!-- wp:premium-content/subscriber-view --><p>Secret</p><!-- /wp:premium-content/subscriber-view -->' +
        '<!-- wp:premium-content/logged-out-view --><p>Join</p><!-- /wp:premium-content/logged-out-view --></div><!-- /wp:premium-content/container -->' +
        '<!-- wp:paragraph {"metadata":{"blockVisibility":false}} --><p>Secret</p><!-- /wp:paragraph -->' +
        '<!-- wp:paragraph {"blockVisibility":{"hideBlock":true}} --><p>Secret</p><!-- /wp:paragraph -->' +
        '<!-- wp:paragraph {"metadata":{"blockVisibility":{"viewport":{"mobile":false}}}} --><p>Wide</p><!-- /wp:paragraph -->',
    );
    expect(html).toBe('<p>Join</p>\n<p>Wide</p>');
    expect(losses).toEqual([
      'the block premium-content/subscriber-view is for some readers only in WordPress: left out',
      'the block paragraph is hidden in WordPress: left out (2 times)',
    ]);
  });

  test('tolerates blocks that are unclosed or closed twice', () => {
    const { html } = convertBody(
      '<!-- wp:group --><p>A</p><!-- wp:paragraph --><p>B</p><!-- /wp:group --><!-- /wp:group --><p>C</p><!-- wp:x {"a" -->',
    );
    expect(html).toBe('<p>A</p>\n<p>B</p>\n<p>C</p>');
  });
});

test('A WordPress body of unclosed tags and shortcodes gives at most 20 warnings', () => {
  for (const opening of ['<pre>', '[a ', '[a]', '<!-- wp:a {', '<!--', '<a ', '[caption]<img ', '<p>[b "']) {
    const { warnings: losses } = tryBody(opening.repeat(Math.floor(200_000 / opening.length)));
    expect(losses.length).toBeLessThanOrEqual(20);
  }
});

/** Returns the error as a warning, because a body with too many elements is rejected. */
function tryBody(content: string): { warnings: string[] } {
  try {
    return convertBody(content);
  } catch (error) {
    return { warnings: [(error as Error).message] };
  }
}
