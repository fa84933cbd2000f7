import { Extensions, Field, Float, ID, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import type * as content from '../../content/blocks/typed-block.js';
import { ALIGNMENTS } from '../../content/blocks/typed-block.js';
import { HtmlScalar, UrlScalar } from '../../shared/scalars.js';
import { Image } from '../image/image.type.js';
import type { BlockView } from './block-view.js';
import { Inline, Link } from './inline.type.js';

/** Counts as one item in the cost of a query: captions and cells mostly are one run. */
const SHORT_LIST = Extensions({ maxItems: 1 });

/** Options of a field that has the plain text of a block or heading. */
export const TEXT_FIELD = { description: 'The content as plain text.' };
const INLINES_FIELD = { description: 'The content as runs of text, images and line breaks.' };
const CAPTION_FIELD = { nullable: true, description: 'The caption. Null if there is none.' } as const;
const NESTED_BLOCKS_FIELD = { description: 'The content as blocks, in reading order.' };

@InterfaceType({
  description: 'A block of a body, typed so that a front end can render each type with its own component.',
})
export abstract class Block {
  constructor(protected readonly view: BlockView) {}

  get __typename(): string {
    return this.view.name;
  }

  @Field(() => ID, {
    description:
      'The ID of the block, unique in the whole graph. It changes when the content of the block changes. `node` does not resolve it.',
  })
  get id(): string {
    return this.view.id;
  }

  @Field(() => HtmlScalar, {
    description:
      'The complete HTML element of the block, exactly as in the `html` of the body. Joined by line ' +
      'breaks, the blocks yield that HTML.',
  })
  get html(): string {
    return this.view.html;
  }
}

@ObjectType({ implements: Block, description: 'A paragraph.' })
export class ParagraphBlock extends Block {
  @Field(() => String, TEXT_FIELD)
  get text(): string {
    return this.view.getKnown('ParagraphBlock').text;
  }

  @Field(() => [Inline], INLINES_FIELD)
  get inlines(): Inline[] {
    return this.view.read('ParagraphBlock').inlines;
  }
}

@ObjectType({ implements: Block, description: 'A heading within the body.' })
export class HeadingBlock extends Block {
  @Field(() => Int, { description: 'The heading level, from 1 to 6.' })
  get level(): number {
    return this.view.getKnown('HeadingBlock').level;
  }

  @Field(() => String, TEXT_FIELD)
  get text(): string {
    return this.view.getKnown('HeadingBlock').text;
  }

  @Field(() => String, {
    description: 'The `id` attribute of the heading in the HTML, unique within the body.',
  })
  get anchor(): string {
    return this.view.getKnown('HeadingBlock').anchor;
  }

  @Field(() => [Inline], INLINES_FIELD)
  get inlines(): Inline[] {
    return this.view.read('HeadingBlock').inlines;
  }
}

@ObjectType({ description: 'An item of a list.', simpleResolvers: true })
export class ListItem implements content.TypedListItem {
  @Field(() => Int, { description: 'The number of lists around the list of the item; 0 at the top.' })
  depth!: number;

  @Field(() => Boolean, { description: 'True if the items of its list are numbered.' })
  ordered!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of the item. Null without a number of its own.',
  })
  number!: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the checkbox of a task is checked. Null for items that are no tasks.',
  })
  isChecked!: boolean | null;

  @Field(() => Boolean, {
    description: 'True for text of an item that follows a list nested in it, and has no marker of its own.',
  })
  isContinuation!: boolean;

  @Field(() => [Inline], INLINES_FIELD)
  inlines!: Inline[];

  @Field(() => HtmlScalar, { description: 'The inner HTML of the item, without nested lists.' })
  html!: string;

  @Field(() => String, { description: 'The content as plain text, without nested lists.' })
  text!: string;
}

@ObjectType({ implements: Block, description: 'A numbered or bulleted list.' })
export class ListBlock extends Block {
  @Field(() => Boolean, { description: 'True if the items at the top are numbered.' })
  get ordered(): boolean {
    return this.view.getKnown('ListBlock').ordered;
  }

  @Field(() => [ListItem], {
    description: 'The items of the list and of lists nested in it, in reading order, each with its depth.',
  })
  get items(): ListItem[] {
    return this.view.read('ListBlock').items;
  }
}

