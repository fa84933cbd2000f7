import { Field, InputType } from 'type-graphql';

export const MAX_UNIQUE_NAME = 100;

/** Options of every argument `unique`. */
export const UNIQUE_ARG = {
  nullable: true,
  description:
    'Shows no article twice on a page: leaves out the articles of the fields before this one in the document that ' +
    'carry `unique` or `@unique`. Those that come after them in the list move up.',
};

@InputType({ description: 'The place of a list on a page that shows no article twice.' })
export class Unique {
  @Field(() => String, {
    description:
      'The name of the list, by which clients that cache fields by their arguments tell it from other lists. ' +
      `Name it after its page and place, e.g. \`home-hero\`. At most ${MAX_UNIQUE_NAME} characters.`,
  })
  name!: string;

  @Field(() => String, {
    defaultValue: 'page',
    description: 'The name of the group. Only fields of one group leave out the articles of each other.',
  })
  group!: string;
}
