import type { TypedBlock } from '../typed-block.js';
import { BLOCK_KEYS, type BlockKey, type GivenBlock } from './block-input.js';

/** Returns the fields of a block under its name in an input, without those that follow from others. */
export function toBlockInput(block: TypedBlock): {
  key: BlockKey;
  fields: NonNullable<GivenBlock[BlockKey]>;
} {
  const { __typename, html, ...fields } = block;
  return { key: BLOCK_KEYS[__typename], fields: { ...toInputFields(block, fields), html } };
}

function toInputFields(block: TypedBlock, fields: object): object {
  switch (block.__typename) {
    case 'RelatedLinkBlock': {
      const { link, text, description, publisher, thumbnail, caption } = block;
      return { url: link.url, path: link.path, text, description, publisher, thumbnail, caption };
    }
    case 'FileBlock':
      return { url: block.link.url, text: block.text, caption: block.caption };
    case 'CalloutBlock':
    case 'DetailsBlock':
      return { ...fields, blocks: block.blocks.map(toNestedInput) };
    case 'HtmlBlock':
      return {};
    default:
      return fields;
  }
}

/** Names a block within another by its HTML, from which its fields can be read. */
function toNestedInput({ __typename, html }: TypedBlock): GivenBlock {
  return { [BLOCK_KEYS[__typename]]: { html } };
}
