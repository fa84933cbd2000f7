import { Directive, Field, Float, InputType, Int } from 'type-graphql';
import type * as content from '../../content/blocks/input/block-input.js';
import { HtmlScalar, UrlScalar } from '../../shared/scalars.js';
import { Alignment, MediaKind } from '../article/block.type.js';
import { Mark } from '../article/inline.type.js';

const OPTIONAL = { nullable: true } as const;
const TEXT = {
  ...OPTIONAL,
  description: 'The content as plain text, in place of the runs. With both, INVALID if their texts differ.',
};
const CAPTION = { ...OPTIONAL, description: 'The caption. Null for none.' };
const CREDIT = { ...OPTIONAL, description: 'The creator or rights holder of the picture. Null for none.' };
const INLINES = { ...OPTIONAL, description: 'The content as runs of text, images and line breaks.' };
const PARAGRAPHS = { ...OPTIONAL, description: 'The paragraphs, each as runs.' };
const NESTED = { ...OPTIONAL, description: 'The content as blocks, in reading order. At most 20 levels.' };
const HEADING = { ...OPTIONAL, description: 'The heading. Null for none.' };

@InputType({ description: 'The target of a link within a text: `url`, or `path` for a page of the site.' })
export class LinkInput implements content.LinkFields {
  @Field(() => UrlScalar, {
    ...OPTIONAL,
    description: 'The absolute URL, with the scheme http, https, mailto, tel, irc or ircs.',
  })
  url?: string | null;

  @Field(() => String, {
    ...OPTIONAL,
    description:
      'The URL without its host, for links within the site. With `url`, INVALID if it is not its path.',
  })
  path?: string | null;

  @Field(() => [String], {
    ...OPTIONAL,
    description: 'What the author says of the link: nofollow, sponsored or ugc. Others are removed.',
  })
  rel?: string[] | null;

  @Field(() => String, { ...OPTIONAL, description: 'The advisory title of the link.' })
  title?: string | null;
}

@InputType({ description: 'A picture of a block. Its caption and credit are those of the block.' })
export class BlockImageInput implements content.BlockImageFields {
  @Field(() => UrlScalar, {
    description: 'The absolute URL of the picture, such as that of a file of the media library.',
  })
  url!: string;

  @Field(() => String, {
    ...OPTIONAL,
    description: 'A text alternative for people who cannot see the picture. Empty for a decoration.',
  })
  alt?: string | null;

  @Field(() => Int, { ...OPTIONAL, description: 'The width in pixels, if known.' })
  width?: number | null;

  @Field(() => Int, { ...OPTIONAL, description: 'The height in pixels, if known.' })
  height?: number | null;
}

@InputType({
  description:
    'A run of text with one format and one link, an image or a formula within a text, or a line break: an `Inline` that is written. A line feed in a text is a line break.',
})
export class InlineInput implements content.InlineFields {
  @Field(() => String, {
    ...OPTIONAL,
    description: 'The text. Ignored for an image, a formula and a line break.',
  })
  text?: string | null;

  @Field(() => [Mark], {
    ...OPTIONAL,
    description: 'The formats of the text, from the outermost to the innermost.',
  })
  marks?: NonNullable<content.InlineFields['marks']> | null;

  @Field(() => LinkInput, { ...OPTIONAL, description: 'The link around the text or image.' })
  link?: LinkInput | null;

  @Field(() => Int, {
    ...OPTIONAL,
    description: 'The number of a note in the block `footnotes`, which the text refers to.',
  })
  footnote?: number | null;

  @Field(() => BlockImageInput, { ...OPTIONAL, description: 'The image, if the run is one.' })
  image?: BlockImageInput | null;

  @Field(() => HtmlScalar, {
    ...OPTIONAL,
    description: 'The element `math` of a formula, in MathML. A TeX source in it stays.',
  })
  mathml?: string | null;

  @Field(() => Boolean, { ...OPTIONAL, description: 'True for a line break.' })
  isBreak?: boolean | null;
}

/** A block that was read from HTML can be sent with it. */
@InputType()
abstract class BlockBase {
  @Field(() => HtmlScalar, {
    ...OPTIONAL,
    description:
      'The HTML of the block as it was read. It has the fields that are left out; those that are given take precedence. Where none differs, it is stored as it is.',
  })
  html?: string | null;
}

