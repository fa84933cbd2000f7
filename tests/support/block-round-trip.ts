import { expect } from '@jest/globals';
import type { GivenBlock } from '../../src/content/blocks/input/block-input.js';
import { convertBlocks } from '../../src/content/blocks/input/convert-blocks.js';
import { toBlockInput } from '../../src/content/blocks/input/to-block-input.js';
import { readBlock } from '../../src/content/blocks/read-block.js';
import type { TypedBlock } from '../../src/content/blocks/typed-block.js';
import { ContentRefusedError } from '../../src/content/content-error.js';
import { type RenderedRichText, type RichTextSource, renderRichText } from '../../src/content/rich-text.js';
import { getVisibleContent } from './visible-content.js';

const BASE = { siteUrl: 'https://courier.example', pageUrl: 'https://courier.example/world/a-page' };

/** Number of bodies, of their blocks, and of the blocks whose HTML is the same when it is written from their fields. */
export interface RoundTripCounts {
  bodies: number;
  blocks: number;
  sameWithoutHtml: number;
}

/** Expects that the blocks of every body, as the graph has them, are the same body as an input. */
export function expectSameBodies(sources: RichTextSource[]): RoundTripCounts {
  const counts: RoundTripCounts = { bodies: 0, blocks: 0, sameWithoutHtml: 0 };
  for (const rendered of sources.flatMap(tryRender)) {
    // A link with an empty URL gets the path of its page.
    if (/<a href=""/.test(rendered.html)) continue;
    const typed = rendered.blocks.map(({ html }) => readBlock(html, BASE));
    // The Markdown of blocks is written anew, in a style that may differ from that of the author.
    const { markdown, ...others } = renderBlocks(typed.map(toInput));
    expect({ ...others, markdown: rendered.markdown }).toEqual(rendered);
    if (markdown !== rendered.markdown)
      expect(renderRichText({ format: 'markdown', text: markdown }).html).toBe(rendered.html);
    counts.bodies += 1;
    counts.blocks += typed.length;
    counts.sameWithoutHtml += typed.filter((block) => expectSameContent(block)).length;
  }
  return counts;
}

/**
 * Expects that a block has the same words, links and pictures when it is written from its fields alone. Returns true if
 * its HTML is the same too.
 */
function expectSameContent(block: TypedBlock): boolean {
  const { key, fields } = toBlockInput(block);
  const { html, ...others } = fields;
  if (key === 'html' || key === 'footnotes') return false;
  // Without the notes, references to them are refused.
  const withoutNotes = JSON.parse(
    JSON.stringify(others, (name, value) => (name === 'footnote' ? null : value)),
  );
  const written = renderBlocks([{ [key]: withoutNotes }]).html;
  const [one, other] = [written, String(html)].map((text) => {
    const content = getVisibleContent(text, BASE.pageUrl);
    return { ...content, links: content.links.map((link) => link.replace(/#$/, '')) };
  });
  expect(one).toEqual(other);
  return written === html;
}

/** Renders blocks as the body of an article. */
export function renderBlocks(blocks: GivenBlock[]): RenderedRichText {
  const result = convertBlocks({ blocks: JSON.stringify(blocks), siteUrl: BASE.siteUrl });
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  return renderRichText({ format: 'html', text: result.html });
}

function toInput(block: TypedBlock): GivenBlock {
  const { key, fields } = toBlockInput(block);
  return { [key]: fields };
}

function tryRender(source: RichTextSource): RenderedRichText[] {
  try {
    return [renderRichText(source)];
  } catch (error) {
    if (error instanceof ContentRefusedError) return [];
    throw error;
  }
}
