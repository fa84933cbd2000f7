import { describe, expect, test } from '@jest/globals';
import { convertBlocks } from '../../../src/content/blocks/input/convert-blocks.js';
import { renderRichText, renderWithLosses } from '../../../src/content/rich-text.js';
import { findDangers } from './danger.js';
import { PAYLOADS } from './payloads.js';

/** Renders blocks as a body; returns their errors if they are refused. */
function render(...blocks: object[]) {
  const result = convertBlocks({ blocks: JSON.stringify(blocks), siteUrl: 'https://courier.example' });
  return 'html' in result ? renderRichText({ format: 'html', text: result.html }) : result;
}

function expectHarmless(...blocks: object[]): void {
  const result = render(...blocks);
  if ('errors' in result) expect(result.errors.length).toBeGreaterThan(0);
  else expect(findDangers(result.html)).toEqual([]);
}

/** Expects that a block does not swallow the next one, unless it is refused for what it would lose. */
function expectContained(block: object): void {
  const blocks = JSON.stringify([block, { paragraph: { text: 'After.' } }]);
  const result = convertBlocks({ blocks, siteUrl: 'https://courier.example' });
  if ('errors' in result) return;
  const { rendered, losses } = renderWithLosses({ format: 'html', text: result.html });
  if (losses.removed.size === 0) expect(rendered.html.split('\n').at(-1)).toBe('<p>After.</p>');
}

describe.each(Object.entries(PAYLOADS))('Blocks against %s', (_family, payloads) => {
  test.each(payloads)('An attack in the HTML of a block has no effect: %s', (html) => {
    expectHarmless({ html: { html } });
    expectHarmless({ paragraph: { html } }, { callout: { blocks: [{ list: { html } }], html } });
    expectContained({ details: { html: `<details>${html}` } });
  });

  test.each(payloads)('An attack in a text is text: %s', (text) => {
    const body = render(
      { paragraph: { text } },
      { code: { code: text } },
      { table: { rows: [{ cells: [{ text }] }] } },
    );
    if ('errors' in body) throw new Error(JSON.stringify(body.errors));
    expect(findDangers(body.html)).toEqual([]);
    expect(body.text.replace(/\s/g, '')).toBe(`${text}${text}${text}`.replace(/\s/g, ''));
  });

  test.each(payloads)('An attack in a URL, a name or a formula has no effect: %s', (attack) => {
    const [, url = attack] = /(?:href|src|cite|action|data)="?([^">]*)/i.exec(attack) ?? [];
    const image = { url, alt: attack };
    const link = { url, title: attack, rel: [attack] };
    expectHarmless({ paragraph: { inlines: [{ text: 'a', link }] } });
    expectHarmless({ paragraph: { inlines: [{ text: 'a', link: { path: url } }] } });
    expectHarmless({ image: { image, link } });
    expectHarmless({ paragraph: { inlines: [{ mathml: attack }] } });
    expectHarmless({ paragraph: { inlines: [{ mathml: `<math>${attack}</math>` }] } });
    expectHarmless({ embed: { url, title: attack } });
    expectHarmless({
      media: { media: { kind: 'VIDEO', url, poster: image, tracks: [{ url, label: attack, kind: attack }] } },
    });
    expectHarmless({ code: { code: 'a', language: attack } });
    expectHarmless({ callout: { tone: attack, blocks: [] } });
    expectHarmless({ heading: { level: 2, text: 'a', anchor: attack } });
    expectHarmless({ socialPost: { url, text: attack } });
    expectHarmless({ relatedLink: { url, text: attack, description: attack, thumbnail: image } });
    expectHarmless({ file: { url, text: attack } });
    expectHarmless({ footnotes: { footnotes: [{ anchor: attack, text: 'a' }] } });
  });
});