@ObjectType({ implements: Block, description: 'A quotation set apart from the text.' })
export class QuoteBlock extends Block {
  @Field(() => String, { description: 'The quotation as plain text, without the citation.' })
  get text(): string {
    return this.view.getKnown('QuoteBlock').text;
  }

  @Field(() => HtmlScalar, {
    description: 'The inner HTML of the quotation without the citation, which `html` includes.',
  })
  get contentHtml(): string {
    return this.view.read('QuoteBlock').contentHtml;
  }

  @Field(() => [[Inline]], { description: 'The paragraphs of the quotation, without the citation.' })
  get paragraphs(): Inline[][] {
    return this.view.read('QuoteBlock').paragraphs;
  }

  @SHORT_LIST
  @Field(() => [Inline], {
    nullable: true,
    description: 'The person or source quoted. Null if none is named.',
  })
  get citation(): Inline[] | null {
    return this.view.read('QuoteBlock').citation;
  }

  @Field(() => Boolean, {
    description: 'True for a passage of the article itself that is repeated to attract readers.',
  })
  get isPullQuote(): boolean {
    return this.view.read('QuoteBlock').isPullQuote;
  }
}

@ObjectType({ implements: Block, description: 'A picture, with its caption if it has one.' })
export class ImageBlock extends Block {
  @Field(() => Image, {
    description: 'The picture with its caption and credit in the body. `focalPoint` is always null.',
  })
  get image(): content.CaptionedImage['image'] {
    return this.view.getKnown('ImageBlock').image;
  }

  @SHORT_LIST
  @Field(() => [Inline], CAPTION_FIELD)
  get caption(): Inline[] | null {
    return this.view.read('ImageBlock').caption;
  }

  @SHORT_LIST
  @Field(() => [Inline], {
    nullable: true,
    description: 'The creator or rights holder of the picture. Null if none is named.',
  })
  get credit(): Inline[] | null {
    return this.view.read('ImageBlock').credit;
  }

  @Field(() => Link, { nullable: true, description: 'The link around the picture. Null if there is none.' })
  get link(): Link | null {
    return this.view.read('ImageBlock').link;
  }
}

@ObjectType({ implements: Block, description: 'Source code or other preformatted text.' })
export class CodeBlock extends Block {
  @Field(() => String, { description: 'The code as written, without the final line break.' })
  get code(): string {
    return this.view.getKnown('CodeBlock').code;
  }

  @Field(() => String, { nullable: true, description: 'The language as named by the author, e.g. python.' })
  get language(): string | null {
    return this.view.getKnown('CodeBlock').language;
  }

  @Field(() => [Inline], {
    description: 'The code with the links and formats in it, as runs and line breaks.',
  })
  get inlines(): Inline[] {
    return this.view.read('CodeBlock').inlines;
  }
}

@ObjectType({
  implements: Block,
  description:
    'Embedded content of another site, such as a video. A front end can show `thumbnail` or `title`, and load `url` in a frame when a reader asks for it.',
})
export class EmbedBlock extends Block {
  @Field(() => UrlScalar, { description: 'The absolute URL of the embedded frame.' })
  get url(): string {
    return this.view.getKnown('EmbedBlock').url;
  }

  @Field(() => String, { nullable: true, description: 'The name of the embedded site.' })
  get provider(): string | null {
    return this.view.getKnown('EmbedBlock').provider;
  }

  @Field(() => String, { nullable: true, description: 'The title of the frame, for assistive technology.' })
  get title(): string | null {
    return this.view.read('EmbedBlock').title;
  }

  @Field(() => Float, {
    nullable: true,
    description: 'The width divided by the height, if the HTML has both.',
  })
  get aspectRatio(): number | null {
    return this.view.read('EmbedBlock').aspectRatio;
  }

  @Field(() => Image, {
    nullable: true,
    description:
      'A still of the video, at the site that it is embedded from. Null where its URL does not follow from the URL of the frame; known for YouTube and Dailymotion.',
  })
  get thumbnail(): content.TypedEmbed['thumbnail'] {
    return this.view.read('EmbedBlock').thumbnail;
  }

