import { Field, ID, InputType } from 'type-graphql';

export const MAX_EXCLUDED = 100;

/** Options of every argument `exclude`. */
export const EXCLUDE_ARG = {
  nullable: true,
  description: 'The articles to leave out. Those that come after them in the list move up.',
};

@InputType({
  description:
    'The articles that a list leaves out: all that any of the fields names. Articles that do not exist are ignored.',
})
export class Exclude {
  @Field(() => [ID], {
    nullable: true,
    description: `The IDs of articles, e.g. of the one being read. At most ${MAX_EXCLUDED}.`,
  })
  ids?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The current site paths of articles. At most ${MAX_EXCLUDED}.`,
  })
  paths?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The ID or slug of an article, to leave out the article and the first 20 articles related to it.',
  })
  relatedTo?: string | null;
}
