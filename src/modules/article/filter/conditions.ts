import { ID } from 'type-graphql';
import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import { FILTERABLE_FIELDS } from '../../../fields/filterable-fields.js';
import { AccessLevel } from '../../../shared/article/access-level.js';
import { ArticleKind } from '../../../shared/article/article-kind.js';
import { ArticleStatus } from '../../../shared/article/article-status.js';
import { buildAnyValue, buildNumberRange, buildTimeRange } from '../../../shared/lists/comparison.sql.js';
import { MAX_VALUES } from '../../../shared/lists/list-size.js';
import { DateTimeRange, IntRange } from '../../../shared/lists/range.inputs.js';
import { OwnInput } from '../../../shared/own-input.js';
import { parseGlobalIds } from '../../../shared/references/global-id.js';
import { SHOWS_PICTURE_WITHOUT_ALT } from '../../bodies/picture-without-alt.sql.js';
import { buildColumnCondition } from './column-condition.sql.js';
import { type Condition, condition } from './condition.js';
import { LIST_LIMITS, OPERAND_LIMITS, REFERENCE_LIMITS } from './condition-limits.js';
import {
  getIdTags,
  getOwnFieldTags,
  getReferenceTags,
  getSectionTags,
  trackField,
  UNCACHED,
} from './condition-tags.js';
import type { FieldCondition } from './field-condition.sql.js';
import { ReferenceFilter, RobotsFilter, SectionsFilter } from './filter.inputs.js';
import { buildHasImage } from './has-image.sql.js';
import { buildOwnConditions, type OwnConditions } from './own-condition.sql.js';
import { complete, negate, nullable } from './predicate.js';
import { buildReferences, buildSeries } from './reference-condition.sql.js';
import { buildSections } from './section-condition.sql.js';
import { IS_OF_NEWSROOM, IS_SPONSORED } from './sponsored.sql.js';
import {
  buildActorCondition,
  buildChangesCondition,
  buildScheduleCondition,
  buildStatusCondition,
} from './state-condition.sql.js';
import { buildMissingTranslation, IS_OUTDATED } from './translation-condition.sql.js';

const { sql } = Prisma;

/**
 * The conditions of the filter of articles, in the order of their SQL. The input ArticleFilter, its statements, the
 * cache tags of filtered lists, the tags that a change of an article invalidates, and the limits follow this table.
 */
