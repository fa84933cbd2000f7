import { Field, ID, InputType } from 'type-graphql';

/** What every argument of this type says of itself. */
export const FILTER_ARG = { description: 'Only articles that meet all of it; any when left out.' };

@InputType({
  description:
    'Slugs in one list are alternatives (or), at most 100; different fields narrow (and). An empty list of slugs matches nothing, nor do unknown or former slugs.',
})
export class ArticleFilter {
  @Field(() => [String], {
    nullable: true,
    description: 'Slugs of sections; a section includes its descendants.',
  })
  section?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Slugs of tags.' })
  tag?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Slugs of authors.' })
  author?: string[] | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'At this moment or later, as a DateTime, e.g. 2026-01-31T08:00:00Z; a date alone is refused.',
  })
  publishedAfter?: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'Before this moment, as a DateTime, e.g. 2026-01-31T08:00:00Z; a date alone is refused.',
  })
  publishedBefore?: Date | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Articles to leave out, e.g. those shown already; at most 100.',
  })
  excludeIds?: string[] | null;
}
