import { GraphQLURL } from 'graphql-scalars';
import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import type * as content from '../../content/blocks/block.js';
import { Image } from '../image/image.type.js';

/** What the text of a block or heading says of itself. */
export const TEXT_FIELD = { description: 'Its words as plain text.' };

@ObjectType()
abstract class BlockBase {
  @Field(() => String, {
    description:
      "The block's complete element, exactly as in the body's html: joined by line breaks, the blocks give it.",
  })
  html!: string;
}

@ObjectType({ description: 'A paragraph.' })
export class ParagraphBlock extends BlockBase implements Omit<content.ParagraphData, '__typename'> {
  @Field(() => String, TEXT_FIELD)
  text!: string;
}

@ObjectType({ description: 'A heading within the body.' })
export class HeadingBlock extends BlockBase implements Omit<content.HeadingData, '__typename'> {
  @Field(() => Int, { description: '1 to 6.' })
  level!: number;

  @Field(() => String, TEXT_FIELD)
  text!: string;

  @Field(() => String, { description: "The heading's id in the html; unique in the body." })
  anchor!: string;
}

@ObjectType({ description: 'One point of a list.' })
export class ListItem implements content.ListItemData {
  @Field(() => String, { description: "What is inside the item's element, without the lists of `items`." })
  html!: string;

  @Field(() => String, { description: 'Its words as plain text, without those of `items`.' })
  text!: string;

  @Field(() => [ListItem], { description: 'Items of lists within the item.' })
  items!: ListItem[];
}

@ObjectType({ description: 'A list, numbered or not.' })
export class ListBlock extends BlockBase implements Omit<content.ListData, '__typename'> {
  @Field(() => Boolean, { description: 'Whether the items are numbered.' })
  ordered!: boolean;

  @Field(() => [ListItem], {
    description: 'Its points from first to last; those of lists within it stand in the items themselves.',
  })
  items!: ListItem[];
}

@ObjectType({ description: 'Words of someone else, set apart.' })
export class QuoteBlock extends BlockBase implements Omit<content.QuoteData, '__typename'> {
  @Field(() => String, { description: 'Without the citation.' })
  text!: string;

  @Field(() => String, { nullable: true, description: 'Who said it, or where it stands.' })
  citation!: string | null;
}

@ObjectType({ description: 'A picture, with its caption where it has one.' })
export class ImageBlock extends BlockBase implements Omit<content.ImageData, '__typename'> {
  @Field(() => Image, {
    description: 'The picture with the caption and credit that it has there; focalPoint is always null.',
  })
  image!: content.ImageData['image'];
}

@ObjectType({ description: 'Program text or other preformatted text.' })
export class CodeBlock extends BlockBase implements Omit<content.CodeData, '__typename'> {
  @Field(() => String, { description: 'As it was written, without the line break at its end.' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'As the author named it, e.g. python.' })
  language!: string | null;
}

@ObjectType({ description: 'Something of another site within the article, such as a video.' })
export class EmbedBlock extends BlockBase implements Omit<content.EmbedData, '__typename'> {
  @Field(() => GraphQLURL, { description: 'Absolute address of the frame that shows it.' })
  url!: string;

  @Field(() => String, { nullable: true, description: 'Name of the other site.' })
  provider!: string | null;
}

@ObjectType({ description: 'A table.' })
export class TableBlock extends BlockBase implements Omit<content.TableData, '__typename'> {
  @Field(() => [[String]], {
    description: "The cells' plain text; the header, when there is one, is the first row.",
  })
  rows!: string[][];
}

@ObjectType({ description: 'Anything sanitised that fits no other block.' })
export class HtmlBlock extends BlockBase implements Omit<content.HtmlData, '__typename'> {}

export const Block = createUnionType({
  name: 'Block',
  description: 'A piece of a body, typed so that a front end can show it by a component of its own.',
  types: () =>
    [
      ParagraphBlock,
      HeadingBlock,
      ListBlock,
      QuoteBlock,
      ImageBlock,
      CodeBlock,
      EmbedBlock,
      TableBlock,
      HtmlBlock,
    ] as const,
  resolveType: (block) => (block as unknown as content.BlockData).__typename,
});