const BUILT_IN = {
  ids: condition<string[]>({
    type: () => [ID],
    description: `The IDs of articles. At most ${MAX_VALUES}.`,
    limits: LIST_LIMITS,
    buildSql: (ids, { name }) => [
      complete(buildAnyValue(sql`a.id`, parseGlobalIds('Article', ids, name), 'int')),
    ],
    // The ID of an article never changes.
    tags: { get: (ids) => ({ members: getIdTags(ids) }) },
  }),

  slugs: condition<string[]>({
    type: () => [String],
    description: `The slugs of articles. Former slugs match nothing. At most ${MAX_VALUES}.`,
    limits: LIST_LIMITS,
    buildSql: (slugs) => [complete(buildAnyValue(sql`a.slug`, slugs, 'text'))],
    tags: {
      get: (slugs) => ({ changes: slugs.map(cacheTags.slug), members: slugs.map(cacheTags.slug) }),
    },
  }),

  paths: condition<string[]>({
    type: () => [String],
    description: `The site-relative paths of articles. Former paths match nothing. At most ${MAX_VALUES}.`,
    limits: LIST_LIMITS,
    buildSql: (paths) => [complete(buildAnyValue(sql`a.path`, paths, 'text'))],
    tags: {
      get: (paths) => ({ changes: paths.map(cacheTags.path), members: paths.map(cacheTags.path) }),
    },
  }),

  kinds: condition<string[]>({
    type: () => [ArticleKind],
    description: 'The kinds of articles.',
    limits: LIST_LIMITS,
    buildSql: (kinds) => [complete(buildAnyValue(sql`a.kind`, kinds, 'text'))],
    tags: trackField('kind', ({ kind }) => kind),
  }),

  languages: condition<string[]>({
    type: () => [String],
    description:
      "The BCP 47 tags of languages, e.g. pt-BR. An article without a language of its own has the site's.",
    limits: LIST_LIMITS,
    buildSql: (languages, { siteLanguage }) => {
      const language = sql`lower(coalesce(a.language, ${siteLanguage}::text))`;
      const values = languages.map((each) => each.toLowerCase());
      return [complete(buildAnyValue(language, values, 'text'))];
    },
    tags: trackField('language', ({ language }) => language),
  }),

  missingTranslation: condition<string>({
    type: () => String,
    description:
      'Articles that have no version in a language of the site, published or not, given by its BCP 47 tag.',
    isForEditors: true,
    limits: OPERAND_LIMITS,
    buildSql: (tag, { reader, languages, name }) => [
      complete(buildMissingTranslation(reader, tag, languages, name)),
    ],
    tags: UNCACHED,
  }),

  isOutdated: condition<boolean>({
    type: () => Boolean,
    description:
      'True for translations of articles that were published again, while the translation was not since.',
    isForEditors: true,
    limits: OPERAND_LIMITS,
    buildSql: (isTrue) => {
      const outdated = complete(IS_OUTDATED);
      return [isTrue ? outdated : negate(outdated)];
    },
    tags: UNCACHED,
  }),

  sections: condition<SectionsFilter>({
    type: () => SectionsFilter,
    description: 'The sections of articles.',
    limits: REFERENCE_LIMITS,
    buildSql: buildSections,
    tags: {
      get: getSectionTags,
      getStored: ({ ownSectionIds }) => ({ section: ownSectionIds }),
    },
  }),

  tags: condition<ReferenceFilter>({
    type: () => ReferenceFilter,
    description: 'The tags of articles.',
    limits: REFERENCE_LIMITS,
    references: 'tag',
    buildSql: (filter, context) => buildReferences('tag', filter, context),
    tags: { get: (filter) => getReferenceTags('tag', filter) },
  }),

  authors: condition<ReferenceFilter>({
    type: () => ReferenceFilter,
    description: 'The authors in the byline.',
    limits: REFERENCE_LIMITS,
    references: 'author',
    buildSql: (filter, context) => buildReferences('author', filter, context),
    tags: { get: (filter) => getReferenceTags('author', filter) },
  }),

  access: condition<AccessLevel[]>({
    type: () => [AccessLevel],
    description: 'The readers who may read the whole of an article.',
    limits: LIST_LIMITS,
    buildSql: (levels) => [complete(buildAnyValue(sql`a.access`, levels, 'text'))],
    tags: trackField('access', ({ access }) => access),
  }),

  series: condition<ReferenceFilter>({
    type: () => ReferenceFilter,
    description: 'The series of articles, by slug, ID or title.',
    limits: REFERENCE_LIMITS,
    references: 'series',
    buildSql: buildSeries,
    tags: {
      get: (filter) => getReferenceTags('series', filter),
      // Lists in the order of parts depend on both.
      getStored: ({ seriesId, seriesPart }) => ({ series: seriesId && [seriesId, seriesPart] }),
    },
  }),

  hasImage: condition<boolean>({
    type: () => Boolean,
    description: 'True for articles with an image.',
    limits: OPERAND_LIMITS,
    buildSql: (isTrue) => {
      const hasOne = complete(buildHasImage(sql`a.image_id`));
      return [isTrue ? hasOne : negate(hasOne)];
    },
    tags: trackField('image', ({ imageId }) => imageId !== null),
  }),

  robots: condition<RobotsFilter>({
    type: () => RobotsFilter,
    description: 'What search engines may do with articles.',
    limits: OPERAND_LIMITS,
    buildSql: ({ isIndexed = null, isFollowed = null }) => [
      ...(isIndexed === null ? [] : [complete(sql`(a.noindex IS TRUE) <> ${isIndexed}::boolean`)]),
      ...(isFollowed === null ? [] : [complete(sql`(a.nofollow IS TRUE) <> ${isFollowed}::boolean`)]),
    ],
    tags: trackField('robots', ({ noindex, nofollow }) => `${noindex === true} ${nofollow === true}`),
  }),

  hasPictureWithoutAlt: condition<boolean>({
    type: () => Boolean,
    description:
      'True for articles whose lead picture, or a picture in the published body or the draft, has no text alternative.',
    isForEditors: true,
    limits: OPERAND_LIMITS,
    buildSql: (isTrue) => {
      const shows = complete(SHOWS_PICTURE_WITHOUT_ALT);
      return [isTrue ? shows : negate(shows)];
    },
    tags: UNCACHED,
  }),

  isSponsored: condition<boolean>({
    type: () => Boolean,
    description: 'True for articles that a sponsor paid for, false for those of the newsroom.',
    limits: OPERAND_LIMITS,
    buildSql: (isTrue) => [complete(isTrue ? IS_SPONSORED : IS_OF_NEWSROOM)],
    tags: trackField('sponsorship', ({ sponsorName }) => sponsorName !== null),
  }),

  publishedAt: condition<DateTimeRange>({
    type: () => DateTimeRange,
    description: 'The publication date shown to readers. Drafts without one match no range.',
    limits: OPERAND_LIMITS,
    // The sort key has an index and is the same as the date if there is one.
    buildSql: (range, { name }) =>
      buildTimeRange(name, sql`a.listed_at`, range).map((bound) =>
        complete(sql`(${bound} AND a.published_at IS NOT NULL)`),
      ),
    tags: { get: () => ({ dependsOnDate: true }) },
  }),

  updatedAt: condition<DateTimeRange>({
    type: () => DateTimeRange,
    description: 'The time of the last change visible to readers.',
    limits: OPERAND_LIMITS,
    buildSql: (range, { name }) => buildTimeRange(name, sql`a.updated_at`, range).map(complete),
    tags: { get: (_, list) => ({ changes: [cacheTags.articles(list, 'updated')] }) },
  }),

  createdAt: condition<DateTimeRange>({
    type: () => DateTimeRange,
    description: 'The time at which the article was created in Dateline.',
    limits: OPERAND_LIMITS,
    buildSql: (range, { name }) => buildTimeRange(name, sql`a.created_at`, range).map(complete),
    tags: trackField('createdAt', ({ createdAt }) => createdAt),
  }),

  wordCount: condition<IntRange>({
    type: () => IntRange,
    description: 'The number of words in the body.',
    limits: OPERAND_LIMITS,
    buildSql: (range) => buildNumberRange(sql`a.word_count`, range).map(complete),
    tags: trackField('wordCount', ({ wordCount }) => wordCount),
  }),

  status: condition<ArticleStatus[]>({
    type: () => [ArticleStatus],
    description: 'The publication statuses of articles. Drafts are in the preview perspective only.',
    isForEditors: true,
    limits: OPERAND_LIMITS,
    buildSql: (statuses, { reader }) => [complete(buildStatusCondition(reader, statuses))],
    tags: UNCACHED,
  }),

  scheduledFor: condition<DateTimeRange>({
    type: () => DateTimeRange,
    description: 'The time at which the latest revision will be published.',
    isForEditors: true,
    limits: OPERAND_LIMITS,
    buildSql: (range, { reader, name }) => {
      const bounds = buildTimeRange(name, sql`s.scheduled_for`, range);
      return bounds.length === 0 ? [] : [complete(buildScheduleCondition(reader, bounds))];
    },
    tags: UNCACHED,
  }),

  hasUnpublishedChanges: condition<boolean>({
    type: () => Boolean,
    description: 'True for published articles with a later revision that is not published.',
    isForEditors: true,
    limits: OPERAND_LIMITS,
    buildSql: (isTrue, { reader }) => [complete(buildChangesCondition(reader, isTrue))],
    tags: UNCACHED,
  }),

  createdBy: condition<string[]>({
    type: () => [ID],
    description: `The API keys that created articles, by ID or \`keyPrefix\`. At most ${MAX_VALUES}.`,
    isForEditors: true,
    limits: LIST_LIMITS,
    buildSql: (keys, context) => [complete(buildActorCondition(sql`s.created_by_id`, keys, context))],
    tags: UNCACHED,
  }),

  lastEditedBy: condition<string[]>({
    type: () => [ID],
    description: `The API keys that saved the latest revisions of articles, by ID or \`keyPrefix\`. At most ${MAX_VALUES}.`,
    isForEditors: true,
    limits: LIST_LIMITS,
    buildSql: (keys, context) => [complete(buildActorCondition(sql`s.last_edited_by_id`, keys, context))],
    tags: UNCACHED,
  }),

  fields: condition<OwnConditions>({
    type: () => OwnInput,
    limits: OPERAND_LIMITS,
    buildSql: (conditions, context) => buildOwnConditions(conditions, context).map(nullable),
    tags: {
      get: (conditions, _list, model) => getOwnFieldTags(conditions, model),
      getStored: ({ fields }) => fields as Record<string, unknown>,
    },
  }),
};

