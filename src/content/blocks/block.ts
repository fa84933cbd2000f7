/** A block of a body; `html` is its complete element, exactly as in the body's HTML. */
export type BlockData =
  | ParagraphData
  | HeadingData
  | ListData
  | QuoteData
  | ImageData
  | CodeData
  | EmbedData
  | TableData
  | HtmlData;

export interface ParagraphData {
  __typename: 'ParagraphBlock';
  html: string;
  text: string;
}

export interface HeadingData {
  __typename: 'HeadingBlock';
  html: string;
  /** 1 to 6. */
  level: number;
  text: string;
  anchor: string;
}

export interface ListData {
  __typename: 'ListBlock';
  html: string;
  ordered: boolean;
  items: ListItemData[];
}

export interface ListItemData {
  /** HTML inside the item's element, without the lists of `items`. */
  html: string;
  text: string;
  items: ListItemData[];
}

export interface QuoteData {
  __typename: 'QuoteBlock';
  html: string;
  /** Text without the citation. */
  text: string;
  citation: string | null;
}

export interface ImageData {
  __typename: 'ImageBlock';
  html: string;
  image: BlockImage;
}

export interface BlockImage {
  /** URL as in the source; may be relative. */
  url: string;
  /** Empty if the author provided none. */
  alt: string;
  caption: string | null;
  credit: string | null;
  /** Pixels. */
  width: number | null;
  height: number | null;
}

export interface CodeData {
  __typename: 'CodeBlock';
  html: string;
  code: string;
  language: string | null;
}

export interface EmbedData {
  __typename: 'EmbedBlock';
  html: string;
  url: string;
  provider: string | null;
}

export interface TableData {
  __typename: 'TableBlock';
  html: string;
  /** Plain text of each cell; the first row is the header, if there is one. */
  rows: string[][];
}

/** Sanitised HTML that fits no other block. */
export interface HtmlData {
  __typename: 'HtmlBlock';
  html: string;
}

/** Joins the blocks to the body's HTML, character for character. */
export function joinBlocks(blocks: BlockData[]): string {
  return blocks.map((block) => block.html).join('\n');
}
