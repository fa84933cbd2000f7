import { expect } from '@jest/globals';
import { getBlockName } from '../../src/content/blocks/block-names.js';
import { readBlock } from '../../src/content/blocks/read-block.js';
import { joinBlocks } from '../../src/content/blocks/stored-block.js';
import { ContentRefusedError } from '../../src/content/content-error.js';
import { type RenderedRichText, type RichTextSource, renderRichText } from '../../src/content/rich-text.js';
import { renderTypedBlocks } from './typed-renderer.js';
import { getVisibleContent } from './visible-content.js';

const BASE = { siteUrl: 'https://courier.example', pageUrl: 'https://courier.example/world/a-page' };

/** Number of bodies that were compared, and of their blocks by type. */
export interface BlockCounts {
  bodies: number;
  blocks: Record<string, number>;
}

/**
 * Expects that the blocks of every body join to its HTML, and that their typed fields have its words, links and
 * pictures.
 */
export function expectLosslessBlocks(sources: RichTextSource[]): BlockCounts {
  const counts: BlockCounts = { bodies: 0, blocks: {} };
  for (const { html, blocks } of sources.flatMap(tryRender)) {
    expect(joinBlocks(blocks)).toBe(html);
    const typed = blocks.map((block) => readBlock(block.html, BASE));
    const names = typed.map(({ __typename }) => __typename);
    expect(blocks.map((block) => getBlockName(block, BASE))).toEqual(names);
    expect(getVisibleContent(renderTypedBlocks(typed), BASE.pageUrl)).toEqual(
      getVisibleContent(html, BASE.pageUrl),
    );
    counts.bodies += 1;
    for (const name of names) counts.blocks[name] = (counts.blocks[name] ?? 0) + 1;
  }
  return counts;
}

/** Renders a source; returns nothing if it exceeds the limits of a body. */
function tryRender(source: RichTextSource): RenderedRichText[] {
  try {
    return [renderRichText(source)];
  } catch (error) {
    if (error instanceof ContentRefusedError) return [];
    throw error;
  }
}