/** Conditions on fields with a column of their own, which fields/article.fields.ts marks as filterable. */
const ON_COLUMNS = Object.fromEntries(
  Object.entries(FILTERABLE_FIELDS).map(([field, definition]) => [
    field,
    condition<boolean | FieldCondition>({
      type: () => OwnInput,
      limits: OPERAND_LIMITS,
      buildSql: (operands, { name }) => buildColumnCondition(name, field, definition, operands).map(nullable),
      tags: trackField(field, (article) => article[field as keyof typeof article]),
    }),
  ]),
);

/** All conditions by name. */
export const CONDITIONS: Record<string, Condition<unknown>> = { ...BUILT_IN, ...ON_COLUMNS };

/** Values of the conditions as the schema has coerced them, except of those on columns. */
export type ConditionValues = {
  [Name in keyof typeof BUILT_IN]?: ValueOf<(typeof BUILT_IN)[Name]> | null;
};

type ValueOf<Definition> = Definition extends Condition<infer Value> ? Value : never;

/** A condition that a filter has, with its value. */
interface GivenCondition {
  name: string;
  value: unknown;
  condition: Condition<unknown>;
}

/** Lists the conditions of a filter without those of the filters within it. */
export function listConditions(filter: object): GivenCondition[] {
  const values = filter as Record<string, unknown>;
  return Object.entries(CONDITIONS).flatMap(([name, condition]) => {
    const value = values[name] ?? null;
    return value === null ? [] : [{ name, value, condition }];
  });
}
