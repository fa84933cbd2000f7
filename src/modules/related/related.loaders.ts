import type DataLoader from 'dataloader';
import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import { plannedOnce } from '../../database/planned-once.js';
import type { Reader } from '../../database/reader.js';
import { rememberMany } from '../../database/remembered.js';
import { BadUserInput } from '../../shared/errors.js';
import { idsOfType } from '../../shared/global-id.js';
import { checkSize } from '../../shared/page.js';
import type { Article } from '../article/article.type.js';
import { MAX_RELATED } from './lists.js';
import type { RelatedArgs } from './related.inputs.js';
import { type RelatedArticle, type RelatedReason, RelatedReasonKind } from './related.type.js';

const { sql } = Prisma;
const MOST_EXCLUDED = 100;

/** A request's way to articles. */
interface ArticlesById {
  load(id: number): Promise<Article | null>;
}

interface Entry {
  articleId: number;
  relatedId: number;
  isPinned: boolean;
  score: number;
  sameSeries: boolean;
  terms: string[];
  tags: string[];
  authors: string[];
  tagIds: number[] | null;
  authorIds: number[] | null;
}

export class RelatedLoaders {
  private readonly loaders = new Map<string, DataLoader<number, Entry[]>>();

  constructor(
    private readonly reader: Reader,
    private readonly articles: ArticlesById,
  ) {}

  /** Throws BadUserInput when the arguments are out of their range. */
  async of(article: Article, { first, excludeIds }: RelatedArgs): Promise<RelatedArticle[]> {
    checkSize('first', first, MAX_RELATED);
    const excluded = idsOfType('Article', excludeIds ?? [], 'excludeIds');
    if (excluded.length > MOST_EXCLUDED) {
      throw new BadUserInput(`excludeIds takes at most ${MOST_EXCLUDED} ids, not ${excluded.length}.`);
    }
    const entries = await this.lists(first, excluded).load(article.id);
    const related = await Promise.all(entries.map((entry) => this.toRelated(article, entry)));
    return related.filter((each) => each !== null);
  }

  /** Lists that ask for the same, of however many articles, are read by one statement. */
  private lists(first: number, excluded: number[]): DataLoader<number, Entry[]> {
    const key = JSON.stringify([first, excluded]);
    const known = this.loaders.get(key);
    if (known) return known;
    const loader = rememberMany(this.reader, {
      name: `related ${key}`,
      rows: (ids: number[]) => this.read(ids, first, excluded),
      keyOf: (entry) => entry.articleId,
      // Reasons have their names.
      reads: (id, entries) => [
        keys.related(id),
        ...entries.flatMap(({ tagIds }) => (tagIds ?? []).map(keys.tag)),
        ...entries.flatMap(({ authorIds }) => (authorIds ?? []).map(keys.author)),
      ],
    });
    this.loaders.set(key, loader);
    return loader;
  }

  private async read(ids: number[], first: number, excluded: number[]): Promise<Entry[]> {
    const { table } = this.reader;
    return this.reader.query<Entry>(
      sql`
      SELECT k.id AS "articleId", list.*,
        ARRAY(SELECT g.name FROM unnest(list.tag_ids) WITH ORDINALITY u(id, place)
          JOIN ${table('tag')} g ON g.id = u.id ORDER BY u.place) AS tags,
        ARRAY(SELECT w.name FROM unnest(list.author_ids) WITH ORDINALITY u(id, place)
          JOIN ${table('author')} w ON w.id = u.id ORDER BY u.place) AS authors
      FROM (SELECT DISTINCT id FROM unnest(${plannedOnce(ids)}::int[]) AS id) k CROSS JOIN LATERAL (
        SELECT coalesce(p.pinned_id, r.related_id) AS "relatedId", p.pinned_id IS NOT NULL AS "isPinned",
          coalesce(r.score, 0) AS score, coalesce(r.same_series, false) AS "sameSeries",
          coalesce(r.terms, '{}') AS terms, r.tag_ids, r.author_ids, r.tag_ids AS "tagIds", r.author_ids AS "authorIds"
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

  private async toRelated(article: Article, entry: Entry): Promise<RelatedArticle | null> {
    const other = await this.articles.load(entry.relatedId);
    return other && { article: other, score: entry.score, reasons: reasonsOf(article, entry) };
  }
}

function reasonsOf({ series }: Article, entry: Entry): RelatedReason[] {
  const { isPinned, sameSeries, terms, tags, authors } = entry;
  const reasons: [RelatedReasonKind, (string | null)[]][] = [
    [RelatedReasonKind.PINNED, isPinned ? ["editor's choice"] : []],
    [RelatedReasonKind.SAME_SERIES, sameSeries ? [series] : []],
    [RelatedReasonKind.SIMILAR_TEXT, terms],
    [RelatedReasonKind.SHARED_TAGS, tags],
    [RelatedReasonKind.SAME_AUTHOR, authors],
  ];
  return reasons
    .map(([kind, evidence]) => ({ kind, evidence: evidence.filter(Boolean).join(', ') }))
    .filter(({ evidence }) => evidence !== '');
}

export interface RelatedContext {
  related: RelatedLoaders;
}
