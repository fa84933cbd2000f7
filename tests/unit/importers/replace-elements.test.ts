import { describe, expect, test } from '@jest/globals';
import { parseHtml } from '../../../src/content/html/parse-html.js';
import { toHtml } from '../../../src/content/html/to-html.js';
import { createElement, createText, replaceElements } from '../../../src/importers/html/hast.js';
import { normalizeFigures } from '../../../src/importers/page/layout/pictures.js';

describe('replaceElements', () => {
  test('terminates although its replacements would be replaced again', () => {
    const tree = parseHtml('<div><p>One <b>two</b></p></div>');
    let calls = 0;
    replaceElements(tree, (each) => {
      calls += 1;
      if (calls > 1_000) throw new Error('It does not end');
      return [createElement('div', [each]), createElement('div', [createText('more')])];
    });
    expect(calls).toBeLessThan(50);
    expect(toHtml(tree)).toContain('One');
  });

  test('visits each replacement and its descendants once more', () => {
    const tree = parseHtml('<amp-box><i>1</i><i>2</i></amp-box>');
    replaceElements(tree, (each) => {
      if (each.tagName === 'amp-box') return [createElement('section', each.children)];
      if (each.tagName === 'section') return each.children;
      return each.tagName === 'i' ? [createElement('em', each.children)] : null;
    });
    expect(toHtml(tree)).toBe('<em>1</em><em>2</em>');
  });

  test('terminates on a cyclic tree', () => {
    const tree = parseHtml('<div><p>One</p></div>');
    const [box] = tree.children as ReturnType<typeof createElement>[];
    box!.children.push(box!);
    let calls = 0;
    replaceElements(tree, () => {
      calls += 1;
      return null;
    });
    expect(calls).toBe(2);
  });
});

test('normalizeFigures moves an image out of its caption without nesting figures', () => {
  const page = parseHtml('<div><div class="caption"><img src="https://h.example/a.jpg"> Boats</div></div>');
  normalizeFigures(page);
  expect(toHtml(page)).toBe(
    '<figure><img src="https://h.example/a.jpg"><figcaption> Boats</figcaption></figure>',
  );
  const bare = parseHtml('<div><div class="caption"><img src="https://h.example/a.jpg"></div></div>');
  normalizeFigures(bare);
  expect(toHtml(bare)).toContain('<figure><img src="https://h.example/a.jpg"></figure>');
});