@InputType({ description: 'A paragraph.' })
export class ParagraphBlockInput extends BlockBase {
  @Field(() => String, TEXT)
  text?: string | null;

  @Field(() => [InlineInput], INLINES)
  inlines?: InlineInput[] | null;
}

@InputType({ description: 'A heading within the body.' })
export class HeadingBlockInput extends BlockBase {
  @Field(() => Int, { ...OPTIONAL, description: 'The heading level, from 1 to 6. Required without `html`.' })
  level?: number | null;

  @Field(() => String, TEXT)
  text?: string | null;

  @Field(() => String, {
    ...OPTIONAL,
    description: 'The `id` attribute of the heading. By default, it follows from the text.',
  })
  anchor?: string | null;

  @Field(() => [InlineInput], INLINES)
  inlines?: InlineInput[] | null;
}

@InputType({ description: 'An item of a list.' })
export class ListItemInput implements content.ListItemFields {
  @Field(() => Int, {
    ...OPTIONAL,
    description:
      'The number of lists around the list of the item; 0 at the top. At most one more than that of the item before.',
  })
  depth?: number | null;

  @Field(() => Boolean, {
    ...OPTIONAL,
    description: 'True if the items of its list are numbered. By default, as those at the top.',
  })
  ordered?: boolean | null;

  @Field(() => Int, {
    ...OPTIONAL,
    description: 'The number of the item. By default, that after the item before.',
  })
  number?: number | null;

  @Field(() => Boolean, {
    ...OPTIONAL,
    description: 'Whether the checkbox of a task is checked. Null for items that are no tasks.',
  })
  isChecked?: boolean | null;

  @Field(() => Boolean, {
    ...OPTIONAL,
    description: 'True for text of an item that follows a list nested in it, and has no marker of its own.',
  })
  isContinuation?: boolean | null;

  @Field(() => [InlineInput], INLINES)
  inlines?: InlineInput[] | null;

  @Field(() => String, TEXT)
  text?: string | null;
}

@InputType({ description: 'A numbered or bulleted list.' })
export class ListBlockInput extends BlockBase {
  @Field(() => Boolean, { ...OPTIONAL, description: 'True if the items at the top are numbered.' })
  ordered?: boolean | null;

  @Field(() => [ListItemInput], {
    ...OPTIONAL,
    description: 'The items of the list and of lists nested in it, in reading order, each with its depth.',
  })
  items?: ListItemInput[] | null;
}

@InputType({ description: 'A quotation set apart from the text.' })
export class QuoteBlockInput extends BlockBase {
  @Field(() => String, TEXT)
  text?: string | null;

  @Field(() => [[InlineInput]], PARAGRAPHS)
  paragraphs?: InlineInput[][] | null;

  @Field(() => [InlineInput], { ...OPTIONAL, description: 'The person or source quoted. Null for none.' })
  citation?: InlineInput[] | null;

  @Field(() => Boolean, {
    ...OPTIONAL,
    description: 'True for a passage of the article itself that is repeated to attract readers.',
  })
  isPullQuote?: boolean | null;
}

@InputType({ description: 'A picture, with its caption if it has one.' })
export class ImageBlockInput extends BlockBase {
  @Field(() => BlockImageInput, { ...OPTIONAL, description: 'The picture. Required without `html`.' })
  image?: BlockImageInput | null;

  @Field(() => [InlineInput], CAPTION)
  caption?: InlineInput[] | null;

  @Field(() => [InlineInput], CREDIT)
  credit?: InlineInput[] | null;

  @Field(() => LinkInput, { ...OPTIONAL, description: 'The link around the picture. Null for none.' })
  link?: LinkInput | null;
}

@InputType({ description: 'Source code or other preformatted text.' })
export class CodeBlockInput extends BlockBase {
  @Field(() => String, {
    ...OPTIONAL,
    description: 'The code. With `inlines`, INVALID if their texts differ.',
  })
  code?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'The language, e.g. python. Null for none.' })
  language?: string | null;

  @Field(() => [InlineInput], {
    ...OPTIONAL,
    description: 'The code with the links and formats in it, as runs and line breaks.',
  })
  inlines?: InlineInput[] | null;
}

