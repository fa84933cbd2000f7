import { type ArticleListName, cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import { ForbiddenError } from '../../../shared/errors/errors.js';
import type { ArticleModel } from '../../own-fields/own-fields.service.js';
import type { ArticleFilter } from './article-filter.js';
import type { ConditionContext, FilterSources, FilterTags, ReferenceIds } from './condition.js';
import { listConditions } from './conditions.js';
import { assertFilterInLimits, countConditions } from './filter-limits.js';
import { getFilterTags } from './filter-tags.js';
import { IS_LISTED } from './listed.sql.js';
import { createLeaveTest, type LeaveTest } from './may-leave.js';
import { combineAll, combineAny, type Predicate, type TermRows } from './predicate.js';
import { loadReferenceIds } from './reference-ids.js';

const { sql, raw } = Prisma;

/**
 * Number of conditions on tags and authors that the planner may join. It plans more joins for longer than they
 * take, so further ones are looked up for each article.
 */
const MAX_JOINED = 4;

/** Number of tables of rows that the planner may read for alternatives. It plans each apart. */
const MAX_LISTED = 8;

/** Condition that lists have an article by default. */
export const LISTED = raw(`a.${IS_LISTED}`);

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
    return filter ? (await this.buildSelection(filter)).is : sql`true`;
  }

  /** Builds the condition of a filter, and the rows of all articles that meet it. Throws the errors of `build`. */
  async buildSelection(filter: ArticleFilter): Promise<Selection> {
    assertFilterInLimits(filter);
    const ids = await loadReferenceIds(this.sources.reader, filter);
    return new ConditionTree(this.sources, ids, () => this.assertCanReadStates()).build(filter);
  }

  /** Creates a test for changes after which a published article may no longer match a filter. */
  createLeaveTest(filter: ArticleFilter): LeaveTest {
    return createLeaveTest(filter, this.getTags(filter, 'site'));
  }

  /** True if the client may filter by the publication status of articles. */
  get canReadStates(): boolean {
    return this.sources.canReadStates;
  }

  /**
   * Builds the condition of a list: that of the filter, without pages unless the filter names kinds. Throws the
   * errors of `build`.
   */
  async buildForList(filter: ArticleFilter | null | undefined): Promise<Prisma.Sql> {
    return (await this.buildRowsForList(filter)).condition;
  }

  /**
   * Builds the same, and the rows of all articles that meet the filter if tables have just these. Alternatives are read from there: joined
   * by OR, PostgreSQL looks each of them up for every article.
   */
  async buildRowsForList(
    filter: ArticleFilter | null | undefined,
  ): Promise<{ condition: Prisma.Sql; rows: TermRows[] }> {
    if (!filter) return { condition: LISTED, rows: [] };
    const { is, rows = [] } = await this.buildSelection(filter);
    return { condition: hasCondition(filter, 'kinds') ? is : sql`${LISTED} AND ${is}`, rows };
  }

  /** The site's own fields and kinds. */
  get model(): ArticleModel {
    return this.sources.model;
  }

  /** Returns the cache tags of a filter on a list of articles. */
  getTags(filter: ArticleFilter, list: ArticleListName): FilterTags {
    return getFilterTags(filter, list, this.sources.model);
  }

  /**
   * Returns the tags of a filtered list that is no list of articles: those of changes, and of the date of any
   * article if the filter has one.
   */
  getSelectionTags(filter: ArticleFilter | null | undefined): string[] {
    if (!filter) return [];
    const { changes, dependsOnDate } = this.getTags(filter, 'site');
    return [...changes, ...(dependsOnDate ? [cacheTags.articles('site')] : [])];
  }

  /** Throws ForbiddenError unless the client may read the publication status of articles. */
  assertCanReadStates(): void {
    if (!this.sources.canReadStates) throw new ForbiddenError('preview or write');
  }
}

/** Condition on the article `a`, with the rows of the articles that meet it if a table has just these. */
type Selection = Pick<Predicate, 'is' | 'rows'>;

/** Builds the condition of one filter. Negations are applied to the single conditions, for the planner's sake. */
class ConditionTree {
  private joined = 0;

  constructor(
    private readonly sources: FilterSources,
    private readonly ids: ReferenceIds,
    private readonly assertCanReadStates: () => void,
  ) {}

  async build(filter: ArticleFilter, name = 'filter', isNegated = false): Promise<Selection> {
    const own = await this.buildOwn(filter, name);
    const parts: Selection[] = own.map(({ is, isNot, rows }) => (isNegated ? { is: isNot } : { is, rows }));
    for (const [i, each] of (filter.and ?? []).entries()) {
      parts.push(await this.build(each, `${name}.and[${i}]`, isNegated));
    }
    if (filter.or) parts.push(await this.buildAlternatives(filter.or, name, isNegated));
    if (filter.not) parts.push(await this.build(filter.not, `${name}.not`, !isNegated));
    const [first, ...others] = parts;
    if (first && others.length === 0) return first;
    const conditions = parts.map(({ is }) => is);
    return { is: isNegated ? combineAny(conditions) : combineAll(conditions) };
  }

  private async buildAlternatives(
    filters: ArticleFilter[],
    name: string,
    isNegated: boolean,
  ): Promise<Selection> {
    const alternatives: Selection[] = [];
    for (const [i, each] of filters.entries()) {
      alternatives.push(await this.build(each, `${name}.or[${i}]`, isNegated));
    }
    const conditions = alternatives.map(({ is }) => is);
    if (isNegated) return { is: combineAll(conditions) };
    const rows = alternatives.flatMap((each) => each.rows ?? []);
    const isListed = alternatives.every((each) => each.rows) && rows.length > 0 && rows.length <= MAX_LISTED;
    return { is: combineAny(conditions), ...(isListed && { rows }) };
  }

  /** Builds the conditions of a filter without those of the filters within it. */
  private async buildOwn(filter: ArticleFilter, filterName: string): Promise<Predicate[]> {
    const predicates: Predicate[] = [];
    for (const { name, value, condition } of listConditions(filter)) {
      if (condition.isForEditors) this.assertCanReadStates();
      const context = this.createContext(`${filterName}.${name}`);
      condition.limits.assert?.(value, context.name);
      predicates.push(...(await condition.buildSql(value, context)));
    }
    return predicates;
  }

  private createContext(name: string): ConditionContext {
    const endSubquery = () => {
      this.joined += 1;
      return this.joined > MAX_JOINED ? sql`OFFSET 0` : Prisma.empty;
    };
    return { ...this.sources, ids: this.ids, name, endSubquery };
  }
}

/** Returns true if the filter, or one within it, has a condition by its name. */
export function hasCondition(filter: ArticleFilter, name: 'kinds' | 'isSponsored'): boolean {
  const { and, or, not } = filter;
  const inner = [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])];
  return filter[name] != null || inner.some((each) => hasCondition(each, name));
}
