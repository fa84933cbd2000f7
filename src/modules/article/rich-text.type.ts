import { Field, Int, ObjectType } from 'type-graphql';
import { TEXT_FIELD } from './block.type.js';

@ObjectType({
  description: 'An article body in several formats, all generated from the same sanitized tree.',
})
export class RichText {
  articleId!: number;
}

@ObjectType({ description: 'A heading of a body, for a table of contents.' })
export class Heading {
  @Field(() => Int, { description: 'The heading level, from 1 to 6.' })
  level!: number;

  @Field(() => String, TEXT_FIELD)
  text!: string;

  @Field(() => String, {
    description: 'The `id` attribute of the heading in the HTML, unique within the body.',
  })
  anchor!: string;
}