@InputType({ description: 'Embedded content of another site, such as a video.' })
export class EmbedBlockInput extends BlockBase {
  @Field(() => UrlScalar, {
    ...OPTIONAL,
    description: 'The absolute URL of the frame, of a site whose frames are shown. Required without `html`.',
  })
  url?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'The title of the frame, for assistive technology.' })
  title?: string | null;

  @Field(() => Float, { ...OPTIONAL, description: 'The width divided by the height, from 0.01 to 100.' })
  aspectRatio?: number | null;

  @Field(() => [InlineInput], CAPTION)
  caption?: InlineInput[] | null;
}

@InputType({ description: 'A cell of a table.' })
export class TableCellInput implements content.TableCellFields {
  @Field(() => [InlineInput], INLINES)
  inlines?: InlineInput[] | null;

  @Field(() => String, TEXT)
  text?: string | null;

  @Field(() => Boolean, {
    ...OPTIONAL,
    description: 'True if the cell is the header of a row or column. By default, as the row.',
  })
  isHeader?: boolean | null;

  @Field(() => Alignment, { ...OPTIONAL, description: 'The alignment of the text. Null for none.' })
  align?: keyof typeof Alignment | null;

  @Field(() => Int, { ...OPTIONAL, description: 'The number of columns that the cell spans, 1 by default.' })
  colSpan?: number | null;

  @Field(() => Int, { ...OPTIONAL, description: 'The number of rows that the cell spans, 1 by default.' })
  rowSpan?: number | null;
}

@InputType({ description: 'A row of a table.' })
export class TableRowInput implements content.TableRowFields {
  @Field(() => Boolean, {
    ...OPTIONAL,
    description: 'True if all cells of the row are headers. By default, it follows from the cells.',
  })
  isHeader?: boolean | null;

  @Field(() => [TableCellInput], { description: 'The cells of the row, in reading order.' })
  cells!: TableCellInput[];
}

@InputType({ description: 'A table.' })
export class TableBlockInput extends BlockBase {
  @Field(() => [InlineInput], CAPTION)
  caption?: InlineInput[] | null;

  @Field(() => [TableRowInput], { ...OPTIONAL, description: 'The rows, from top to bottom.' })
  rows?: TableRowInput[] | null;
}

@InputType({ description: 'A picture of a gallery.' })
export class GalleryItemInput implements content.CaptionedImageInput {
  @Field(() => BlockImageInput, { description: 'The picture.' })
  image!: BlockImageInput;

  @Field(() => [InlineInput], CAPTION)
  caption?: InlineInput[] | null;

  @Field(() => [InlineInput], CREDIT)
  credit?: InlineInput[] | null;

  @Field(() => LinkInput, { ...OPTIONAL, description: 'The link around the picture. Null for none.' })
  link?: LinkInput | null;
}

@InputType({ description: 'Several pictures that belong together.' })
export class GalleryBlockInput extends BlockBase {
  @Field(() => [GalleryItemInput], {
    ...OPTIONAL,
    description: 'The pictures with their captions and links, in order.',
  })
  items?: GalleryItemInput[] | null;

  @Field(() => [InlineInput], {
    ...OPTIONAL,
    description: 'The caption of the whole gallery. Null for none.',
  })
  caption?: InlineInput[] | null;
}

@InputType({ description: 'A file of a video or sound.' })
export class MediaSourceInput {
  @Field(() => UrlScalar, { description: 'The absolute URL of the file.' })
  url!: string;

  @Field(() => String, { ...OPTIONAL, description: 'The MIME type of the file, if it is known.' })
  mimeType?: string | null;
}

@InputType({ description: 'Text that belongs to a video or sound, such as subtitles.' })
export class MediaTrackInput {
  @Field(() => UrlScalar, { description: 'The absolute URL of the file.' })
  url!: string;

  @Field(() => String, {
    ...OPTIONAL,
    description: 'The kind of the track: subtitles, captions, descriptions, chapters or metadata.',
  })
  kind?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'The BCP 47 tag of the language.' })
  language?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'The name of the track for readers.' })
  label?: string | null;
}

@InputType({ description: 'A video or sound: `url`, or `sources` for several formats.' })
export class MediaInput implements content.MediaFields {
  @Field(() => MediaKind, { description: 'Whether it is a video or a sound.' })
  kind!: content.MediaFields['kind'];

