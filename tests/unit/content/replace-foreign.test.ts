import { describe, expect, test } from '@jest/globals';
import { readBlock } from '../../../src/content/blocks/read-block.js';
import { renderRichText, renderWithLosses } from '../../../src/content/rich-text.js';

const render = (text: string) => {
  const { rendered, losses } = renderWithLosses({ format: 'html', text });
  const { html, text: plain, markdown } = rendered;
  return { html, text: plain, markdown, removed: [...losses.removed], dropped: [...losses.dropped] };
};
const BASE = { siteUrl: 'https://courier.example', pageUrl: 'https://courier.example/a' };
const readInlines = (html: string) => {
  const block = readBlock(html, BASE);
  return block.__typename === 'ParagraphBlock' ? block.inlines : [];
};

const DRAWING =
  'The drawing (<svg>) cannot be kept in a body. Upload it as a file of the media library, and show it with <img>.';
const EQUATION =
  '<math display="block"><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow></math>';
const WITH_TEX =
  '<math><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi></mrow><annotation encoding="application/x-tex">E=m</annotation></semantics></math>';

describe('Formulas in MathML', () => {
  test('A formula is kept in HTML and Markdown, and its text is one line', () => {
    const html = `<p>So ${EQUATION}.</p>`;
    expect(render(html)).toEqual({
      ...{ html, markdown: `So ${EQUATION}.\n`, text: 'So E = mc^2.', removed: [], dropped: [] },
    });
    const { markdown } = render(html);
    expect(renderRichText({ format: 'markdown', text: markdown }).html).toBe(html);
  });

  test('A run has the formula, its TeX source, and its text', () => {
    expect(readInlines(`<p>So ${WITH_TEX} <em>and</em> ${EQUATION}</p>`)).toMatchObject([
      { text: 'So ', mathml: null },
      { text: 'E = m', mathml: WITH_TEX, tex: 'E=m' },
      { text: ' ', mathml: null },
      { text: 'and', marks: ['EMPHASIS'] },
      { text: ' ', mathml: null },
      { text: 'E = mc^2', mathml: EQUATION, tex: null },
    ]);
  });

  test('A formula alone is a paragraph, in a list, table and heading too', () => {
    expect(render(EQUATION).html).toBe(`<p>${EQUATION}</p>`);
    expect(render(`<ul><li>${WITH_TEX}</li></ul>`).html).toContain(WITH_TEX);
    expect(render(`<table><tbody><tr><td>${WITH_TEX}</td></tr></tbody></table>`).html).toContain(WITH_TEX);
    expect(render(`<h2>About ${WITH_TEX}</h2>`).html).toBe(`<h2 id="about-e--m">About ${WITH_TEX}</h2>`);
  });

  test.each([
    ['<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>', '(a + b)/2'],
    ['<msqrt><mn>2</mn></msqrt><mo>≤</mo><msub><mi>x</mi><mi>i</mi></msub>', '√(2) ≤ x_i'],
    ['<munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover><mi>k</mi>', '∑_1^nk'],
    [
      '<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable>',
      '1, 0; 0, 1',
    ],
  ])('The formula %s has the text %s', (mathml, text) => {
    const html = `<p>So <math>${mathml}</math>.</p>`;
    expect(render(html)).toMatchObject({ html, text: `So ${text}.`, removed: [] });
  });

  test('Elements and attributes that browsers no longer know are rewritten, and no text is lost', () => {
    const given =
      '<math id="a" class="b" style="color:red" onclick="x()" href="/x" displaystyle="true" alttext="f of x"><mfenced open="[" separators=";"><mi mathvariant="normal" href="/y">x</mi><mi>y</mi></mfenced>z<maction><mi>u</mi></maction><annotation-xml encoding="MathML-Content"><ci>v</ci></annotation-xml></math>';
    expect(render(given).html).toBe(
      '<p><math displaystyle="true" alttext="f of x"><mrow><mo>[</mo><mi mathvariant="normal">x</mi><mo>;</mo><mi>y</mi><mo>)</mo></mrow><mtext>z</mtext><mi>u</mi></math></p>',
    );
  });

  test('Markup that hides in a formula is text', () => {
    const { html } = render(
      '<p><math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext><mtext>if <b>x</b> &lt; 1</mtext></math></p>',
    );
    expect(html).not.toMatch(/<style|<img|<table|<b>/);
    expect(html).toContain('<mtext>if x &lt; 1</mtext>');
  });
});

describe('Drawings in SVG', () => {
  test('A drawing cannot be kept, and a source that cannot be asked keeps its words', () => {
    const svg =
      '<svg aria-label="Tides" viewBox="0 0 9 9"><title>Tides</title><desc>High water in May</desc><text x="1"><tspan>4</tspan> <tspan>m</tspan></text><path d="M0 0h9"/><script>alert(1)</script></svg>';
    expect(render(`<p>See ${svg}</p>`)).toMatchObject({
      html: '<p>See Tides High water in May 4 m</p>',
      removed: [DRAWING],
    });
    expect(render('<p>a</p><svg><path d="M0 0h9"/></svg>')).toMatchObject({
      html: '<p>a</p>',
      removed: [DRAWING],
    });
  });

  test('A drawing that is marked as decoration is removed with a warning', () => {
    expect(render('<p>a <svg aria-hidden="true"><path d="M0 0h9"/></svg></p>')).toMatchObject({
      removed: [],
      dropped: ['A drawing (<svg>) that is marked as decoration was removed.'],
    });
  });
});

test('Elements that cannot be kept with their text are named, and those without text are not', () => {
  const lose = (name: string) =>
    `<${name}> cannot be kept in a body, nor its text. Put the text into a paragraph.`;
  const html = '<p>a</p><textarea>b</textarea><template><p>c</p></template><select></select>';
  expect(render(html).removed).toEqual([lose('textarea'), lose('template')]);
  for (const name of ['select', 'xmp', 'title', 'noembed', 'noframes', 'datalist', 'applet'])
    expect(render(`<p>a</p><${name}>words<option>words</option></${name}>`).removed).toEqual([lose(name)]);
  expect(render('<p>a</p><plaintext>words').removed).toEqual([lose('plaintext')]);
  expect(render('<p>a</p><noscript><img src="/a.jpg"></noscript>').removed).toEqual([]);
  expect(render('<p>a</p><noscript>Switch it on</noscript>').removed).toEqual([lose('noscript')]);
});

test('Scripts and styles are removed with a warning', () => {
  expect(render('<p>a <b>b</b></p><script>c</script><style>d</style>')).toMatchObject({
    ...{ html: '<p>a <b>b</b></p>', removed: [], dropped: ['<script> was removed.', '<style> was removed.'] },
  });
});

test('Formulas in code samples of Markdown are samples', () => {
  const { rendered, losses } = renderWithLosses({
    format: 'markdown',
    text: '```\n<math><mi>x</mi></math>\n```',
  });
  expect(rendered.text).toContain('<math><mi>x</mi></math>');
  expect([...losses.removed, ...losses.dropped]).toEqual([]);
});
