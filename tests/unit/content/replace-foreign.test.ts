import { describe, expect, test } from '@jest/globals';
import { renderWithLosses } from '../../../src/content/rich-text.js';

const render = (text: string) => {
  const { rendered, losses } = renderWithLosses({ format: 'html', text });
  return { html: rendered.html, text: rendered.text, markdown: rendered.markdown, losses };
};

const TEX_LOSS = 'A formula (<math>) was replaced by its TeX source, as code of the language "math".';
const TEXT_LOSS = 'A formula (<math>) without its TeX source was replaced by its text.';

describe('Formulas in MathML', () => {
  test('a formula with its TeX source becomes code of the language math', () => {
    const mathml =
      '<math><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow><annotation encoding="application/x-tex"> E=mc^2 </annotation></semantics></math>';
    expect(render(`<p>So ${mathml}.</p>`)).toMatchObject({
      html: '<p>So <code class="language-math">E=mc^2</code>.</p>',
      losses: [TEX_LOSS],
    });
    expect(render(mathml.replace('<math>', '<math display="block">')).html).toBe(
      '<pre><code class="language-math">E=mc^2\n</code></pre>',
    );
  });

  test.each([
    ['<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>', 'E = mc^2'],
    ['<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>', '(a + b)/2'],
    ['<msqrt><mn>2</mn></msqrt><mo>≤</mo><msub><mi>x</mi><mi>i</mi></msub>', '√(2) ≤ x_i'],
    ['<munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover><mi>k</mi>', '∑_1^nk'],
    [
      '<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable>',
      '1, 0; 0, 1',
    ],
  ])('the formula %s without TeX keeps its text', (mathml, text) => {
    expect(render(`<p>So <math>${mathml}</math>.</p>`)).toMatchObject({
      text: `So ${text}.`,
      losses: [TEXT_LOSS],
    });
  });

  test('markup that hides in a formula is text', () => {
    const { html } = render(
      '<p><math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext><mi>x</mi></math></p>',
    );
    expect(html).not.toMatch(/<style|<img/);
    expect(html).toContain('x</p>');
  });
});

describe('Drawings in SVG', () => {
  test('a drawing is replaced by its label, title, description and texts', () => {
    const svg =
      '<svg aria-label="Tides" viewBox="0 0 9 9"><title>Tides</title><desc>High water in May</desc><text x="1"><tspan>4</tspan> <tspan>m</tspan></text><path d="M0 0h9"/><script>alert(1)</script></svg>';
    expect(render(`<p>See ${svg}</p>`)).toMatchObject({
      html: '<p>See Tides High water in May 4 m</p>',
      losses: ['A drawing (<svg>) was replaced by its words. Upload it as a file to show it as a picture.'],
    });
  });

  test('a drawing without words is named, unless it is decoration', () => {
    expect(render('<p>a</p><svg><path d="M0 0h9"/></svg>')).toMatchObject({
      html: '<p>a</p>',
      losses: ['A drawing (<svg>) without words was removed. Upload it as a file to show it as a picture.'],
    });
    expect(render('<p>a <svg aria-hidden="true"><path d="M0 0h9"/></svg></p>').losses).toEqual([]);
  });
});

test('elements that are removed with their text are named, and others are not', () => {
  expect(
    render('<p>a</p><textarea>b</textarea><template><p>c</p></template><select></select>').losses,
  ).toEqual(['<textarea> was removed with its text.', '<template> was removed with its text.']);
  expect(render('<p>a <b>b</b></p><script>c</script><style>d</style>').losses).toEqual([]);
});

test('formulas in code samples of Markdown are samples', () => {
  const { rendered, losses } = renderWithLosses({
    format: 'markdown',
    text: '```\n<math><mi>x</mi></math>\n```',
  });
  expect(rendered.text).toContain('<math><mi>x</mi></math>');
  expect(losses).toEqual([]);
});