  @SHORT_LIST
  @Field(() => [Inline], CAPTION_FIELD)
  get caption(): Inline[] | null {
    return this.view.read('EmbedBlock').caption;
  }
}

export const Alignment = Object.fromEntries(ALIGNMENTS.map((name) => [name, name])) as Record<
  content.Alignment,
  content.Alignment
>;
registerEnumType(Alignment, {
  name: 'Alignment',
  description: 'The alignment of the text in a cell.',
  valuesConfig: {
    LEFT: { description: 'Along the left edge.' },
    CENTER: { description: 'In the middle.' },
    RIGHT: { description: 'Along the right edge, as numbers are.' },
    JUSTIFY: { description: 'Along both edges.' },
  },
});

@ObjectType({ description: 'A cell of a table.', simpleResolvers: true })
export class TableCell implements content.TypedTableCell {
  @SHORT_LIST
  @Field(() => [Inline], INLINES_FIELD)
  inlines!: Inline[];

  @Field(() => String, TEXT_FIELD)
  text!: string;

  @Field(() => Boolean, { description: 'True if the cell is the header of a row or column.' })
  isHeader!: boolean;

  @Field(() => Alignment, {
    nullable: true,
    description: 'The alignment of the text. Null where the author chose none.',
  })
  align!: content.Alignment | null;

  @Field(() => Int, { description: 'The number of columns that the cell spans, at least 1.' })
  colSpan!: number;

  @Field(() => Int, { description: 'The number of rows that the cell spans, at least 1.' })
  rowSpan!: number;
}

@ObjectType({ description: 'A row of a table.', simpleResolvers: true })
export class TableRow implements content.TypedTableRow {
  @Field(() => Boolean, { description: 'True if all cells of the row are headers.' })
  isHeader!: boolean;

  @Field(() => [TableCell], { description: 'The cells of the row, in reading order.' })
  cells!: TableCell[];
}

@ObjectType({ implements: Block, description: 'A table.' })
export class TableBlock extends Block {
  @SHORT_LIST
  @Field(() => [Inline], CAPTION_FIELD)
  get caption(): Inline[] | null {
    return this.view.read('TableBlock').caption;
  }

  @Field(() => [TableRow], { description: 'The rows, from top to bottom.' })
  get rows(): TableRow[] {
    return this.view.read('TableBlock').rows;
  }
}

@ObjectType({ description: 'A picture of a gallery.', simpleResolvers: true })
export class GalleryItem implements content.CaptionedImage {
  @Field(() => Image, {
    description: 'The picture with its caption and credit in the body. `focalPoint` is always null.',
  })
  image!: content.CaptionedImage['image'];

  @SHORT_LIST
  @Field(() => [Inline], CAPTION_FIELD)
  caption!: Inline[] | null;

  @SHORT_LIST
  @Field(() => [Inline], {
    nullable: true,
    description: 'The creator or rights holder of the picture. Null if none is named.',
  })
  credit!: Inline[] | null;

  @Field(() => Link, { nullable: true, description: 'The link around the picture. Null if there is none.' })
  link!: Link | null;
}

@ObjectType({ implements: Block, description: 'Several pictures that belong together.' })
export class GalleryBlock extends Block {
  @Field(() => [Image], { description: 'The pictures, in order.' })
  get images(): content.CaptionedImage['image'][] {
    return this.view.read('GalleryBlock').items.map(({ image }) => image);
  }

  @Field(() => [GalleryItem], { description: 'The pictures with their captions and links, in order.' })
  get items(): GalleryItem[] {
    return this.view.read('GalleryBlock').items;
  }

  @SHORT_LIST
  @Field(() => [Inline], {
    nullable: true,
    description: 'The caption of the whole gallery. Null if there is none.',
  })
  get caption(): Inline[] | null {
    return this.view.read('GalleryBlock').caption;
  }
}

export enum MediaKind {
  VIDEO = 'VIDEO',
  AUDIO = 'AUDIO',
}
registerEnumType(MediaKind, {
  name: 'MediaKind',
  description: 'The kind of a media file.',
  valuesConfig: {
    VIDEO: { description: 'Moving pictures, with or without sound.' },
    AUDIO: { description: 'Sound.' },
  },
});

