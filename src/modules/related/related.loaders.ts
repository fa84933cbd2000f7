import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { type CachedLoader, createCachedListLoader } from '../../database/read/cached-loader.js';
import { padToStablePlan } from '../../database/read/pad-parameters.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { JoinedRows } from '../../database/read/table-rows.js';
import type { Context } from '../../graphql/context.js';
import { LINK_FIELDS } from '../../shared/article/link-fields.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { createExclusion, type Exclusion, getLoadedSize } from '../../shared/exclusion/exclusion.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import type { AllowedFields, FieldSelection } from '../../shared/selects-only.js';
import { zip } from '../../shared/zip.js';
import type { Article } from '../article/article.type.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import { type ArticleConditionBuilder, omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import { MAX_RELATED, MAX_STORED } from './index/related-lists.js';
import type { RelatedArgs } from './related.inputs.js';
import type { RelatedArticle, SharedFeatures } from './related.type.js';
import { loadStoredLists, type RelatedEntry } from './stored-lists.js';

const { sql } = Prisma;
/** Maximum number of entries of a list: those that are stored, and 20 pins. */
const MAX_ENTRIES = MAX_STORED + 20;

/** Loads articles by ID, and takes them from rows of statements that join them. */
interface RelatedArticles extends JoinedRows {
  byId: { loadMany(ids: number[]): MaybePromise<(Article | null)[]> };
}

/** Articles for which the columns that a field needs can be selected. */
interface ChoosableArticles {
  /** Articles with all columns. */
  whole: RelatedArticles;
  chooseRows(info: FieldSelection, allowed: AllowedFields): RelatedArticles;
}

/** Fields of entries that a list may select if links to the articles suffice. */
const LINKS: AllowedFields = { article: LINK_FIELDS, score: true };

interface RelatedSelection {
  first: number;
  /** Filter with at least one condition, if any. */
  filter: ArticleFilter | null;
  /** Takes the articles from the rows of the list. */
  articles: RelatedArticles;
}

export class RelatedLoaders {
  private readonly loaders = new Map<RelatedArticles, Map<string, CachedLoader<number, RelatedEntry[]>>>();

  constructor(
    private readonly reader: ReadClient,
    private readonly articles: ChoosableArticles,
    private readonly conditions: ArticleConditionBuilder,
  ) {}

  /**
   * Lists an article's related articles for a field, pins first. Throws BadUserInputError if the arguments are out of
   * range.
   */
  listRelated(
    article: Article,
    { first, filter }: Pick<RelatedArgs, 'first' | 'filter'>,
    exclusion: Exclusion | null,
    info: FieldSelection,
  ): MaybePromise<RelatedArticle[]> {
    assertPageSize('first', first, MAX_RELATED);
    // The exclusions may be related articles of another field. Loaded whole, both share one statement.
    const others = exclusion ? this.articles.whole : this.articles.chooseRows(info, LINKS);
    const list = { first, filter: omitEmptyFilter(filter), articles: others };
    return mapMaybePromise(this.loadShownEntries(article.id, list, exclusion), (entries) =>
      mapMaybePromise(others.byId.loadMany(entries.map(({ relatedId }) => relatedId)), (articles) =>
        joinArticles(article, entries, articles),
      ),
    );
  }

  /** Loads the lists of several articles in one statement, if they are stored and nothing is excluded. */
  preload(
    articles: readonly Article[],
    { first, filter, exclude }: RelatedArgs,
    info: FieldSelection,
  ): Promise<void> | null {
    const isStored = !exclude && omitEmptyFilter(filter) === null && first >= 0 && first <= MAX_RELATED;
    if (!isStored) return null;
    const list = { first, filter: null, articles: this.articles.chooseRows(info, LINKS) };
    return this.getListLoader(list).preload(articles.map(({ id }) => id));
  }

  /** Lists the IDs of the articles related to one, as many as a client can request. */
  listIds(articleId: number): MaybePromise<number[]> {
    return mapMaybePromise(
      this.getListLoader({ first: MAX_RELATED, filter: null, articles: this.articles.whole }).load(articleId),
      (entries) => entries.map(({ relatedId }) => relatedId),
    );
  }

  private loadShownEntries(
    articleId: number,
    list: RelatedSelection,
    exclusion: Exclusion | null,
  ): MaybePromise<RelatedEntry[]> {
    const { first } = list;
    if (!exclusion) return this.getListLoader(list).load(articleId);
    const loaded = Math.min(getLoadedSize(first, exclusion), MAX_ENTRIES);
    return mapMaybePromise(this.getListLoader({ ...list, first: loaded }).load(articleId), (all) =>
      mapMaybePromise(exclusion.select(all, getRelatedId, first), ({ entries }) => entries.slice(0, first)),
    );
  }

