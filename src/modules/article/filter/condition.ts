import type { ArticleListName } from '../../../cache/cache-tags.js';
import type { Article, Prisma } from '../../../database/generated/client.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import type { ArticleModel } from '../../own-fields/own-fields.service.js';
import type { ConditionLimits } from './condition-limits.js';
import type { Predicate } from './predicate.js';
import type { SectionIdLookup } from './section-condition.sql.js';

/** A condition of the filter of articles: all that the input, the statements and the caches of lists need of it. */
export interface Condition<Value> {
  /** Type in the graph, as `@Field` of type-graphql takes it. */
  type: () => GraphType | [GraphType];
  /**
   * Description in the graph; missing for conditions on fields, which get it and the type from their schema.
   */
  description?: string;
  /** True if the condition needs the scope `preview` or `write`; the description ends with it. */
  isForEditors?: boolean;
  limits: ConditionLimits<Value>;
  /** Type of the rows that `any`, `all` and `none` refer to; their IDs are loaded before the SQL is built. */
  references?: ReferencedKind;
  /** Builds predicates on the article `a`, which it must all meet. Throws BadUserInputError for invalid values. */
  buildSql(value: Value, context: ConditionContext): Predicate[] | Promise<Predicate[]>;
  tags: ConditionTags<Value>;
}

type GraphType = object | symbol;

/** Sources of conditions besides their value. */
export interface ConditionContext extends FilterSources {
  /** Place of the condition in the filter for messages, such as `filter.or[0].tags`. */
  name: string;
  ids: ReferenceIds;
  /** Returns the end of a subquery, which the planner may join with the others unless there are many. */
  endSubquery(): Prisma.Sql;
}

/** Reads the tables of a perspective. */
export interface ReferenceReader {
  table(name: string): Prisma.Sql;
  /** Returns a view that only the preview perspective has. */
  previewTable(name: string): Prisma.Sql;
  query<Row>(statement: Prisma.Sql, tags: readonly string[]): Promise<Row[]>;
}

/** Content that conditions refer to by slug or global ID, or by the title of a series. */
export type ReferencedKind = 'tag' | 'author' | 'series';

/** Database IDs by the slug, global ID or title in the filter. */
export type ReferenceIds = Record<ReferencedKind, Map<string, number>>;

export interface FilterSources {
  reader: ReferenceReader;
  sections: SectionIdLookup;
  /** True if the client may read the publication status of articles. */
  canReadStates: boolean;
  /** BCP 47 tag of articles without a language of their own. */
  siteLanguage: string;
  /** All languages of the site. */
  languages: SiteLanguages;
  model: ArticleModel;
}

/** Cache tags of a filter, or of a condition of it. */
export interface FilterTags {
  /** Tags of changes by which a published article begins or ceases to match, except of its publication date. */
  changes: string[];
  /**
   * Tags of every article that can match, invalidated when one is published, unpublished or gets another date; null
   * if any article can.
   */
  members: string[] | null;
  /** True if the publication date decides whether an article matches. */
  dependsOnDate: boolean;
}

/** Cache tags of lists with a condition, and the changes of an article by which they are invalidated. */
export interface ConditionTags<Value> {
  get(value: Value, list: ArticleListName, model: ArticleModel): Partial<FilterTags>;
  /** Returns values of an article by name. A change of one invalidates the tag `cacheTags.filteredByField(name)`. */
  getStored?(article: StoredArticle): Record<string, unknown>;
}

export type StoredArticle = Article & {
  /** IDs of the sections that the article is in itself, in one order. */
  ownSectionIds: number[];
};

/** Defines a condition, of which TypeScript infers the types of the functions. */
export function condition<Value>(definition: Condition<Value>): Condition<Value> {
  return definition;
}
