import { Prisma } from '../../../database/generated/client.js';
import { FILTERABLE_FIELDS } from '../../../fields/filterable-fields.js';
import { ForbiddenError } from '../../../shared/errors/errors.js';
import { parseGlobalIds } from '../../../shared/references/global-id.js';
import {
  type ArticleFilter,
  type DateTimeRange,
  type IntRange,
  pickColumnConditions,
  type ReferenceFilter,
} from './article-filter.js';
import { buildColumnConditions } from './column-condition.sql.js';
import { checkTime } from './field-condition.sql.js';
import { assertFilterInLimits, assertListSize, countConditions, MAX_REQUIRED } from './filter-limits.js';
import { IS_LISTED } from './listed.sql.js';
import { buildOwnConditions } from './own-condition.sql.js';
import { loadReferenceIds, type ReferenceIds, type ReferenceReader } from './reference-ids.js';
import { buildSectionCondition, type SectionIdLookup } from './section-condition.sql.js';
import { buildScheduleCondition, buildStatusCondition } from './state-condition.sql.js';

const { sql, join, raw } = Prisma;

/**
 * Number of conditions on tags and authors that the planner may join. It plans more joins for longer than they
 * take, so further ones are looked up for each article.
 */
const MAX_JOINED = 4;

export interface FilterSources {
  reader: ReferenceReader;
  sections: SectionIdLookup;
  /** True if the client may read the publication status of articles. */
  canReadStates: boolean;
  /** BCP 47 tag of articles without a language of their own. */
  siteLanguage: string;
}

/** Pictures whose rights have ended. There are few, and they are found once for a list. */
const EXPIRED_IMAGES = sql`ARRAY(
  SELECT i.id FROM public.media_file f JOIN public.media_source s ON s.file_id = f.id JOIN public.image i ON i.url = s.url
  WHERE f.expires_at <= now())`;

/** Returns the filter, or null if it has no conditions. */
export function omitEmptyFilter(filter: ArticleFilter | null | undefined): ArticleFilter | null {
  return filter && countConditions(filter) > 0 ? filter : null;
}

/** Builds the SQL conditions of filters on the article `a`, for all lists of a request. */
export class ArticleConditionBuilder {
  constructor(private readonly sources: FilterSources) {}

  /**
   * Builds the condition of a filter; `true` for none. Throws BadUserInputError for a filter beyond the limits or
   * with invalid values, and ForbiddenError for conditions that need a scope.
   */
  async build(filter: ArticleFilter | null | undefined): Promise<Prisma.Sql> {
    if (!filter) return sql`true`;
    assertFilterInLimits(filter);
    const ids = await loadReferenceIds(this.sources.reader, filter);
    return new ConditionTree(this.sources, ids, () => this.assertCanReadStates()).build(filter);
  }

  /**
   * Builds the condition of a list: that of the filter, without pages unless the filter names kinds. Throws the
   * errors of `build`.
   */
  async buildForList(filter: ArticleFilter | null | undefined): Promise<Prisma.Sql> {
    const condition = await this.build(filter);
    return filter && namesKinds(filter) ? condition : sql`${raw(`a.${IS_LISTED}`)} AND ${condition}`;
  }

  /** Throws ForbiddenError unless the client may read the publication status of articles. */
  assertCanReadStates(): void {
    if (!this.sources.canReadStates) throw new ForbiddenError('preview or write');
  }
}

/** Condition with the SQL of its opposite, which is true if the condition is false or null. */
interface Condition {
  is: Prisma.Sql;
  isNot: Prisma.Sql;
}

/** Builds the condition of one filter. Negations are applied to the single conditions, for the planner's sake. */
class ConditionTree {
  private joined = 0;

  constructor(
    private readonly sources: FilterSources,
    private readonly ids: ReferenceIds,
    private readonly assertCanReadStates: () => void,
  ) {}

