import { type Awaitable, whenThere } from '../../database/awaitable.js';
import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import { plannedOnce } from '../../database/planned-once.js';
import type { Reader } from '../../database/reader.js';
import { type RememberedLoader, rememberMany } from '../../database/remembered.js';
import { BadUserInput } from '../../shared/errors.js';
import { idsOfType } from '../../shared/global-id.js';
import { checkSize } from '../../shared/page.js';
import type { Article } from '../article/article.type.js';
import { MAX_RELATED } from './lists.js';
import type { RelatedArgs } from './related.inputs.js';
import type { InCommon, RelatedArticle } from './related.type.js';

const { sql } = Prisma;
const MOST_EXCLUDED = 100;

/** A request's way to articles. */
interface ArticlesById {
  loadMany(ids: number[]): Awaitable<(Article | null)[]>;
}

interface Entry {
  articleId: number;
  relatedId: number;
  isPinned: boolean;
  score: number;
}

export class RelatedLoaders {
  private readonly loaders = new Map<string, RememberedLoader<number, Entry[]>>();

  constructor(
    private readonly reader: Reader,
    private readonly articles: ArticlesById,
  ) {}

  /** Throws BadUserInput when the arguments are out of their range. */
  of(article: Article, { first, excludeIds }: RelatedArgs): Awaitable<RelatedArticle[]> {
    checkSize('first', first, MAX_RELATED);
    const excluded = idsOfType('Article', excludeIds ?? [], 'excludeIds');
    if (excluded.length > MOST_EXCLUDED) {
      throw new BadUserInput(`excludeIds takes at most ${MOST_EXCLUDED} ids, not ${excluded.length}.`);
    }
    return whenThere(this.lists(first, excluded).load(article.id), (entries) =>
      whenThere(this.articles.loadMany(entries.map(({ relatedId }) => relatedId)), (articles) =>
        entries.flatMap(({ score, isPinned }, i) => {
          const other = articles[i];
          return other ? [{ article: other, score, isPinned, of: article }] : [];
        }),
      ),
    );
  }

  /** What articles have in common with those that are related to them by more than a pin. */
  readonly inCommon = rememberMany(this.reader, {
    name: 'in common with',
    rows: (ids: number[]) =>
      this.reader.query<InCommon & { articleId: number }>(
        sql`
        SELECT article_id AS "articleId", related_id AS "relatedId", same_series AS "sameSeries",
          coalesce(terms, '{}') AS terms, coalesce(tag_ids, '{}') AS "tagIds", ${this.namesOf('tag')} AS tags,
          coalesce(author_ids, '{}') AS "authorIds", ${this.namesOf('author')} AS authors
        FROM ${this.reader.table('related_article')} r WHERE article_id = ANY(${plannedOnce(ids)}::int[])`,
        ids.map(keys.related),
      ),
    keyOf: (inCommon) => inCommon.articleId,
    reads: (id, all) => [
      keys.related(id),
      ...all.flatMap(({ tagIds }) => tagIds.map(keys.tag)),
      ...all.flatMap(({ authorIds }) => authorIds.map(keys.author)),
    ],
  });

  /** Lists that ask for the same, of however many articles, are read by one statement. */
  private lists(first: number, excluded: number[]): RememberedLoader<number, Entry[]> {
    const key = JSON.stringify([first, excluded]);
    const known = this.loaders.get(key);
    if (known) return known;
    const loader = rememberMany(this.reader, {
      name: `related ${key}`,
      rows: (ids: number[]) => this.read(ids, first, excluded),
      keyOf: (entry) => entry.articleId,
      reads: (id) => [keys.related(id)],
    });
    this.loaders.set(key, loader);
    return loader;
  }

  private namesOf(kind: 'tag' | 'author'): Prisma.Sql {
    return sql`ARRAY(
      SELECT t.name FROM unnest(r.${Prisma.raw(`${kind}_ids`)}) WITH ORDINALITY u(id, place)
      JOIN ${this.reader.table(kind)} t ON t.id = u.id ORDER BY u.place)`;
  }

  private async read(ids: number[], first: number, excluded: number[]): Promise<Entry[]> {
    const { table } = this.reader;
    return this.reader.query<Entry>(
      sql`
      SELECT k.id AS "articleId", list.* FROM (SELECT DISTINCT id FROM unnest(${plannedOnce(ids)}::int[]) AS id) k CROSS JOIN LATERAL (
        SELECT coalesce(p.pinned_id, r.related_id) AS "relatedId", p.pinned_id IS NOT NULL AS "isPinned",
          coalesce(r.score, 0) AS score
        FROM (SELECT * FROM ${table('article_pin')} WHERE article_id = k.id) p
        FULL JOIN (SELECT * FROM ${table('related_article')} WHERE article_id = k.id) r
          ON r.related_id = p.pinned_id
        WHERE coalesce(p.pinned_id, r.related_id) <> ALL(${[...excluded]}::int[])
          AND coalesce(p.pinned_id, r.related_id) <> k.id
        ORDER BY p.position, r.score DESC NULLS LAST, coalesce(p.pinned_id, r.related_id) DESC LIMIT ${first}
      ) list`,
      ids.map(keys.related),
    );
  }
}

export interface RelatedContext {
  related: RelatedLoaders;
}
