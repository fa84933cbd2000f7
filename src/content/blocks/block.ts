/** One block of a body; `html` is its complete element, exactly as it stands in the body's HTML. */
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
  /** What is inside the item's element, without the lists of `items`. */
  html: string;
  text: string;
  items: ListItemData[];
}

export interface QuoteData {
  __typename: 'QuoteBlock';
  html: string;
  /** Without the citation. */
  text: string;
  citation: string | null;
}

export interface ImageData {
  __typename: 'ImageBlock';
  html: string;
  image: BlockImage;
}

export interface BlockImage {
  /** As in the source: may be relative. */
  url: string;
  /** Empty where the author gave none. */
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
  /** Each cell's plain text; the header, when there is one, is the first row. */
  rows: string[][];
}

/** Anything sanitised that fits no other block. */
export interface HtmlData {
  __typename: 'HtmlBlock';
  html: string;
}

/** The body's HTML again, character for character. */
export function joinBlocks(blocks: BlockData[]): string {
  return blocks.map((block) => block.html).join('\n');
}
