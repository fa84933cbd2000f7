import { Field, ID, InputType } from 'type-graphql';

@InputType({
  description:
    'Slugs in one list are alternatives (or); different fields narrow (and). An empty list matches nothing.',
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

  @Field(() => Date, { nullable: true, description: 'At this moment or later.' })
  publishedAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Before this moment.' })
  publishedBefore?: Date | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Articles to leave out, e.g. those shown already; at most 100.',
  })
  excludeIds?: string[] | null;
}
