import { ArgsType, Field } from 'type-graphql';
import { ArticleFilter } from '../article/filter/article-filter.js';

@ArgsType()
export class ArticleEventsArgs {
  @Field(() => ArticleFilter, {
    nullable: true,
    description:
      'Only events of articles that match the filter, or may have matched it before the change, are delivered; ' +
      '`isMatch` tells them apart. Defaults to all articles. At most 20 different filters per client.',
  })
  filter?: ArticleFilter | null;

  @Field(() => String, {
    nullable: true,
    deprecationReason: 'Use `filter: { sections: { any } }`. Removed after 2027-06-01.',
    description:
      'The ID or slug of a section. Only events of articles in the section or its descendants, or just moved out ' +
      'of them, are delivered. An unknown section delivers nothing until it exists.',
  })
  section?: string | null;

  @Field(() => String, {
    nullable: true,
    deprecationReason: 'Use `filter: { tags: { any } }`. Removed after 2027-06-01.',
    description:
      'The ID or slug of a tag. Only events of articles that have the tag, or have just lost it, are delivered. ' +
      'An unknown tag delivers nothing until it exists.',
  })
  tag?: string | null;

  @Field(() => String, {
    nullable: true,
    deprecationReason: 'Use `filter: { slugs }` or `filter: { ids }`. Removed after 2027-06-01.',
    description:
      'The ID or slug of an article. Only its events are delivered, including those that change its slug to ' +
      'or from this one.',
  })
  article?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last event received. Later events are delivered first, without a gap. Fails with ' +
      'CURSOR_EXPIRED if the change log no longer goes back that far; then reload the content and ' +
      'subscribe without a cursor. If omitted, events are delivered from now on.',
  })
  after?: string | null;
}