  async build(filter: ArticleFilter, name = 'filter', isNegated = false): Promise<Prisma.Sql> {
    const own = await this.buildOwn(filter, name);
    const parts = own.map(({ is, isNot }) => (isNegated ? isNot : is));
    for (const [i, each] of (filter.and ?? []).entries()) {
      parts.push(await this.build(each, `${name}.and[${i}]`, isNegated));
    }
    if (filter.or) {
      const alternatives: Prisma.Sql[] = [];
      for (const [i, each] of filter.or.entries()) {
        alternatives.push(await this.build(each, `${name}.or[${i}]`, isNegated));
      }
      parts.push(isNegated ? combineAll(alternatives) : combineAny(alternatives));
    }
    if (filter.not) parts.push(await this.build(filter.not, `${name}.not`, !isNegated));
    return isNegated ? combineAny(parts) : combineAll(parts);
  }

  /** Builds the conditions of a filter without those of the filters within it. */
  private async buildOwn(filter: ArticleFilter, name: string): Promise<Condition[]> {
    const { ids, slugs, paths, kinds, languages, sections, hasImage } = filter;
    const { updatedAt, wordCount, status, fields } = filter;
    const conditions: Condition[] = [];
    if (ids) {
      assertListSize(`${name}.ids`, ids);
      conditions.push(complete(buildAny(sql`a.id`, parseGlobalIds('Article', ids, `${name}.ids`), 'int')));
    }
    for (const [column, list] of [['slug', slugs] as const, ['path', paths] as const]) {
      if (!list) continue;
      assertListSize(`${name}.${column}s`, list);
      conditions.push(complete(buildAny(Prisma.raw(`a.${column}`), list, 'text')));
    }
    if (kinds) {
      assertListSize(`${name}.kinds`, kinds);
      conditions.push(complete(buildAny(sql`a.kind`, kinds, 'text')));
    }
    if (languages) {
      assertListSize(`${name}.languages`, languages);
      const own = sql`lower(coalesce(a.language, ${this.sources.siteLanguage}::text))`;
      conditions.push(
        complete(
          buildAny(
            own,
            languages.map((each) => each.toLowerCase()),
            'text',
          ),
        ),
      );
    }
    for (const operator of ['any', 'none'] as const) {
      const values = sections?.[operator];
      if (!values) continue;
      assertListSize(`${name}.sections.${operator}`, values);
      const isIn = await buildSectionCondition(
        values,
        { isExact: sections.exact ?? false, name: `${name}.sections.${operator}` },
        this.sources,
      );
      conditions.push(operator === 'any' ? complete(isIn) : negate(complete(isIn)));
    }
    for (const kind of ['tag', 'author'] as const) {
      conditions.push(...this.buildReferences(kind, `${name}.${kind}s`, filter[`${kind}s`]));
    }
    conditions.push(...buildSeries(`${name}.series`, filter.series));
    if (hasImage != null) {
      const hasOne = complete(sql`a.image_id IS NOT NULL AND NOT a.image_id = ANY(${EXPIRED_IMAGES})`);
      conditions.push(hasImage ? hasOne : negate(hasOne));
    }
    conditions.push(...buildPublishedAt(`${name}.publishedAt`, filter.publishedAt));
    conditions.push(...buildTimes(`${name}.updatedAt`, sql`a.updated_at`, updatedAt).map(complete));
    conditions.push(...buildWordCount(wordCount).map(complete));
    if (status) {
      this.assertCanReadStates();
      conditions.push(complete(buildStatusCondition(status)));
    }
    if (filter.scheduledFor) {
      this.assertCanReadStates();
      const range = buildTimes(`${name}.scheduledFor`, sql`s.scheduled_for`, filter.scheduledFor);
      if (range.length > 0) conditions.push(complete(buildScheduleCondition(range)));
    }
    const columns = buildColumnConditions(FILTERABLE_FIELDS, pickColumnConditions(filter), name);
    conditions.push(
      ...columns.map(nullable),
      ...(fields ? buildOwnConditions(fields, name) : []).map(nullable),
    );
    return conditions;
  }

  /** Builds the conditions on an article's tags or authors. */
  private buildReferences(
    kind: 'tag' | 'author',
    name: string,
    filter: ReferenceFilter | null | undefined,
  ): Condition[] {
    const { any, all, none } = filter ?? {};
    const find = (values: string[]) => values.flatMap((value) => this.ids[kind].get(value) ?? []);
    const conditions: Condition[] = [];
    if (any) {
      assertListSize(`${name}.any`, any);
      conditions.push(complete(this.buildReference(kind, find(any))));
    }
    if (all) {
      assertListSize(`${name}.all`, all, MAX_REQUIRED);
      conditions.push(...all.map((value) => complete(this.buildReference(kind, find([value])))));
    }
    if (none) {
      assertListSize(`${name}.none`, none);
      conditions.push(negate(complete(this.buildReference(kind, find(none)))));
    }
    return conditions;
  }

