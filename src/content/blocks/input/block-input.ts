import type { Mark } from '../inline.js';
import type { Alignment, BlockName } from '../typed-block.js';

/** A link within a text: a URL, or the path of a page of the site. */
export interface LinkInput {
  url?: string | null;
  path?: string | null;
  rel?: string[] | null;
  title?: string | null;
}

export interface BlockImageInput {
  url: string;
  alt?: string | null;
  width?: number | null;
  height?: number | null;
}

export interface InlineInput {
  text?: string | null;
  marks?: Mark[] | null;
  link?: LinkInput | null;
  footnote?: number | null;
  image?: BlockImageInput | null;
  mathml?: string | null;
  isBreak?: boolean | null;
}

/** Text as runs, or without formats. */
export interface TextInput {
  inlines?: InlineInput[] | null;
  text?: string | null;
}

/** Paragraphs as runs, or one without formats. */
export interface ParagraphsInput {
  paragraphs?: InlineInput[][] | null;
  text?: string | null;
}

export interface ListItemInput extends TextInput {
  depth?: number | null;
  ordered?: boolean | null;
  number?: number | null;
  isChecked?: boolean | null;
  isContinuation?: boolean | null;
}

export interface CaptionedImageInput {
  image?: BlockImageInput | null;
  caption?: InlineInput[] | null;
  credit?: InlineInput[] | null;
  link?: LinkInput | null;
}

export interface TableCellInput extends TextInput {
  isHeader?: boolean | null;
  align?: Alignment | null;
  colSpan?: number | null;
  rowSpan?: number | null;
}

export interface TableRowInput {
  isHeader?: boolean | null;
  cells: TableCellInput[];
}

export interface MediaInput {
  kind: 'VIDEO' | 'AUDIO';
  url?: string | null;
  sources?: { url: string; mimeType?: string | null }[] | null;
  poster?: BlockImageInput | null;
  width?: number | null;
  height?: number | null;
  tracks?: { url: string; kind?: string | null; language?: string | null; label?: string | null }[] | null;
}

export interface FootnoteInput extends ParagraphsInput {
  number?: number | null;
  anchor?: string | null;
}

/** Fields of each block, by its name in an input. Those of the graph's types that follow from others are left out. */
export interface BlockFields {
  paragraph: TextInput;
  heading: TextInput & { level?: number | null; anchor?: string | null };
  list: { ordered?: boolean | null; items?: ListItemInput[] | null };
  quote: ParagraphsInput & { citation?: InlineInput[] | null; isPullQuote?: boolean | null };
  image: CaptionedImageInput;
  code: { code?: string | null; language?: string | null; inlines?: InlineInput[] | null };
  embed: {
    url?: string | null;
    title?: string | null;
    aspectRatio?: number | null;
    caption?: InlineInput[] | null;
  };
  table: { caption?: InlineInput[] | null; rows?: TableRowInput[] | null };
  gallery: { items?: CaptionedImageInput[] | null; caption?: InlineInput[] | null };
  media: { media?: MediaInput | null; caption?: InlineInput[] | null };
  callout: { heading?: InlineInput[] | null; tone?: string | null; blocks?: BlockInput[] | null };
  details: { summary?: InlineInput[] | null; isOpen?: boolean | null; blocks?: BlockInput[] | null };
  divider: object;
  relatedLink: {
    url?: string | null;
    path?: string | null;
    text?: string | null;
    description?: string | null;
    publisher?: string | null;
    thumbnail?: BlockImageInput | null;
    caption?: InlineInput[] | null;
  };
  file: {
    url?: string | null;
    text?: string | null;
    caption?: InlineInput[] | null;
  };
  socialPost: ParagraphsInput & { url?: string | null };
  footnotes: { heading?: InlineInput[] | null; footnotes?: FootnoteInput[] | null };
  html: object;
}

export type BlockKey = keyof BlockFields;

/**
 * A block as a client sends it: one field, named after its type. `html` is the HTML of the block that it was read from,
 * which has the fields that are left out.
 */
export type BlockInput = {
  [Key in BlockKey]?: (BlockFields[Key] & { html?: string | null }) | null;
};

/** Name of each block in an input. */
export const BLOCK_KEYS: Record<BlockName, BlockKey> = {
  CalloutBlock: 'callout',
  CodeBlock: 'code',
  DetailsBlock: 'details',
  DividerBlock: 'divider',
  EmbedBlock: 'embed',
  FileBlock: 'file',
  FootnotesBlock: 'footnotes',
  GalleryBlock: 'gallery',
  HeadingBlock: 'heading',
  HtmlBlock: 'html',
  ImageBlock: 'image',
  ListBlock: 'list',
  MediaBlock: 'media',
  ParagraphBlock: 'paragraph',
  QuoteBlock: 'quote',
  RelatedLinkBlock: 'relatedLink',
  SocialPostBlock: 'socialPost',
  TableBlock: 'table',
};
