import type { LinkBase } from './link.js';
import { readBlock } from './read-block.js';
import type { StoredBlock } from './stored-block.js';
import type { BlockName } from './typed-block.js';

/** Starts of elements that do not determine their block type. */
const NEEDS_READING =
  /^<(?:hr|aside|details|figure|section|p class=|p><(?:audio|video)|blockquote [^<>]*class=)/;
const STORED_NAMES = new Set<BlockName>(['HtmlBlock', 'ParagraphBlock', 'QuoteBlock']);

/**
 * Returns the type of a stored block. Stored types are those of the first edition, which older instances know;
 * the others follow from the HTML.
 */
export function getBlockName({ __typename, html }: StoredBlock, base: LinkBase): BlockName {
  const mustRead = STORED_NAMES.has(__typename) && NEEDS_READING.test(html);
  return mustRead ? readBlock(html, base).__typename : __typename;
}
