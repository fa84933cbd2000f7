import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { type CachedLoader, createCachedListLoader } from '../../database/read/cached-loader.js';
import { padToStablePlan } from '../../database/read/pad-parameters.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { parseGlobalIds } from '../../shared/global-id.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import type { Article } from '../article/article.type.js';
import { MAX_RELATED } from './index/related-lists.js';
import type { RelatedArgs } from './related.inputs.js';
import type { RelatedArticle, SharedFeatures } from './related.type.js';

const { sql } = Prisma;
const MAX_EXCLUDED = 100;

/** Loads articles by ID. */
interface ArticlesById {
  loadMany(ids: number[]): MaybePromise<(Article | null)[]>;
}

interface RelatedEntry {
  articleId: number;
  relatedId: number;
  isPinned: boolean;
  score: number;
}

export class RelatedLoaders {
  private readonly loaders = new Map<string, CachedLoader<number, RelatedEntry[]>>();

  constructor(
    private readonly reader: ReadClient,
    private readonly articles: ArticlesById,
  ) {}

  /**
   * Lists an article's related articles, pins first. Throws BadUserInputError if the arguments are out of
   * range.
   */
  listRelated(article: Article, { first, excludeIds }: RelatedArgs): MaybePromise<RelatedArticle[]> {
    assertPageSize('first', first, MAX_RELATED);
    const excluded = parseGlobalIds('Article', excludeIds ?? [], 'excludeIds');
    if (excluded.length > MAX_EXCLUDED) {
      throw new BadUserInputError(
        `excludeIds must have at most ${MAX_EXCLUDED} IDs, not ${excluded.length}.`,
      );
    }
    return mapMaybePromise(this.getListLoader(first, excluded).load(article.id), (entries) =>
      mapMaybePromise(this.articles.loadMany(entries.map(({ relatedId }) => relatedId)), (articles) =>
        entries.flatMap(({ score, isPinned }, i) => {
          const other = articles[i];
          return other ? [{ article: other, score, isPinned, of: article }] : [];
        }),
      ),
    );
  }

  /** Loads what articles have in common with their computed related articles. */
  readonly inCommon = createCachedListLoader(this.reader, {
    name: 'in common with',
    loadRows: (ids: number[]) =>
      this.reader.query<SharedFeatures & { articleId: number }>(
        sql`
        SELECT article_id AS "articleId", related_id AS "relatedId", same_series AS "sameSeries",
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
    ],
  });

  /** Returns the loader for these arguments, so that lists with equal arguments are read by one statement. */
  private getListLoader(first: number, excluded: number[]): CachedLoader<number, RelatedEntry[]> {
    const key = JSON.stringify([first, excluded]);
    const known = this.loaders.get(key);
    if (known) return known;
    const loader = createCachedListLoader(this.reader, {
      name: `related ${key}`,
      loadRows: (ids: number[]) => this.loadEntries(ids, first, excluded),
      getKey: (entry) => entry.articleId,
      getTags: (id) => [cacheTags.related(id)],
    });
    this.loaders.set(key, loader);
    return loader;
  }

  private buildNamesSubquery(kind: 'tag' | 'author'): Prisma.Sql {
    return sql`ARRAY(
      SELECT t.name FROM unnest(r.${Prisma.raw(`${kind}_ids`)}) WITH ORDINALITY u(id, place)
      JOIN ${this.reader.table(kind)} t ON t.id = u.id ORDER BY u.place)`;
  }

  private async loadEntries(ids: number[], first: number, excluded: number[]): Promise<RelatedEntry[]> {
    const { table } = this.reader;
    return this.reader.query<RelatedEntry>(
      sql`
      SELECT k.id AS "articleId", list.* FROM (SELECT DISTINCT id FROM unnest(${padToStablePlan(ids)}::int[]) AS id) k CROSS JOIN LATERAL (
        SELECT coalesce(p.pinned_id, r.related_id) AS "relatedId", p.pinned_id IS NOT NULL AS "isPinned",
          coalesce(r.score, 0) AS score
        FROM (SELECT * FROM ${table('article_pin')} WHERE article_id = k.id) p
        FULL JOIN (SELECT * FROM ${table('related_article')} WHERE article_id = k.id) r
          ON r.related_id = p.pinned_id
        WHERE coalesce(p.pinned_id, r.related_id) <> ALL(${[...excluded]}::int[])
          AND coalesce(p.pinned_id, r.related_id) <> k.id
        ORDER BY p.position, r.score DESC NULLS LAST, coalesce(p.pinned_id, r.related_id) DESC LIMIT ${first}
      ) list`,
      ids.map(cacheTags.related),
    );
  }
}

export interface RelatedContext {
  related: RelatedLoaders;
}
