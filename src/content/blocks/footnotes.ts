import type { LinkBase } from './link.js';
import { readBlock } from './read-block.js';
import type { StoredBlock } from './stored-block.js';
import type { TypedFootnote } from './typed-block.js';

/** Returns the footnotes of a text, which are in a section that is its last block. */
export function findFootnotes(blocks: readonly StoredBlock[], base: LinkBase): TypedFootnote[] {
  return blocks.flatMap(({ html }) => {
    if (!html.startsWith('<section ')) return [];
    const block = readBlock(html, base);
    return block.__typename === 'FootnotesBlock' ? block.footnotes : [];
  });
}