@ObjectType({ description: 'A file of a video or sound.', simpleResolvers: true })
export class MediaSource implements content.MediaSource {
  @Field(() => UrlScalar, { description: 'The absolute URL of the file.' })
  url!: string;

  @Field(() => String, { nullable: true, description: 'The MIME type of the file. Null if it is not known.' })
  mimeType!: string | null;
}

@ObjectType({
  description: 'Text that belongs to a video or sound, such as subtitles.',
  simpleResolvers: true,
})
export class MediaTrack implements content.MediaTrack {
  @Field(() => UrlScalar, { description: 'The absolute URL of the file.' })
  url!: string;

  @Field(() => String, {
    description: 'The kind of the track: subtitles, captions, descriptions, chapters or metadata.',
  })
  kind!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The BCP 47 tag of the language. Null if it is not known.',
  })
  language!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the track for readers. Null if it has none.',
  })
  label!: string | null;
}

@ObjectType({ description: 'A video or sound.', simpleResolvers: true })
export class Media implements content.Media {
  @Field(() => MediaKind, { description: 'Whether it is a video or a sound.' })
  kind!: content.Media['kind'];

  @Field(() => UrlScalar, { description: 'The absolute URL of the first file.' })
  url!: string;

  @Field(() => [MediaSource], {
    description: 'The same content in several formats, the preferred one first.',
  })
  sources!: MediaSource[];

  @Field(() => Image, { nullable: true, description: 'The picture shown before a video is played.' })
  poster!: content.Media['poster'];

  @Field(() => Int, { nullable: true, description: 'The width in pixels, if known.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'The height in pixels, if known.' })
  height!: number | null;

  @Field(() => [MediaTrack], { description: 'Subtitles, chapters and other texts.' })
  tracks!: MediaTrack[];
}

@ObjectType({ implements: Block, description: 'A video or sound that is played from a file.' })
export class MediaBlock extends Block {
  @Field(() => Media, { description: 'The video or sound.' })
  get media(): Media {
    return this.view.read('MediaBlock').media;
  }

  @SHORT_LIST
  @Field(() => [Inline], CAPTION_FIELD)
  get caption(): Inline[] | null {
    return this.view.read('MediaBlock').caption;
  }
}

@ObjectType({ implements: Block, description: 'A box beside the text, such as a note or background.' })
export class CalloutBlock extends Block {
  @SHORT_LIST
  @Field(() => [Inline], { nullable: true, description: 'The heading of the box. Null if it has none.' })
  get heading(): Inline[] | null {
    return this.view.read('CalloutBlock').heading;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The tone or color that the author chose, e.g. info, warning or blue. Null for none.',
  })
  get tone(): string | null {
    return this.view.read('CalloutBlock').tone;
  }

  @Field(() => [Block], NESTED_BLOCKS_FIELD)
  get blocks(): Block[] {
    return this.view.nest(this.view.read('CalloutBlock').blocks) as Block[];
  }
}

@ObjectType({ implements: Block, description: 'Content that a reader can show and hide.' })
export class DetailsBlock extends Block {
  @SHORT_LIST
  @Field(() => [Inline], { description: 'The line that is always shown.' })
  get summary(): Inline[] {
    return this.view.read('DetailsBlock').summary;
  }

  @Field(() => Boolean, { description: 'True if the content is shown at first.' })
  get isOpen(): boolean {
    return this.view.read('DetailsBlock').isOpen;
  }

  @Field(() => [Block], NESTED_BLOCKS_FIELD)
  get blocks(): Block[] {
    return this.view.nest(this.view.read('DetailsBlock').blocks) as Block[];
  }
}

@ObjectType({ implements: Block, description: 'A break between two parts of the text.' })
export class DividerBlock extends Block {}

@ObjectType({
  implements: Block,
  description:
    'A link to a page that the author recommends, on its own. `route` tells what a page of the site is.',
})
export class RelatedLinkBlock extends Block {
  @Field(() => UrlScalar, { description: 'The absolute URL of the page.' })
  get url(): string {
    return this.view.read('RelatedLinkBlock').link.url;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The URL without its host, for pages of the site. Null for other pages.',
  })
  get path(): string | null {
    return this.view.read('RelatedLinkBlock').link.path;
  }

