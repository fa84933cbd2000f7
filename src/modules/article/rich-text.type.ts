import { Field, Int, ObjectType } from 'type-graphql';
import { TEXT_FIELD } from './block.type.js';

@ObjectType({
  description: 'An article body in the forms that front ends use, all made from the same sanitised tree.',
})
export class RichText {
  articleId!: number;
}

@ObjectType({ description: 'A heading of a body, for a table of contents.' })
export class Heading {
  @Field(() => Int, { description: '1 to 6.' })
  level!: number;

  @Field(() => String, TEXT_FIELD)
  text!: string;

  @Field(() => String, { description: "The heading's id in the html; unique in the body." })
  anchor!: string;
}
