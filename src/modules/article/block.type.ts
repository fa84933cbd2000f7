import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import type * as content from '../../content/blocks/block.js';
import { UrlScalar } from '../../shared/scalars.js';
import { Image } from '../image/image.type.js';

/** Options of a field that has the plain text of a block or heading. */
export const TEXT_FIELD = { description: 'The content as plain text.' };

@ObjectType()
abstract class BlockBase {
  @Field(() => String, {
    description:
      'The complete HTML element of the block, exactly as in the `html` of the body. Joined by line ' +
      'breaks, the blocks yield that HTML.',
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
  @Field(() => Int, { description: 'The heading level, from 1 to 6.' })
  level!: number;

  @Field(() => String, TEXT_FIELD)
  text!: string;

  @Field(() => String, {
    description: 'The `id` attribute of the heading in the HTML, unique within the body.',
  })
  anchor!: string;
}

@ObjectType({ description: 'An item of a list.' })
export class ListItem implements content.ListItemData {
  @Field(() => String, { description: 'The inner HTML of the item, without the nested lists in `items`.' })
  html!: string;

  @Field(() => String, { description: 'The content as plain text, without the nested lists in `items`.' })
  text!: string;

  @Field(() => [ListItem], { description: 'The items of lists nested in the item.' })
  items!: ListItem[];
}

@ObjectType({ description: 'A numbered or bulleted list.' })
export class ListBlock extends BlockBase implements Omit<content.ListData, '__typename'> {
  @Field(() => Boolean, { description: 'True if the items are numbered.' })
  ordered!: boolean;

  @Field(() => [ListItem], {
    description: 'The top-level items, in order. Items of nested lists are in the `items` of their parent.',
  })
  items!: ListItem[];
}

@ObjectType({ description: 'A quotation set apart from the text.' })
export class QuoteBlock extends BlockBase implements Omit<content.QuoteData, '__typename'> {
  @Field(() => String, { description: 'The quotation as plain text, without the citation.' })
  text!: string;

  @Field(() => String, { nullable: true, description: 'The person or source quoted.' })
  citation!: string | null;
}

@ObjectType({ description: 'A picture, with its caption if it has one.' })
export class ImageBlock extends BlockBase implements Omit<content.ImageData, '__typename'> {
  @Field(() => Image, {
    description: 'The picture with its caption and credit in the body. `focalPoint` is always null.',
  })
  image!: content.ImageData['image'];
}

@ObjectType({ description: 'Source code or other preformatted text.' })
export class CodeBlock extends BlockBase implements Omit<content.CodeData, '__typename'> {
  @Field(() => String, { description: 'The code as written, without the final line break.' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'The language as named by the author, e.g. python.' })
  language!: string | null;
}

@ObjectType({ description: 'Embedded content of another site, such as a video.' })
export class EmbedBlock extends BlockBase implements Omit<content.EmbedData, '__typename'> {
  @Field(() => UrlScalar, { description: 'The absolute URL of the embedded frame.' })
  url!: string;

  @Field(() => String, { nullable: true, description: 'The name of the embedded site.' })
  provider!: string | null;
}

@ObjectType({ description: 'A table.' })
export class TableBlock extends BlockBase implements Omit<content.TableData, '__typename'> {
  @Field(() => [[String]], {
    description: 'The plain text of the cells by row. If the table has a header, it is the first row.',
  })
  rows!: string[][];
}

@ObjectType({ description: 'Sanitized HTML that fits no other block type.' })
export class HtmlBlock extends BlockBase implements Omit<content.HtmlData, '__typename'> {}

export const Block = createUnionType({
  name: 'Block',
  description: 'A block of a body, typed so that a front end can render each type with its own component.',
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
