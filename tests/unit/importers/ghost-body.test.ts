import { describe, expect, test } from '@jest/globals';
import { renderRichText } from '../../../src/content/rich-text.js';
import { renderBody } from '../../../src/importers/ghost/body/body.js';
import { GhostExport } from '../../../src/importers/ghost/read-export.js';
import { GhostSite } from '../../../src/importers/ghost/site.js';
import { ConversionWarnings } from '../../../src/importers/run/conversion-warnings.js';
import { createGhostPost } from '../../support/ghost.js';

/** Returns the rendered body of a post and its conversion warnings. */
function body(row: { html?: string | null; lexical?: unknown; mobiledoc?: unknown }) {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  const post = new GhostExport().parsePost(
    createGhostPost('1', {
      html: row.html ?? null,
      lexical: json(row.lexical),
      mobiledoc: json(row.mobiledoc),
    }),
  );
  const losses = new ConversionWarnings();
  const text = renderBody(post, new GhostSite('https://old.example'), losses);
  const { html, blocks } = renderRichText({ format: 'html', text });
  return { html, blocks: blocks.map(({ __typename }) => __typename), losses: losses.messages };
}

describe('Ghost post body', () => {
  test.each([
    [
      'an image card to a figure',
      `<figure class="kg-card kg-image-card kg-card-hascaption"><img src="__GHOST_URL__/content/images/a.jpg" class="kg-image" alt="Sea" width="8" height="6"><figcaption><span>The sea</span></figcaption></figure>`,
      '<figure><img src="https://old.example/content/images/a.jpg" alt="Sea" width="8" height="6"><figcaption>The sea</figcaption></figure>',
    ],
    [
      'a gallery card to a gallery',
      `<figure class="kg-card kg-gallery-card"><div class="kg-gallery-container"><div class="kg-gallery-row"><div class="kg-gallery-image"><img src="/a.jpg" alt=""></div><div class="kg-gallery-image"><img src="/b.jpg" alt=""></div></div></div><figcaption>Both</figcaption></figure>`,
      '<figure class="gallery"><figure><img src="https://old.example/a.jpg" alt=""></figure><figure><img src="https://old.example/b.jpg" alt=""></figure><figcaption>Both</figcaption></figure>',
    ],
    [
      'a callout card to an aside',
      `<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">Mind the <b>tide</b></div></div>`,
      '<aside data-tone="blue"><p>💡 Mind the <b>tide</b></p></aside>',
    ],
    [
      'a toggle card to a details element',
      `<div class="kg-card kg-toggle-card" data-kg-toggle-state="close"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">More</h4><button><svg></svg></button></div><div class="kg-toggle-content"><p>Inside</p></div></div>`,
      '<details><summary>More</summary><p>Inside</p></details>',
    ],
    [
      'a bookmark card to a bookmark',
      `<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://x.example/"><div class="kg-bookmark-content"><div class="kg-bookmark-title">X says</div><div class="kg-bookmark-description">Much</div></div></a></figure>`,
      '<figure class="bookmark"><a href="https://x.example/">X says</a> <small>Much</small></figure>',
    ],
    [
      'a bookmark card with everything to a bookmark',
      `<figure class="kg-card kg-bookmark-card kg-card-hascaption"><a class="kg-bookmark-container" href="https://x.example/?a=1&amp;ref=y-newsletter"><div class="kg-bookmark-content"><div class="kg-bookmark-title">X says</div><div class="kg-bookmark-description">Much</div><div class="kg-bookmark-metadata"><img class="kg-bookmark-icon" src="https://x.example/icon.png" alt=""><span class="kg-bookmark-author">The X</span><span class="kg-bookmark-publisher">Bea</span></div></div><div class="kg-bookmark-thumbnail"><img src="https://x.example/eel.jpg" alt="" onerror="x"></div></a><figcaption>Read <i>this</i></figcaption></figure>`,
      '<figure class="bookmark"><a href="https://x.example/?a=1">X says</a> <small>Much</small> <cite>The X</cite> <img src="https://x.example/eel.jpg" alt=""><figcaption>Read <i>this</i></figcaption></figure>',
    ],
    [
      'a video card to a player with its own still',
      `<figure class="kg-card kg-video-card kg-card-hascaption" data-kg-thumbnail="https://x.example/t.png" data-kg-custom-thumbnail="https://x.example/own.png"><div class="kg-video-container"><video src="https://x.example/f.mp4" poster="https://img.spacergif.org/v1/640x360/0a/spacer.png" width="640" height="360"></video><div class="kg-video-overlay"><button></button></div></div><figcaption>The film</figcaption></figure>`,
      '<figure><video src="https://x.example/f.mp4" poster="https://x.example/own.png" width="640" height="360" controls></video><figcaption>The film</figcaption></figure>',
    ],
    [
      'an embed card to a figure with its caption',
      `<figure class="kg-card kg-embed-card kg-card-hascaption"><iframe src="https://www.youtube.com/embed/jfKfPfyJRdk"></iframe><figcaption>A stream</figcaption></figure>`,
      /^<figure><iframe src="https:\/\/www\.youtube\.com\/embed\/jfKfPfyJRdk"[^<>]*><\/iframe><figcaption>A stream<\/figcaption><\/figure>$/,
    ],
    [
      'a file card to a file with its size',
      `<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="/plan.pdf" download=""><div class="kg-file-card-contents"><div class="kg-file-card-title">The plan</div><div class="kg-file-card-caption">Of the barrier</div><div class="kg-file-card-metadata"><div class="kg-file-card-filename">plan.pdf</div><div class="kg-file-card-filesize">2 MB</div></div></div></a></div>`,
      '<p class="file"><a href="https://old.example/plan.pdf">The plan</a> <small>Of the barrier, plan.pdf, 2 MB</small></p>',
    ],
    [
      'an embedded post of a social network to its text',
      `<figure class="kg-card kg-embed-card"><blockquote class="twitter-tweet"><p lang="en" dir="ltr">Hello</p>&mdash; Ada (@ada) <a href="https://twitter.com/ada/status/20">March 21</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script></figure>`,
      '<blockquote class="social-post" cite="https://twitter.com/ada/status/20"><p lang="en" dir="ltr">Hello</p><p>— Ada (@ada) <a href="https://twitter.com/ada/status/20">March 21</a></p></blockquote>',
    ],
    [
      'a video embed card to an iframe',
      `<figure class="kg-card kg-embed-card"><iframe width="200" height="113" src="https://www.youtube.com/embed/abcdefg?feature=oembed" title="A film"></iframe></figure>`,
      /^<iframe src="https:\/\/www\.youtube\.com\/embed\/abcdefg|^<p><iframe src="https:\/\/www\.youtube\.com\/embed\/abcdefg/,
    ],
    [
      'an audio card to a figure with a player',
      `<div class="kg-card kg-audio-card"><img class="kg-audio-thumbnail"><div class="kg-audio-player-container"><audio src="/s.mp3" preload="metadata"></audio><div class="kg-audio-title">Surf</div><div class="kg-audio-player"><button>1x</button></div></div></div>`,
      '<figure><audio src="https://old.example/s.mp3" controls></audio><figcaption>Surf</figcaption></figure>',
    ],
    [
      'a button card to a link',
      `<div class="kg-card kg-button-card kg-align-center"><a href="https://x.example/" class="kg-btn kg-btn-accent">Go</a></div>`,
      '<p><a href="https://x.example/">Go</a></p>',
    ],
    [
      'a code card to a code listing and its caption',
      `<figure class="kg-card kg-code-card"><pre><code class="language-js">a()</code></pre><figcaption><p>Call it</p></figcaption></figure>`,
      '<pre><code class="language-js">a()\n</code></pre>\n<p>Call it</p>',
    ],
  ])('converts %s', (_name, html, expected) => {
    const found = body({ html }).html;
    if (typeof expected === 'string') expect(found).toBe(expected);
    else expect(found).toMatch(expected);
  });

  test('omits members-only blocks and sign-up boxes, with a warning for each', () => {
    const html = `<p>For all</p><!--kg-gated-block:begin nonMember:false memberSegment:"status:free,status:-free" --><p>Secret</p><!--kg-gated-block:end-->
      <!--kg-gated-block:begin nonMember:true memberSegment:"" --><p>Open</p><!--kg-gated-block:end-->
      <div class="kg-card kg-signup-card"><form><input name="email"><button>Join</button></form></div>
      <p><a href="#/portal/signup">Join us</a></p>`;
    expect(body({ html })).toEqual({
      html: '<p>For all</p>\n<p>Open</p>\n<p>Join us</p>',
      blocks: ['ParagraphBlock', 'ParagraphBlock', 'ParagraphBlock'],
      losses: [
        'a block for members only was removed',
        'a sign-up form was removed',
        "a link to the site's sign-up window was converted to plain text",
      ],
    });
  });

  test('has absolute URLs of files that Ghost stored without the address of the site', () => {
    const html = `<p><img src="/content/images/a.jpg" srcset="/content/images/size/w600/a.jpg 600w, /content/images/a.jpg 900w"></p>
      <p><a href="/content/files/b.pdf">b</a> <a href="/content/">/content/images/</a></p>`;
    expect(body({ html }).html.split('\n')).toEqual([
      '<p><img src="https://old.example/content/images/a.jpg" srcset="https://old.example/content/images/size/w600/a.jpg 600w, https://old.example/content/images/a.jpg 900w"></p>',
      '<p><a href="https://old.example/content/files/b.pdf">b</a> <a href="/content">/content/images/</a></p>',
    ]);
  });

  test('has absolute URLs of pictures that are elsewhere on the site, as in the API', () => {
    const html = `<p><img src="/assets/a.jpg"><img src="__GHOST_URL__/assets/b.jpg"><img src="//cdn.example/c.jpg"> <a href="/assets/">all</a></p>`;
    expect(body({ html }).html).toBe(
      '<p><img src="https://old.example/assets/a.jpg"><img src="https://old.example/assets/b.jpg"><img src="//cdn.example/c.jpg"> <a href="/assets">all</a></p>',
    );
    const resolve = (address: string) => new GhostSite('https://old.example/blog').resolvePicture(address);
    expect(resolve('/assets/a.jpg')).toBe('https://old.example/assets/a.jpg');
    expect(resolve('__GHOST_URL__/assets/a.jpg')).toBe('https://old.example/blog/assets/a.jpg');
    expect(resolve('https://other.example/a.jpg')).toBe('https://other.example/a.jpg');
  });

  test('is converted from Lexical if HTML is missing, with warnings for unknown cards', () => {
    const text = (value: string, format = 0) => ({ type: 'extended-text', text: value, format });
    const lexical = {
      root: {
        children: [
          { type: 'extended-heading', tag: 'h3', children: [text('Tides')] },
          {
            type: 'paragraph',
            children: [
              text('High & '),
              text('low', 3),
              { type: 'linebreak' },
              { type: 'link', url: '__GHOST_URL__/about/', children: [text('us')] },
            ],
          },
          {
            type: 'list',
            listType: 'number',
            start: 1,
            children: [{ type: 'listitem', children: [text('One')] }],
          },
          { type: 'extended-quote', children: [text('Said')] },
          {
            type: 'image',
            src: '__GHOST_URL__/content/images/a.jpg',
            alt: 'A',
            width: 8,
            height: 6,
            caption: 'Cap',
          },
          { type: 'codeblock', code: 'a < b', language: 'js' },
          { type: 'embed', url: 'https://youtu.be/abcdefg' },
          { type: 'html', html: '<p onclick="x()">Own</p>' },
          { type: 'html', html: '<p>Paid</p>', visibility: { web: { nonMember: false } } },
          { type: 'html', html: '<p>Mailed</p>', visibility: { showOnEmail: true, showOnWeb: false } },
          { type: 'callout', calloutText: '<p dir="ltr">Mind</p>', calloutEmoji: '!' },
          { type: 'horizontalrule' },
          { type: 'email-cta', html: '<p>Dear reader</p>' },
          { type: 'hologram', size: 3 },
        ],
      },
    };
    const { html, losses } = body({ lexical });
    expect(html.split('\n')).toEqual([
      '<h3 id="tides">Tides</h3>',
      '<p>High &amp; <em><strong>low</strong></em><br><a href="/about">us</a></p>',
      '<ol><li>One</li></ol>',
      '<blockquote><p>Said</p></blockquote>',
      '<figure><img src="https://old.example/content/images/a.jpg" alt="A" width="8" height="6"><figcaption>Cap</figcaption></figure>',
      '<pre><code class="language-js">a &lt; b',
      '</code></pre>',
      expect.stringContaining('<iframe src="https://www.youtube.com/embed/abcdefg"'),
      '<p>Own</p>',
      '<aside><p>! Mind</p></aside>',
      '<hr>',
    ]);
    expect(losses).toEqual([
      'a block for members only was removed (2 times)',
      'a passage for emails only was removed',
      'an unsupported card "hologram" was removed',
    ]);
  });

  test('is converted from Mobiledoc if HTML and Lexical are missing', () => {
    const mobiledoc = {
      version: '0.3.1',
      atoms: [['soft-return', '', {}]],
      cards: [
        ['markdown', { markdown: '**Bold** words' }],
        ['gallery', { images: [{ src: '/a.jpg' }, { src: '/b.jpg' }] }],
      ],
      markups: [['strong'], ['a', ['href', 'https://x.example/']]],
      sections: [
        [1, 'h2', [[0, [], 0, 'Tides']]],
        [
          1,
          'p',
          [
            [0, [], 0, 'High '],
            [0, [0], 0, 'and '],
            [0, [1], 2, 'low'],
            [1, [], 0, 0],
            [0, [], 0, '.'],
          ],
        ],
        [3, 'ul', [[[0, [], 0, 'One']], [[0, [], 0, 'Two']]]],
        [10, 0],
        [10, 1],
      ],
    };
    expect(body({ mobiledoc }).html.split('\n')).toEqual([
      '<h2 id="tides">Tides</h2>',
      '<p>High <strong>and <a href="https://x.example/">low</a></strong><br>.</p>',
      '<ul><li>One</li><li>Two</li></ul>',
      '<p><strong>Bold</strong> words</p>',
      '<figure class="gallery"><figure><img src="https://old.example/a.jpg" alt=""></figure><figure><img src="https://old.example/b.jpg" alt=""></figure></figure>',
    ]);
    expect(body({ mobiledoc: { sections: [[1, 'p', 7]] } }).losses).toEqual([
      'the text (mobiledoc) is invalid and was not imported',
    ]);
  });
});