  @Field(() => UrlScalar, {
    ...OPTIONAL,
    description: 'The absolute URL of the file. With `sources`, INVALID if it is not that of the first.',
  })
  url?: string | null;

  @Field(() => [MediaSourceInput], {
    ...OPTIONAL,
    description: 'The same content in several formats, the preferred one first.',
  })
  sources?: MediaSourceInput[] | null;

  @Field(() => BlockImageInput, { ...OPTIONAL, description: 'The picture shown before a video is played.' })
  poster?: BlockImageInput | null;

  @Field(() => Int, { ...OPTIONAL, description: 'The width in pixels, if known.' })
  width?: number | null;

  @Field(() => Int, { ...OPTIONAL, description: 'The height in pixels, if known.' })
  height?: number | null;

  @Field(() => [MediaTrackInput], { ...OPTIONAL, description: 'Subtitles, chapters and other texts.' })
  tracks?: MediaTrackInput[] | null;
}

@InputType({ description: 'A video or sound that is played from a file.' })
export class MediaBlockInput extends BlockBase {
  @Field(() => MediaInput, { ...OPTIONAL, description: 'The video or sound. Required without `html`.' })
  media?: MediaInput | null;

  @Field(() => [InlineInput], CAPTION)
  caption?: InlineInput[] | null;
}

@InputType({ description: 'A box beside the text, such as a note or background.' })
export class CalloutBlockInput extends BlockBase {
  @Field(() => [InlineInput], HEADING)
  heading?: InlineInput[] | null;

  @Field(() => String, {
    ...OPTIONAL,
    description: 'The tone or color, e.g. info, as at most 20 lower-case letters and hyphens. Null for none.',
  })
  tone?: string | null;

  @Field(() => [BlockInput], NESTED)
  blocks?: BlockInput[] | null;
}

@InputType({ description: 'Content that a reader can show and hide.' })
export class DetailsBlockInput extends BlockBase {
  @Field(() => [InlineInput], { ...OPTIONAL, description: 'The line that is always shown.' })
  summary?: InlineInput[] | null;

  @Field(() => Boolean, { ...OPTIONAL, description: 'True if the content is shown at first.' })
  isOpen?: boolean | null;

  @Field(() => [BlockInput], NESTED)
  blocks?: BlockInput[] | null;
}

@InputType({ description: 'A break between two parts of the text. `{}` is one.' })
export class DividerBlockInput extends BlockBase {}

@InputType({ description: 'A link to a page that the author recommends, on its own.' })
export class RelatedLinkBlockInput extends BlockBase {
  @Field(() => UrlScalar, {
    ...OPTIONAL,
    description: 'The absolute URL of the page. Give `url` or `path`, unless there is `html`.',
  })
  url?: string | null;

  @Field(() => String, {
    ...OPTIONAL,
    description:
      'The URL without its host, for a page of the site. With `url`, INVALID if it is not its path.',
  })
  path?: string | null;

  @Field(() => String, {
    ...OPTIONAL,
    description: 'The words of the link as plain text. Required without `html`.',
  })
  text?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'The description of the page. Null for none.' })
  description?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'The name of the site of the page. Null for none.' })
  publisher?: string | null;

  @Field(() => BlockImageInput, { ...OPTIONAL, description: 'The picture of the page. Null for none.' })
  thumbnail?: BlockImageInput | null;

  @Field(() => [InlineInput], CAPTION)
  caption?: InlineInput[] | null;
}

@InputType({ description: 'A file to download.' })
export class FileBlockInput extends BlockBase {
  @Field(() => UrlScalar, {
    ...OPTIONAL,
    description: 'The absolute URL of the file. Required without `html`.',
  })
  url?: string | null;

  @Field(() => String, {
    ...OPTIONAL,
    description: 'The name of the file as plain text. Required without `html`.',
  })
  text?: string | null;

  @Field(() => [InlineInput], {
    ...OPTIONAL,
    description: 'What stands beside the name, such as the size. Null for none.',
  })
  caption?: InlineInput[] | null;
}

@InputType({ description: 'A post of a social network, as text.' })
export class SocialPostBlockInput extends BlockBase {
  @Field(() => UrlScalar, {
    ...OPTIONAL,
    description: 'The absolute URL of the post. Required without `html`.',
  })
  url?: string | null;

  @Field(() => String, TEXT)
  text?: string | null;

