import { Field, ID, InputType, Int } from 'type-graphql';
import { FILTERABLE_FIELDS, pickFilterable } from '../../../fields/filterable-fields.js';
import { DeclareConditions } from '../../../fields/graphql-fields.js';
import { ArticleKind } from '../../../shared/article/article-kind.js';
import { ArticleStatus } from '../../../shared/article/article-status.js';
import { OWN_INPUT, OwnInput } from '../../../shared/own-input.js';
import type { ColumnConditions } from './column-condition.sql.js';
import { MAX_CONDITIONS, MAX_DEPTH, MAX_REQUIRED, MAX_VALUES } from './filter-limits.js';
import type { OwnConditions } from './own-condition.sql.js';

/** Description of every argument of type ArticleFilter. */
export const FILTER_ARG = {
  description: 'Only articles that match the filter. Defaults to all articles.',
};

const NEEDS_KEY = 'Requires an API key with the `preview` or `write` scope.';

@InputType({
  description:
    'A filter for tags, authors or series. Tags and authors are given by slug or ID, series by name. Fields are combined (and). Unknown and former slugs match nothing.',
})
export class ReferenceFilter {
  @Field(() => [String], {
    nullable: true,
    description: `The article has at least one of these. An empty list matches nothing. At most ${MAX_VALUES}.`,
  })
  any?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The article has all of these. At most ${MAX_REQUIRED}.`,
  })
  all?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The article has none of these. At most ${MAX_VALUES}.`,
  })
  none?: string[] | null;
}

@InputType({
  description:
    'A filter for sections, given by slug or ID. Fields are combined (and). Unknown and former slugs match nothing.',
})
export class SectionsFilter {
  @Field(() => [String], {
    nullable: true,
    description: `The article is in one of these sections. An empty list matches nothing. At most ${MAX_VALUES}.`,
  })
  any?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The article is in none of these sections. At most ${MAX_VALUES}.`,
  })
  none?: string[] | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'If true, a section does not include its descendants.',
  })
  exact?: boolean;
}

@InputType({ description: 'A range of times.' })
export class DateTimeRange {
  @Field(() => Date, {
    nullable: true,
    description: 'At this time or later, e.g. 2026-01-31T08:00:00Z. A date alone is refused.',
  })
  after?: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'Before this time, e.g. 2026-01-31T08:00:00Z. A date alone is refused.',
  })
  before?: Date | null;
}

@InputType({ description: 'A range of numbers.' })
export class IntRange {
  @Field(() => Int, { nullable: true, description: 'At least this.' })
  min?: number | null;

  @Field(() => Int, { nullable: true, description: 'At most this.' })
  max?: number | null;
}

@DeclareConditions(FILTERABLE_FIELDS)
@InputType({
  description: `A filter for articles. Fields are combined (and), values in a list are alternatives (or). At most ${MAX_CONDITIONS} conditions in all, nested at most ${MAX_DEPTH} levels deep.`,
})
export class ArticleFilter {
  @Field(() => [ArticleFilter], {
    nullable: true,
    description: 'The article matches all of these filters.',
  })
  and?: ArticleFilter[] | null;

  @Field(() => [ArticleFilter], {
    nullable: true,
    description: 'The article matches at least one of these filters. An empty list matches nothing.',
  })
  or?: ArticleFilter[] | null;

  @Field(() => ArticleFilter, { nullable: true, description: 'The article does not match this filter.' })
  not?: ArticleFilter | null;

  @Field(() => [ID], { nullable: true, description: `The IDs of articles. At most ${MAX_VALUES}.` })
  ids?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The slugs of articles. Former slugs match nothing. At most ${MAX_VALUES}.`,
  })
  slugs?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The site-relative paths of articles. Former paths match nothing. At most ${MAX_VALUES}.`,
  })
  paths?: string[] | null;

  @Field(() => [ArticleKind], { nullable: true, description: 'The kinds of articles.' })
  kinds?: string[] | null;

  @Field(() => SectionsFilter, { nullable: true, description: 'The sections of articles.' })
  sections?: SectionsFilter | null;

  @Field(() => ReferenceFilter, { nullable: true, description: 'The tags of articles.' })
  tags?: ReferenceFilter | null;

  @Field(() => ReferenceFilter, { nullable: true, description: 'The authors in the byline.' })
  authors?: ReferenceFilter | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "The BCP 47 tags of languages, e.g. pt-BR. An article without a language of its own has the site's.",
  })
  languages?: string[] | null;

  @Field(() => ReferenceFilter, { nullable: true, description: 'The series of articles, by name.' })
  series?: ReferenceFilter | null;

  @Field(() => Boolean, { nullable: true, description: 'True for articles with an image.' })
  hasImage?: boolean | null;

  @Field(() => DateTimeRange, {
    nullable: true,
    description: 'The publication date shown to readers. Drafts without one match no range.',
  })
  publishedAt?: DateTimeRange | null;

  @Field(() => DateTimeRange, {
    nullable: true,
    description: 'The time of the last change visible to readers.',
  })
  updatedAt?: DateTimeRange | null;

  @Field(() => IntRange, { nullable: true, description: 'The number of words in the body.' })
  wordCount?: IntRange | null;

  @Field(() => [ArticleStatus], {
    nullable: true,
    description: `The publication statuses of articles. Drafts are in the preview perspective only. ${NEEDS_KEY}`,
  })
  status?: ArticleStatus[] | null;

  @Field(() => DateTimeRange, {
    nullable: true,
    description: `The time at which the latest revision will be published. ${NEEDS_KEY}`,
  })
  scheduledFor?: DateTimeRange | null;

  @Field(() => OwnInput, OWN_INPUT)
  fields?: OwnConditions | null;
}

/** Returns the conditions of a filter on fields with a column of their own. */
export function pickColumnConditions(filter: ArticleFilter | null | undefined): ColumnConditions {
  return pickFilterable({ ...filter } as ColumnConditions);
}