  /** Loads the features that articles share with their computed related articles. */
  readonly inCommon = createCachedListLoader(this.reader, {
    name: 'in common with',
    loadRows: (ids: number[]) =>
      this.reader.query<SharedFeatures & { articleId: number }>(
        sql`
        SELECT article_id AS "articleId", related_id AS "relatedId", ${this.buildSharedSeries()} AS series,
          coalesce(terms, '{}') AS terms, coalesce(tag_ids, '{}') AS "tagIds", ${this.buildNamesSubquery('tag')} AS tags,
          coalesce(author_ids, '{}') AS "authorIds", ${this.buildNamesSubquery('author')} AS authors
        FROM ${this.reader.table('related_article')} r WHERE article_id = ANY(${padToStablePlan(ids)}::int[])`,
        ids.map(cacheTags.related),
      ),
    getKey: (inCommon) => inCommon.articleId,
    getTags: (id, all) => [
      cacheTags.related(id),
      ...all.flatMap(({ tagIds }) => tagIds.map(cacheTags.tag)),
      ...all.flatMap(({ authorIds }) => authorIds.map(cacheTags.author)),
      ...all.flatMap(({ series }) => (series ? cacheTags.series(series.id) : [])),
    ],
  });

  /** Returns the loader for these arguments, so that lists with equal arguments are read by one statement. */
  private getListLoader(list: RelatedSelection): CachedLoader<number, RelatedEntry[]> {
    const { first, filter, articles } = list;
    const key = JSON.stringify([first, ...(filter ? [filter] : [])]);
    const loaders = this.loaders.get(articles) ?? new Map<string, CachedLoader<number, RelatedEntry[]>>();
    this.loaders.set(articles, loaders);
    const known = loaders.get(key);
    if (known) return known;
    const loader = createCachedListLoader(this.reader, {
      name: `related ${key}`,
      loadRows: (ids: number[]) =>
        filter ? this.loadFiltered(ids, filter, first) : loadStoredLists(this.reader, articles, ids, first),
      getKey: (entry) => entry.articleId,
      getTags: (id) => [cacheTags.related(id), ...this.conditions.getSelectionTags(filter)],
    });
    loaders.set(key, loader);
    return loader;
  }

  /** Selects the series of an article whose related article is in it too; null unless both are. */
  private buildSharedSeries(): Prisma.Sql {
    return sql`CASE WHEN same_series THEN (
      SELECT json_build_object('id', s.id, 'name', s.name) FROM ${this.reader.table('article')} a
      JOIN ${this.reader.table('series')} s ON s.id = a.series_id WHERE a.id = r.article_id) END`;
  }

  private buildNamesSubquery(kind: 'tag' | 'author'): Prisma.Sql {
    return sql`ARRAY(
      SELECT t.name FROM unnest(r.${Prisma.raw(`${kind}_ids`)}) WITH ORDINALITY u(id, place)
      JOIN ${this.reader.table(kind)} t ON t.id = u.id ORDER BY u.place)`;
  }

  private async loadFiltered(ids: number[], filter: ArticleFilter, first: number): Promise<RelatedEntry[]> {
    const { table } = this.reader;
    const matches = await this.conditions.build(filter);
    const selectMatching = (lists: Prisma.Sql, id: Prisma.Sql) => sql`
      SELECT x.* FROM ${lists} x JOIN ${table('article')} a ON a.id = ${id}
      WHERE x.article_id = k.id AND ${id} <> k.id AND ${matches}`;
    // One article of each story, and none of that of the list itself.
    const related = sql`
      SELECT r.*, row_number() OVER (PARTITION BY coalesce(c.story_id, -r.related_id) ORDER BY r.score DESC, r.related_id DESC) AS nth
      FROM (${selectMatching(table('related_article'), sql`x.related_id`)}) r
      LEFT JOIN ${table('article_copy')} c ON c.article_id = r.related_id
      WHERE (c.story_id = (SELECT own.story_id FROM ${table('article_copy')} own WHERE own.article_id = k.id)) IS NOT TRUE`;
    return this.reader.queryFiltered<RelatedEntry>(
      filter,
      sql`
      SELECT k.id AS "articleId", list.* FROM (SELECT DISTINCT id FROM unnest(${padToStablePlan(ids)}::int[]) AS id) k CROSS JOIN LATERAL (
        SELECT coalesce(p.pinned_id, r.related_id) AS "relatedId", p.position AS "pinPosition",
          coalesce(r.score, 0) AS score
        FROM (${selectMatching(table('article_pin'), sql`x.pinned_id`)}) p
        FULL JOIN (${related}) r ON r.related_id = p.pinned_id
        WHERE p.pinned_id IS NOT NULL OR r.nth = 1
        ORDER BY p.position, r.score DESC NULLS LAST, coalesce(p.pinned_id, r.related_id) DESC LIMIT ${first}
      ) list`,
      [...ids.map(cacheTags.related), ...this.conditions.getSelectionTags(filter)],
    );
  }
}

/** Joins the entries of an article's list with their articles, those that exist. */
function joinArticles(
  of: Article,
  entries: readonly RelatedEntry[],
  articles: readonly (Article | null)[],
): RelatedArticle[] {
  const related: RelatedArticle[] = [];
  for (const [{ score, pinPosition }, article] of zip(entries, articles)) {
    if (article) related.push({ article, score, isPinned: pinPosition !== null, of });
  }
  return related;
}

function getRelatedId({ relatedId }: RelatedEntry): number {
  return relatedId;
}

/** Lists the related articles that the arguments of a field select, for its selection. */
export function listRelated(
  context: Context,
  article: Article,
  { first, exclude, filter }: RelatedArgs,
  info: FieldSelection,
): MaybePromise<RelatedArticle[]> {
  return mapMaybePromise(createExclusion(context, exclude), (exclusion) =>
    context.related.listRelated(article, { first, filter: filter ?? null }, exclusion, info),
  );
}