  @Field(() => [[InlineInput]], PARAGRAPHS)
  paragraphs?: InlineInput[][] | null;
}

@InputType({ description: 'A note at the end of a text.' })
export class FootnoteInput implements content.FootnoteFields {
  @Field(() => Int, {
    ...OPTIONAL,
    description: 'The number of the note, which follows from its place: INVALID if it is another.',
  })
  number?: number | null;

  @Field(() => String, { ...OPTIONAL, description: 'The `id` attribute of the note.' })
  anchor?: string | null;

  @Field(() => String, TEXT)
  text?: string | null;

  @Field(() => [[InlineInput]], PARAGRAPHS)
  paragraphs?: InlineInput[][] | null;
}

@InputType({ description: 'The footnotes at the end of a text. Runs refer to them by number.' })
export class FootnotesBlockInput extends BlockBase {
  @Field(() => [InlineInput], {
    ...OPTIONAL,
    description: 'The heading of the notes, for assistive technology. Footnotes by default.',
  })
  heading?: InlineInput[] | null;

  @Field(() => [FootnoteInput], { ...OPTIONAL, description: 'The notes, in order.' })
  footnotes?: FootnoteInput[] | null;
}

@InputType({ description: 'HTML that fits no other block, such as a list of definitions.' })
export class HtmlBlockInput {
  @Field(() => HtmlScalar, { description: 'The HTML. Scripts, styles and unknown frames are removed.' })
  html!: string;
}

@Directive('@oneOf')
@InputType({
  description:
    'A block of a body, exactly one of these: the type of the block without the word Block, in lower case.',
})
export class BlockInput implements content.GivenBlock {
  @Field(() => ParagraphBlockInput, { ...OPTIONAL, description: 'A paragraph.' })
  paragraph?: ParagraphBlockInput;

  @Field(() => HeadingBlockInput, { ...OPTIONAL, description: 'A heading within the body.' })
  heading?: HeadingBlockInput;

  @Field(() => ListBlockInput, { ...OPTIONAL, description: 'A numbered or bulleted list.' })
  list?: ListBlockInput;

  @Field(() => QuoteBlockInput, { ...OPTIONAL, description: 'A quotation set apart from the text.' })
  quote?: QuoteBlockInput;

  @Field(() => ImageBlockInput, { ...OPTIONAL, description: 'A picture.' })
  image?: ImageBlockInput;

  @Field(() => CodeBlockInput, { ...OPTIONAL, description: 'Source code or other preformatted text.' })
  code?: CodeBlockInput;

  @Field(() => EmbedBlockInput, { ...OPTIONAL, description: 'Embedded content of another site.' })
  embed?: EmbedBlockInput;

  @Field(() => TableBlockInput, { ...OPTIONAL, description: 'A table.' })
  table?: TableBlockInput;

  @Field(() => GalleryBlockInput, { ...OPTIONAL, description: 'Several pictures that belong together.' })
  gallery?: GalleryBlockInput;

  @Field(() => MediaBlockInput, { ...OPTIONAL, description: 'A video or sound.' })
  media?: MediaBlockInput;

  @Field(() => CalloutBlockInput, { ...OPTIONAL, description: 'A box beside the text.' })
  callout?: CalloutBlockInput;

  @Field(() => DetailsBlockInput, { ...OPTIONAL, description: 'Content that a reader can show and hide.' })
  details?: DetailsBlockInput;

  @Field(() => DividerBlockInput, { ...OPTIONAL, description: 'A break between two parts of the text.' })
  divider?: DividerBlockInput;

  @Field(() => RelatedLinkBlockInput, { ...OPTIONAL, description: 'A link to a recommended page.' })
  relatedLink?: RelatedLinkBlockInput;

  @Field(() => FileBlockInput, { ...OPTIONAL, description: 'A file to download.' })
  file?: FileBlockInput;

  @Field(() => SocialPostBlockInput, { ...OPTIONAL, description: 'A post of a social network.' })
  socialPost?: SocialPostBlockInput;

  @Field(() => FootnotesBlockInput, { ...OPTIONAL, description: 'The footnotes at the end of a text.' })
  footnotes?: FootnotesBlockInput;

  @Field(() => HtmlBlockInput, { ...OPTIONAL, description: 'HTML that fits no other block.' })
  html?: HtmlBlockInput;
}
