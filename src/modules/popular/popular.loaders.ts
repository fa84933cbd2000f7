import DataLoader from 'dataloader';
import type { Awaitable } from '../../database/awaitable.js';
import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';
import { RememberedLoader } from '../../database/remembered.js';
import { BadUserInput } from '../../shared/errors.js';
import { idsOfType } from '../../shared/global-id.js';
import { limit } from '../../shared/keyset.js';
import type { Article } from '../article/article.type.js';
import { LONGEST_LIST, type PopularOfArgs } from './popular.inputs.js';
import type { PopularArticle } from './popular.type.js';
import { inGroups, isOfList, keysOf, type PopularList } from './popular-lists.js';

const { sql } = Prisma;
/** Milliseconds for which a CDN may give a list again: about as long as views wait before they are counted. */
const COPIES_LAST = 5_000;

interface FirstOfList extends PopularList {
  first: number;
}

interface Place {
  articleId: number;
  views: number;
  score: number;
  previousScore: number;
}

interface PlaceBefore {
  list: PopularList;
  articleId: number;
}

type Loader<Row> = { loadMany(ids: number[]): Awaitable<(Row | null)[]> };

/** Lists that differ only in whose sections they are of are read by one statement, however many they are. */
export class PopularLoaders {
  constructor(
    private readonly reader: Reader,
    private readonly articles: Loader<Article>,
  ) {}

  /** Throws BadUserInput when the arguments are out of their range. */
  async list(
    { window, first, excludeIds }: PopularOfArgs,
    sectionIds: number[] | null,
  ): Promise<PopularArticle[]> {
    this.reader.copiesLastFor(COPIES_LAST);
    refuseOutOfRange('first', first);
    refuseOutOfRange('The number of excludeIds', excludeIds?.length ?? 0);
    const list = { window, sectionIds, excludedIds: idsOfType('Article', excludeIds ?? [], 'excludeIds') };
    const places = await this.places.load(keyOfList({ ...list, first }));
    const articles = await this.articles.loadMany(places.map(({ articleId }) => articleId));
    return places
      .map(({ views, score, previousScore }, i) => ({
        article: articles[i],
        views,
        score,
        previousScore,
        list,
      }))
      .filter((place): place is typeof place & { article: Article } => isArticle(place.article))
      .map((place, i) => ({ ...place, rank: i + 1 }));
  }

  private readonly places = new RememberedLoader<string, Place[]>(this.reader, {
    name: 'popular',
    load: (lists) => inGroups(lists.map(listOfKey), (group) => this.readPlaces(group)),
    reads: () => [keys.popular],
  });

  /** Of lists that differ only in their sections. */
  private async readPlaces(lists: FirstOfList[]): Promise<Place[][]> {
    const { window, excludedIds, first } = lists[0]!;
    const rows = await this.reader.query<Place & { key: number }>(
      sql`
          SELECT k.key, l.* FROM ${keysOf(lists)} CROSS JOIN LATERAL (
            SELECT p.article_id AS "articleId", p.views, p.score, p.previous_score AS "previousScore",
              row_number() OVER (ORDER BY p.score DESC, a.listed_at DESC, a.id DESC) AS rank
            FROM ${this.reader.table('article_popularity')} p JOIN ${this.reader.table('article')} a ON a.id = p.article_id
            WHERE p.span = ${window} AND p.score > 0 AND ${isOfList(excludedIds)}
            ORDER BY p.score DESC, a.listed_at DESC, a.id DESC ${limit(first)}
          ) l ORDER BY l.rank`,
      [keys.popular],
    );
    return lists.map((_, key) => rows.filter((row) => row.key === key).slice(0, first));
  }

  /** Where an article stood in the span before, among the articles that its list shows now. */
  readonly previousRank = new DataLoader<PlaceBefore, number>(
    (places) =>
      inGroups(
        places.map(({ list, articleId }) => ({ ...list, articleId })),
        async (group) => {
          const { window, excludedIds } = group[0]!;
          const rows = await this.reader.query<{ key: number; rank: number }>(
            sql`
          SELECT k.key, (
            SELECT 1 + count(*)::int
            FROM ${this.reader.table('article_popularity')} p JOIN ${this.reader.table('article')} a ON a.id = p.article_id
            WHERE p.span = ${window} AND ${isOfList(excludedIds)} AND p.previous_score >= mine.previous_score
              AND (p.previous_score, a.listed_at, a.id) > (mine.previous_score, it.listed_at, it.id)
          ) AS rank
          FROM ${keysOf(group)} JOIN unnest(${group.map(({ articleId }) => articleId)}::int[])
            WITH ORDINALITY AS wanted(article_id, number) ON wanted.number = k.key + 1
          JOIN ${this.reader.table('article')} it ON it.id = wanted.article_id
          JOIN ${this.reader.table('article_popularity')} mine ON mine.article_id = it.id AND mine.span = ${window}`,
            [keys.popular],
          );
          const ranks = new Map(rows.map(({ key, rank }) => [key, rank]));
          return group.map((_, key) => ranks.get(key) ?? 1);
        },
      ),
    { cache: false },
  );
}

function keyOfList({ window, sectionIds, excludedIds, first }: FirstOfList): string {
  return JSON.stringify([window, sectionIds, excludedIds, first]);
}

function listOfKey(key: string): FirstOfList {
  const [window, sectionIds, excludedIds, first] = JSON.parse(key);
  return { window, sectionIds, excludedIds, first };
}

export interface PopularContext {
  popular: PopularLoaders;
}

function refuseOutOfRange(argument: string, size: number): void {
  if (size >= 0 && size <= LONGEST_LIST) return;
  throw new BadUserInput(`${argument} goes from 0 to ${LONGEST_LIST}; this is ${size}.`);
}

/** One that was unpublished a moment ago is none; one that cannot be read is a failure. */
function isArticle(article: Article | null | Error | undefined): article is Article {
  if (article instanceof Error) throw article;
  return article != null;
}
