import type { BlockImage } from './block-image.js';
import type { Inline, Link } from './inline.js';

/** A block with everything that its HTML says, in fields of their own. */
export type TypedBlock =
  | TypedParagraph
  | TypedHeading
  | TypedList
  | TypedQuote
  | TypedImage
  | TypedCode
  | TypedEmbed
  | TypedTable
  | TypedGallery
  | TypedMedia
  | TypedCallout
  | TypedDetails
  | TypedDivider
  | TypedRelatedLink
  | TypedFile
  | TypedSocialPost
  | TypedFootnotes
  | TypedHtml;

export type BlockName = TypedBlock['__typename'];
export type BlockOf<Name extends BlockName> = Extract<TypedBlock, { __typename: Name }>;

interface TypedBase<Name extends string> {
  __typename: Name;
  html: string;
}

export interface TypedParagraph extends TypedBase<'ParagraphBlock'> {
  text: string;
  inlines: Inline[];
}

export interface TypedHeading extends TypedBase<'HeadingBlock'> {
  level: number;
  text: string;
  anchor: string;
  inlines: Inline[];
}

export interface TypedList extends TypedBase<'ListBlock'> {
  ordered: boolean;
  items: TypedListItem[];
}

export interface TypedListItem {
  /** 0 for the items of the list itself. */
  depth: number;
  ordered: boolean;
  /** Null without an explicit number. */
  number: number | null;
  /** Null if the item is no task. */
  isChecked: boolean | null;
  /** True for content that follows a nested list within an item, and has no marker. */
  isContinuation: boolean;
  inlines: Inline[];
  /** Inner HTML without nested lists. */
  html: string;
  text: string;
}

export interface TypedQuote extends TypedBase<'QuoteBlock'> {
  /** Inner HTML without the citation. */
  contentHtml: string;
  text: string;
  paragraphs: Inline[][];
  citation: Inline[] | null;
  isPullQuote: boolean;
}

export interface TypedImage extends TypedBase<'ImageBlock'>, CaptionedImage {}

export interface CaptionedImage {
  image: BlockImage;
  /** Without the credit. */
  caption: Inline[] | null;
  credit: Inline[] | null;
  link: Link | null;
}

export interface TypedCode extends TypedBase<'CodeBlock'> {
  code: string;
  language: string | null;
  /** The lines with the links and formats in them. */
  inlines: Inline[];
}

export interface TypedEmbed extends TypedBase<'EmbedBlock'> {
  url: string;
  provider: string | null;
  title: string | null;
  /** Width divided by height. */
  aspectRatio: number | null;
  thumbnail: BlockImage | null;
  caption: Inline[] | null;
}

export interface TypedTable extends TypedBase<'TableBlock'> {
  caption: Inline[] | null;
  rows: TypedTableRow[];
}

export interface TypedTableRow {
  isHeader: boolean;
  cells: TypedTableCell[];
}

export interface TypedTableCell {
  inlines: Inline[];
  text: string;
  isHeader: boolean;
  align: Alignment | null;
  colSpan: number;
  rowSpan: number;
}

export const ALIGNMENTS = ['LEFT', 'CENTER', 'RIGHT', 'JUSTIFY'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];

export interface TypedGallery extends TypedBase<'GalleryBlock'> {
  items: CaptionedImage[];
  caption: Inline[] | null;
}

export interface TypedMedia extends TypedBase<'MediaBlock'> {
  media: Media;
  caption: Inline[] | null;
}

export interface Media {
  kind: 'VIDEO' | 'AUDIO';
  /** Absolute URL of the first source. */
  url: string;
  sources: MediaSource[];
  poster: BlockImage | null;
  /** Pixels. */
  width: number | null;
  height: number | null;
  tracks: MediaTrack[];
}

export interface MediaSource {
  url: string;
  mimeType: string | null;
}

export interface MediaTrack {
  url: string;
  /** subtitles, captions, descriptions, chapters or metadata. */
  kind: string;
  language: string | null;
  label: string | null;
}

export interface TypedCallout extends TypedBase<'CalloutBlock'> {
  heading: Inline[] | null;
  tone: string | null;
  blocks: TypedBlock[];
}

export interface TypedDetails extends TypedBase<'DetailsBlock'> {
  summary: Inline[];
  isOpen: boolean;
  blocks: TypedBlock[];
}

export interface TypedDivider extends TypedBase<'DividerBlock'> {}

export interface TypedRelatedLink extends TypedBase<'RelatedLinkBlock'> {
  link: Link;
  text: string;
  description: string | null;
  /** Name of the site or publisher of the page. */
  publisher: string | null;
  thumbnail: BlockImage | null;
  caption: Inline[] | null;
}

export interface TypedFile extends TypedBase<'FileBlock'> {
  link: Link;
  /** Name of the file, as the link shows it. */
  text: string;
  caption: Inline[] | null;
}

export interface TypedSocialPost extends TypedBase<'SocialPostBlock'> {
  url: string;
  provider: string;
  text: string;
  paragraphs: Inline[][];
}

export interface TypedFootnotes extends TypedBase<'FootnotesBlock'> {
  heading: Inline[] | null;
  footnotes: TypedFootnote[];
}

export interface TypedFootnote {
  number: number;
  /** `id` attribute in the HTML. */
  anchor: string | null;
  text: string;
  paragraphs: Inline[][];
}

export interface TypedHtml extends TypedBase<'HtmlBlock'> {
  text: string;
  inlines: Inline[];
}