  /** EXISTS, because PostgreSQL would compare a list that is too long for its memory with every article. */
  private buildReference(kind: 'tag' | 'author', ids: number[]): Prisma.Sql {
    if (ids.length === 0) return sql`false`;
    this.joined += 1;
    const fence = this.joined > MAX_JOINED ? sql`OFFSET 0` : Prisma.empty;
    const matches = buildAny(Prisma.raw(`b.${kind}_id`), ids, 'int');
    return sql`EXISTS (
      SELECT FROM ${this.sources.reader.table(`article_${kind}`)} b WHERE b.article_id = a.id AND ${matches} ${fence})`;
  }
}

/** Builds an alternative of values. One value is a range of an index by value and date. */
function buildAny(column: Prisma.Sql, values: (string | number)[], type: 'int' | 'text'): Prisma.Sql {
  const cast = Prisma.raw(type);
  if (values.length === 1) return sql`${column} = ${values[0]}::${cast}`;
  return sql`${column} = ANY(${values}::${cast}[])`;
}

/** An article has one series, so that it never has all of two. */
function buildSeries(name: string, filter: ReferenceFilter | null | undefined): Condition[] {
  const { any, all, none } = filter ?? {};
  const conditions: Condition[] = [];
  if (any) {
    assertListSize(`${name}.any`, any);
    conditions.push(nullable(buildAny(sql`a.series`, any, 'text')));
  }
  if (all) {
    assertListSize(`${name}.all`, all, MAX_REQUIRED);
    conditions.push(...all.map((value) => nullable(buildAny(sql`a.series`, [value], 'text'))));
  }
  if (none) {
    assertListSize(`${name}.none`, none);
    conditions.push(negate(nullable(buildAny(sql`a.series`, none, 'text'))));
  }
  return conditions;
}

/** Compares the sort key, which has an index and is the same as the date if there is one. */
function buildPublishedAt(name: string, range: DateTimeRange | null | undefined): Condition[] {
  return buildTimes(name, sql`a.listed_at`, range).map((bound) =>
    complete(sql`(${bound} AND a.published_at IS NOT NULL)`),
  );
}

function buildTimes(name: string, column: Prisma.Sql, range: DateTimeRange | null | undefined): Prisma.Sql[] {
  const { after, before } = range ?? {};
  return [
    ...(after ? [sql`${column} >= ${checkTime(`${name}.after`, after)}::timestamptz`] : []),
    ...(before ? [sql`${column} < ${checkTime(`${name}.before`, before)}::timestamptz`] : []),
  ];
}

function buildWordCount(range: IntRange | null | undefined): Prisma.Sql[] {
  const { min, max } = range ?? {};
  return [
    ...(min == null ? [] : [sql`a.word_count >= ${min}::int`]),
    ...(max == null ? [] : [sql`a.word_count <= ${max}::int`]),
  ];
}

/** Wraps a condition that is never null. */
function complete(condition: Prisma.Sql): Condition {
  return { is: condition, isNot: sql`NOT (${condition})` };
}

/** Wraps a condition that is null for a missing value. */
function nullable(condition: Prisma.Sql): Condition {
  return { is: condition, isNot: sql`(${condition}) IS NOT TRUE` };
}

function negate({ is, isNot }: Condition): Condition {
  return { is: isNot, isNot: is };
}

function combineAll(parts: Prisma.Sql[]): Prisma.Sql {
  return parts.length === 0 ? sql`true` : sql`(${join(parts, ' AND ')})`;
}

function combineAny(parts: Prisma.Sql[]): Prisma.Sql {
  return parts.length === 0 ? sql`false` : sql`(${join(parts, ' OR ')})`;
}

/** Returns true if the filter, or one within it, has a condition on kinds. */
function namesKinds({ kinds, and, or, not }: ArticleFilter): boolean {
  return kinds != null || [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])].some(namesKinds);
}
