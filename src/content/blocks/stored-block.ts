import type {
  TypedBlock,
  TypedCode,
  TypedEmbed,
  TypedHeading,
  TypedHtml,
  TypedImage,
  TypedList,
  TypedParagraph,
  TypedQuote,
  TypedTable,
} from './typed-block.js';

type Stored<Block extends TypedBlock, Field extends keyof Block = never> = Pick<
  Block,
  '__typename' | 'html' | Field
>;

export type StoredCode = Stored<TypedCode, 'code' | 'language'>;
export type StoredEmbed = Stored<TypedEmbed, 'url' | 'provider'>;
export type StoredImage = Stored<TypedImage, 'image'>;
export type StoredParagraph = Stored<TypedParagraph, 'text'>;
export type StoredQuote = Stored<TypedQuote, 'text'>;

/**
 * A block as a body stores it: its complete element, and the fields that need no reading of it. Bodies of earlier
 * releases also have `items`, `rows` and `citation`, which nothing reads.
 */
export type StoredBlock =
  | StoredCode
  | StoredEmbed
  | StoredImage
  | StoredParagraph
  | StoredQuote
  | Stored<TypedHeading, 'level' | 'text' | 'anchor'>
  | Stored<TypedHtml>
  | Stored<TypedList, 'ordered'>
  | Stored<TypedTable>;

/** Joins the blocks to the body's HTML, character for character. */
export function joinBlocks(blocks: StoredBlock[]): string {
  return blocks.map((block) => block.html).join('\n');
}