  @Field(() => String, { description: 'The words of the link as plain text.' })
  get text(): string {
    return this.view.read('RelatedLinkBlock').text;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The description of the page, as it gives it. Null if the article has none.',
  })
  get description(): string | null {
    return this.view.read('RelatedLinkBlock').description;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The name of the site or publisher of the page. Null if the article has none.',
  })
  get publisher(): string | null {
    return this.view.read('RelatedLinkBlock').publisher;
  }

  @Field(() => Image, {
    nullable: true,
    description: 'The picture of the page. Null if the article has none.',
  })
  get thumbnail(): content.TypedRelatedLink['thumbnail'] {
    return this.view.read('RelatedLinkBlock').thumbnail;
  }

  @SHORT_LIST
  @Field(() => [Inline], CAPTION_FIELD)
  get caption(): Inline[] | null {
    return this.view.read('RelatedLinkBlock').caption;
  }
}

@ObjectType({ implements: Block, description: 'A file to download.' })
export class FileBlock extends Block {
  @Field(() => UrlScalar, { description: 'The absolute URL of the file.' })
  get url(): string {
    return this.view.read('FileBlock').link.url;
  }

  @Field(() => String, { description: 'The name of the file as plain text.' })
  get text(): string {
    return this.view.read('FileBlock').text;
  }

  @SHORT_LIST
  @Field(() => [Inline], { nullable: true, description: 'What stands beside the name, such as the size.' })
  get caption(): Inline[] | null {
    return this.view.read('FileBlock').caption;
  }
}

@ObjectType({
  implements: Block,
  description: 'A post of a social network, as the text that the network offers for embedding.',
})
export class SocialPostBlock extends Block {
  @Field(() => UrlScalar, { description: 'The absolute URL of the post.' })
  get url(): string {
    return this.view.read('SocialPostBlock').url;
  }

  @Field(() => String, { nullable: true, description: 'The name of the network, e.g. Bluesky.' })
  get provider(): string | null {
    return this.view.read('SocialPostBlock').provider;
  }

  @Field(() => String, TEXT_FIELD)
  get text(): string {
    return this.view.read('SocialPostBlock').text;
  }

  @Field(() => [[Inline]], { description: 'The paragraphs of the post.' })
  get paragraphs(): Inline[][] {
    return this.view.read('SocialPostBlock').paragraphs;
  }
}

@ObjectType({ description: 'A note at the end of a text.', simpleResolvers: true })
export class Footnote implements content.TypedFootnote {
  @Field(() => Int, { description: 'The number of the note, from 1, which runs of text have as `footnote`.' })
  number!: number;

  @Field(() => String, { nullable: true, description: 'The `id` attribute of the note in the HTML.' })
  anchor!: string | null;

  @Field(() => String, TEXT_FIELD)
  text!: string;

  @Field(() => [[Inline]], { description: 'The paragraphs of the note, without links back to the text.' })
  paragraphs!: Inline[][];
}

@ObjectType({ implements: Block, description: 'The footnotes at the end of a text.' })
export class FootnotesBlock extends Block {
  @SHORT_LIST
  @Field(() => [Inline], {
    nullable: true,
    description: 'The heading of the notes, which is for assistive technology. Null if there is none.',
  })
  get heading(): Inline[] | null {
    return this.view.read('FootnotesBlock').heading;
  }

  @Field(() => [Footnote], { description: 'The notes, in order.' })
  get footnotes(): Footnote[] {
    return this.view.read('FootnotesBlock').footnotes;
  }
}

@ObjectType({
  implements: Block,
  description: 'Sanitized HTML that fits no other block type, such as a list of definitions.',
})
export class HtmlBlock extends Block {
  @Field(() => String, TEXT_FIELD)
  get text(): string {
    return this.view.read('HtmlBlock').text;
  }

  @Field(() => [Inline], {
    description:
      'The content as runs, for front ends that render no HTML. Its structure is reduced to line breaks.',
  })
  get inlines(): Inline[] {
    return this.view.read('HtmlBlock').inlines;
  }
}
