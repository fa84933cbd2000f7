import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Browser, chromium, type Page } from 'playwright-core';
import { readBlock } from '../../src/content/blocks/read-block.js';
import { renderRichText } from '../../src/content/rich-text.js';
import { findDangers } from '../unit/content/danger.js';

const executablePath = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));
const inBrowser = executablePath ? test : test.skip;
const BASE = { siteUrl: 'https://courier.example', pageUrl: 'https://courier.example/a' };
const SAMPLES = 4_000;
const PAGE_SIZE = 200;

/** Ways to run a script, of which the page counts the runs. */
const ATTACKS = [
  '<img src=x onerror=hit()>',
  '<img src onerror=hit()>',
  '<script>hit()</script>',
  '<svg onload=hit()>',
  '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
  '<style onload=hit()></style>',
  '<a href="javascript:hit()">x</a>',
];
/** Markup that changes the namespace or the state of the parser, as known bypasses of sanitisers combine it. */
const PIECES = [
  ...['<math>', '</math>', '<math display="block">', '<mi>', '</mi>', '<mo>', '<mtext>', '</mtext>', '<ms>'],
  ...['<mglyph>', '</mglyph>', '<malignmark>', '<annotation-xml encoding="text/html">', '</annotation-xml>'],
  ...['<annotation-xml encoding="application/xhtml+xml">', '<annotation encoding="application/x-tex">'],
  ...[
    '</annotation>',
    '<semantics>',
    '<mrow>',
    '</mrow>',
    '<mtable>',
    '<mtr>',
    '<mtd>',
    '<menclose notation="box">',
  ],
  ...[
    '<mfenced open="<style>" close="</style>">',
    '<maction actiontype="statusline#http://x" href="javascript:hit()">',
  ],
  ...[
    '<mi href="javascript:hit()" xlink:href="javascript:hit()" onclick=hit()>',
    '<mspace width="1em" onclick=hit()>',
  ],
  ...[
    '<svg>',
    '</svg>',
    '<foreignObject>',
    '</foreignObject>',
    '<desc>',
    '<title>',
    '</title>',
    '<style>',
    '</style>',
  ],
  ...[
    '<table>',
    '</table>',
    '<tr>',
    '<td>',
    '<form>',
    '</form>',
    '<p>',
    '</p>',
    '<b>',
    '</b>',
    '<a>',
    '</a>',
    '<br>',
  ],
  ...[
    '<noscript>',
    '</noscript>',
    '<template>',
    '</template>',
    '<select>',
    '<option>',
    '<textarea>',
    '</textarea>',
  ],
  ...[
    '<xmp>',
    '<plaintext>',
    '<noembed>',
    '<noframes>',
    '<iframe>',
    '</iframe>',
    '<image>',
    '<font color=x>',
    '<li>',
  ],
  ...[
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '--!>',
    '&lt;',
    '&gt;',
    '"',
    "'",
    '`',
    '>',
    'x',
    'a',
    '\0',
    '<math\0>',
  ],
  ...[
    '&lt;img src=x onerror=hit()&gt;',
    '<mtext title="</mtext><img src=x onerror=hit()>">',
    '</p id="<style>">',
  ],
];
const KNOWN = [
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hit()&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=hit()>',
  '<math><annotation-xml encoding="text/html"><style><img src=x onerror=hit()></style></annotation-xml></math>',
  '<math><mi><table><mi><style></mi><img src=x onerror=hit()></style>',
  '<svg></p><style><a id="</style><img src=1 onerror=hit()>">',
  '<math><mtext><table><mglyph><style><math><table id="</table>"><img src onerror=hit()"></style>',
  '<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title="</style><img src onerror=hit()>"></style></h1>',
  '<math></p><textarea><mi><style><!--</textarea><img id="--><img src=1 onerror=hit()>">',
  '<math><mrow><annotation-xml encoding="text/html"><p><math><mtext><style><img src onerror=hit()>',
  '<math><mtext><select><mglyph><style></select><img src onerror=hit()>',
  '<table><math><select><mi><select><style></math><img src onerror=hit()>',
  '<math><annotation encoding="application/x-tex"></annotation><img src onerror=hit()></math>',
  '<math><annotation encoding="application/x-tex">&lt;/annotation&gt;&lt;img src onerror=hit()&gt;</annotation></math>',
  '<math alttext="--><img src onerror=hit()>"><mi>x</mi></math>',
];

let browser: Browser | undefined;
let page: Page;
beforeAll(async () => {
  if (!executablePath) return;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.setContent('<!DOCTYPE html><body></body>');
  await page.evaluate('window.hits = 0; window.hit = () => { window.hits += 1; };');
}, 120_000);
afterAll(() => browser?.close());

/** Shows HTML in each way in which a front end may insert it. Returns how often a script ran. */
async function countHits(samples: string[]): Promise<number> {
  return page.evaluate(async (texts) => {
    const scope = window as unknown as { hits: number };
    scope.hits = 0;
    for (const text of texts) {
      const box = document.createElement('div');
      document.body.append(box);
      box.innerHTML = text;
      // Serialised and parsed again, as editors and front ends do.
      box.innerHTML = `<div>${box.innerHTML}</div>`;
      box.append(document.createRange().createContextualFragment(text));
      for (const link of box.querySelectorAll('a, math, mi, mspace'))
        link.dispatchEvent(new MouseEvent('click'));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    document.body.replaceChildren();
    return scope.hits;
  }, samples);
}

/** Renders a body as all forms that front ends insert; empty if it is refused. */
function renderForms(text: string): string[] {
  try {
    const { html, blocks } = renderRichText({ format: 'html', text });
    const formulas = blocks.flatMap((block) => {
      const typed = readBlock(block.html, BASE);
      return 'inlines' in typed ? typed.inlines.flatMap(({ mathml }) => mathml ?? []) : [];
    });
    return [html, ...formulas];
  } catch (error) {
    if ((error as Error).name === 'ContentRefusedError') return [];
    throw error;
  }
}

const sample = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, fc.constantFrom(...ATTACKS)), {
    minLength: 2,
    maxLength: 16,
  })
  .map((pieces) => `<p>a</p>${pieces[0]?.startsWith('<math') ? '' : '<math>'}${pieces.join('')}`);

inBrowser(
  'Scripts that hide in formulas do not run in a browser',
  async () => {
    expect(await countHits(['<img src=x onerror=hit()>'])).toBeGreaterThan(0);
    expect(await countHits(KNOWN)).toBeGreaterThan(0);
    const given = [...KNOWN, ...fc.sample(sample, SAMPLES)];
    const forms = given.flatMap(renderForms);
    expect(forms.filter((html) => html.includes('<math')).length).toBeGreaterThan(SAMPLES / 4);
    let hits = 0;
    for (let start = 0; start < forms.length; start += PAGE_SIZE)
      hits += await countHits(forms.slice(start, start + PAGE_SIZE));
    expect(hits).toBe(0);
    console.log(`${given.length} bodies, ${forms.length} forms, ${hits} scripts ran.`);
  },
  600_000,
);

test('Bodies with hostile formulas hold nothing that could run, and sanitising them again changes nothing', () => {
  fc.assert(
    fc.property(sample, (text) => {
      for (const html of renderForms(text)) expect(findDangers(html)).toEqual([]);
      const [html] = renderForms(text);
      if (html !== undefined) expect(renderForms(html)[0]).toBe(html);
    }),
    { numRuns: 2_000 },
  );
}, 600_000);
