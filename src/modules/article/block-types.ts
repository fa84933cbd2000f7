import type { BlockName } from '../../content/blocks/typed-block.js';
import * as types from './block.type.js';
import type { BlockView } from './block-view.js';

const BLOCK_TYPES: Record<BlockName, new (view: BlockView) => types.Block> = {
  CalloutBlock: types.CalloutBlock,
  CodeBlock: types.CodeBlock,
  DetailsBlock: types.DetailsBlock,
  DividerBlock: types.DividerBlock,
  EmbedBlock: types.EmbedBlock,
  FileBlock: types.FileBlock,
  FootnotesBlock: types.FootnotesBlock,
  GalleryBlock: types.GalleryBlock,
  HeadingBlock: types.HeadingBlock,
  HtmlBlock: types.HtmlBlock,
  ImageBlock: types.ImageBlock,
  ListBlock: types.ListBlock,
  MediaBlock: types.MediaBlock,
  ParagraphBlock: types.ParagraphBlock,
  QuoteBlock: types.QuoteBlock,
  RelatedLinkBlock: types.RelatedLinkBlock,
  SocialPostBlock: types.SocialPostBlock,
  TableBlock: types.TableBlock,
};

/** Creates the object of a block's type. */
export function createBlock(view: BlockView): types.Block {
  return new BLOCK_TYPES[view.name](view);
}
