import { Field, ID, InputType } from 'type-graphql';
import { ArticleKind } from '../../shared/article-kind.js';
import { OWN_INPUT, OwnInput } from '../../shared/own-input.js';
import { FILTERABLE_FIELDS, pickFilterable } from '../filterable-fields.js';
import { DeclareConditions } from '../graphql-fields.js';
import type { ColumnConditions } from './column-condition.sql.js';
import type { OwnConditions } from './own-condition.sql.js';

/** Description of every argument of type ArticleFilter. */
export const FILTER_ARG = {
  description: 'Only articles that match all fields of the filter. Defaults to all articles.',
};

@DeclareConditions(FILTERABLE_FIELDS)
@InputType({
  description:
    'A filter for articles. Slugs in one list are alternatives (or), at most 100; different fields are combined (and). An empty list of slugs matches nothing, nor do unknown or former slugs.',
})
export class ArticleFilter {
  @Field(() => [String], {
    nullable: true,
    description: 'The slugs of sections. A section includes its descendants.',
  })
  section?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'The slugs of tags.' })
  tag?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'The slugs of authors.' })
  author?: string[] | null;

  @Field(() => [ArticleKind], { nullable: true, description: 'The kinds of articles.' })
  kinds?: string[] | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'Published at this time or later. A DateTime, e.g. 2026-01-31T08:00:00Z; a date alone is refused.',
  })
  publishedAfter?: Date | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'Published before this time. A DateTime, e.g. 2026-01-31T08:00:00Z; a date alone is refused.',
  })
  publishedBefore?: Date | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The IDs of articles to leave out, e.g. those already shown. At most 100.',
  })
  excludeIds?: string[] | null;

  @Field(() => OwnInput, OWN_INPUT)
  fields?: OwnConditions | null;
}

/** Returns the conditions of a filter on fields with a column of their own. */
export function pickColumnConditions(filter: ArticleFilter | null | undefined): ColumnConditions {
  return pickFilterable({ ...filter } as ColumnConditions);
}
