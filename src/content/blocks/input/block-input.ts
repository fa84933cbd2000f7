import type { Mark } from '../inline.js';
import type { Alignment, BlockName } from '../typed-block.js';

/** A link within a text: a URL, or the path of a page of the site. */
export interface LinkFields {
  url?: string | null;
  path?: string | null;
  rel?: string[] | null;
  title?: string | null;
}

export interface BlockImageFields {
  url: string;
  alt?: string | null;
  width?: number | null;
  height?: number | null;
}

export interface InlineFields {
  text?: string | null;
  marks?: Mark[] | null;
  link?: LinkFields | null;
  footnote?: number | null;
  image?: BlockImageFields | null;
  mathml?: string | null;
  isBreak?: boolean | null;
}

/** Text as runs, or without formats. */
export interface TextInput {
  inlines?: InlineFields[] | null;
  text?: string | null;
}

/** Paragraphs as runs, or one without formats. */
export interface ParagraphsInput {
  paragraphs?: InlineFields[][] | null;
  text?: string | null;
}

export interface ListItemFields extends TextInput {
  depth?: number | null;
  ordered?: boolean | null;
  number?: number | null;
  isChecked?: boolean | null;
  isContinuation?: boolean | null;
}

export interface CaptionedImageInput {
  image?: BlockImageFields | null;
  caption?: InlineFields[] | null;
  credit?: InlineFields[] | null;
  link?: LinkFields | null;
}

export interface TableCellFields extends TextInput {
  isHeader?: boolean | null;
  align?: Alignment | null;
  colSpan?: number | null;
  rowSpan?: number | null;
}

export interface TableRowFields {
  isHeader?: boolean | null;
  cells: TableCellFields[];
}

export interface MediaFields {
  kind: 'VIDEO' | 'AUDIO';
  url?: string | null;
  sources?: { url: string; mimeType?: string | null }[] | null;
  poster?: BlockImageFields | null;
  width?: number | null;
  height?: number | null;
  tracks?: { url: string; kind?: string | null; language?: string | null; label?: string | null }[] | null;
}

export interface FootnoteFields extends ParagraphsInput {
  number?: number | null;
  anchor?: string | null;
}

/** Fields of each block, by its name in an input. Those of the graph's types that follow from others are left out. */
export interface BlockFields {
  paragraph: TextInput;
  heading: TextInput & { level?: number | null; anchor?: string | null };
  list: { ordered?: boolean | null; items?: ListItemFields[] | null };
  quote: ParagraphsInput & { citation?: InlineFields[] | null; isPullQuote?: boolean | null };
  image: CaptionedImageInput;
  code: { code?: string | null; language?: string | null; inlines?: InlineFields[] | null };
  embed: {
    url?: string | null;
    title?: string | null;
    aspectRatio?: number | null;
    caption?: InlineFields[] | null;
  };
  table: { caption?: InlineFields[] | null; rows?: TableRowFields[] | null };
  gallery: { items?: CaptionedImageInput[] | null; caption?: InlineFields[] | null };
  media: { media?: MediaFields | null; caption?: InlineFields[] | null };
  callout: { heading?: InlineFields[] | null; tone?: string | null; blocks?: GivenBlock[] | null };
  details: { summary?: InlineFields[] | null; isOpen?: boolean | null; blocks?: GivenBlock[] | null };
  divider: object;
  relatedLink: {
    url?: string | null;
    path?: string | null;
    text?: string | null;
    description?: string | null;
    publisher?: string | null;
    thumbnail?: BlockImageFields | null;
    caption?: InlineFields[] | null;
  };
  file: {
    url?: string | null;
    text?: string | null;
    caption?: InlineFields[] | null;
  };
  socialPost: ParagraphsInput & { url?: string | null };
  footnotes: { heading?: InlineFields[] | null; footnotes?: FootnoteFields[] | null };
  html: object;
}

export type BlockKey = keyof BlockFields;

/**
 * A block as a client sends it: one field, named after its type. `html` is the HTML of the block that it was read from,
 * which has the fields that are left out.
 */
export type GivenBlock = {
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
