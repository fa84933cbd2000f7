/** One block of a body; `html` is its complete element, exactly as it stands in the body's HTML. */
export type Block =
  | ParagraphBlock
  | HeadingBlock
  | ListBlock
  | QuoteBlock
  | ImageBlock
  | CodeBlock
  | EmbedBlock
  | TableBlock
  | HtmlBlock;

export interface ParagraphBlock {
  __typename: 'ParagraphBlock';
  html: string;
  text: string;
}

export interface HeadingBlock {
  __typename: 'HeadingBlock';
  html: string;
  /** 1 to 6. */
  level: number;
  text: string;
  anchor: string;
}

export interface ListBlock {
  __typename: 'ListBlock';
  html: string;
  ordered: boolean;
  items: ListItem[];
}

export interface ListItem {
  /** What is inside the item's element, without the lists of `items`. */
  html: string;
  text: string;
  items: ListItem[];
}

export interface QuoteBlock {
  __typename: 'QuoteBlock';
  html: string;
  /** Without the citation. */
  text: string;
  citation: string | null;
}

export interface ImageBlock {
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

export interface CodeBlock {
  __typename: 'CodeBlock';
  html: string;
  code: string;
  language: string | null;
}

export interface EmbedBlock {
  __typename: 'EmbedBlock';
  html: string;
  url: string;
  provider: string | null;
}

export interface TableBlock {
  __typename: 'TableBlock';
  html: string;
  /** Each cell's plain text; the header, when there is one, is the first row. */
  rows: string[][];
}

/** Anything sanitised that fits no other block. */
export interface HtmlBlock {
  __typename: 'HtmlBlock';
  html: string;
}

/** The body's HTML again, character for character. */
export function blocksToHtml(blocks: Block[]): string {
  return blocks.map((block) => block.html).join('\n');
}
