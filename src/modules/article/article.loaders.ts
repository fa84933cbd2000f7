import { type Awaitable, whenThere } from '../../database/awaitable.js';
import { type Article, type ArticleBody, type Correction, Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import { plannedOnce } from '../../database/planned-once.js';
import type { Reader } from '../../database/reader.js';
import { RememberedLoader, rememberMany, rememberOne } from '../../database/remembered.js';
import type { ArticleFilter } from '../../shared/article-filter.js';
import { articleCondition, type SectionIds } from '../../shared/article-filter.sql.js';
import type { ConnectionArgs } from '../../shared/connection.js';
import { type Page, readPage, toPage } from '../../shared/page.js';
import { type ArchiveMonth, type ArticleRow, Article as GraphArticle } from './article.type.js';
import { type ArticleList, ArticleLists, filedUnder, positionIn } from './article-lists.js';

const { sql } = Prisma;

export type BodyColumn = Exclude<keyof ArticleBody, 'articleId'>;
/** All but the first words, which few ask for. */
const COLUMNS = (Object.keys(Prisma.ArticleScalarFieldEnum) as (keyof Article)[]).filter(
  (column): column is keyof ArticleRow => column !== 'opening',
);

type BodyKey = `${number} ${BodyColumn}`;

export class ArticleLoaders {
  private readonly lists: ArticleLists;

  constructor(
    private readonly reader: Reader,
    private readonly sectionIds: SectionIds,
  ) {
    this.lists = new ArticleLists(reader, sectionIds);
  }

  readonly byId = rememberOne(this.reader, {
    name: 'article',
    rows: (ids: number[]) => this.reader.rowsBy('article', 'id', ids, keys.article, COLUMNS, GraphArticle),
    keyOf: (article) => article.id,
    reads: (id) => [keys.article(id)],
  });

  readonly bySlug = rememberOne(this.reader, {
    name: 'article of slug',
    rows: (slugs: string[]) => this.reader.rowsBy('article', 'slug', slugs, keys.slug, COLUMNS, GraphArticle),
    keyOf: (article) => article.slug,
    reads: (slug) => [keys.slug(slug)],
  });

  private readonly openings = rememberOne(this.reader, {
    name: 'opening',
    rows: (ids: number[]) => this.reader.rowsBy('article', 'id', ids, keys.article, ['id', 'opening']),
    keyOf: (article) => article.id,
    reads: (id) => [keys.article(id)],
  });

  /** The standfirst, or the first 100 words of the body. */
  summary({ id, standfirst }: ArticleRow): Awaitable<string> {
    return standfirst ?? whenThere(this.openings.load(id), (article) => article?.opening ?? '');
  }

  readonly corrections = rememberMany(this.reader, {
    name: 'corrections',
    rows: (ids: number[]) =>
      this.reader.query<Correction>(
        sql`
        SELECT id, article_id AS "articleId", text, at FROM ${this.reader.table('correction')}
        WHERE article_id = ANY(${plannedOnce(ids)}::int[]) ORDER BY at, id`,
        ids.map(keys.article),
      ),
    keyOf: (correction) => correction.articleId,
    reads: (id) => [keys.article(id)],
  });

  /** The articles published just before and just after one. */
  readonly neighbours = rememberOne(this.reader, {
    name: 'neighbours',
    rows: (ids: number[]) =>
      this.reader.query<{ id: number; previousId: number | null; nextId: number | null }>(
        sql`
        SELECT a.id, (
          SELECT p.id FROM ${this.reader.table('article')} p
          WHERE (p.listed_at, p.id) < (a.listed_at, a.id) ORDER BY p.listed_at DESC, p.id DESC LIMIT 1
        ) AS "previousId", (
          SELECT n.id FROM ${this.reader.table('article')} n
          WHERE (n.listed_at, n.id) > (a.listed_at, a.id) ORDER BY n.listed_at ASC, n.id ASC LIMIT 1
        ) AS "nextId"
        FROM ${this.reader.table('article')} a WHERE a.id = ANY(${plannedOnce(ids)}::int[])`,
        ids.map(keys.neighbours),
      ),
    keyOf: (neighbours) => neighbours.id,
    reads: (id) => [keys.neighbours(id)],
  });

  /** By number of the article and form. The forms that are asked for at a time are read by one statement. */
  private readonly bodies = new RememberedLoader<BodyKey, unknown>(this.reader, {
    name: 'body',
    load: async (wanted) => {
      const parts = wanted.map(partsOf);
      const ids = [...new Set(parts.map(({ id }) => id))];
      const columns = [...new Set(parts.map(({ column }) => column))].sort();
      const rows = await this.reader.rowsBy('article_body', 'articleId', ids, keys.article, [
        'articleId',
        ...columns,
      ]);
      const bodies = new Map(rows.map((row) => [row.articleId, row]));
      return parts.map(({ id, column }) => bodies.get(id)?.[column]);
    },
    reads: (key) => [keys.article(partsOf(key).id)],
  });

  /** One form of an article's body. Only the forms that a request asks for are read. */
  body<Column extends BodyColumn>(id: number, column: Column): Awaitable<ArticleBody[Column]> {
    return this.bodies.load(`${id} ${column}`) as Awaitable<ArticleBody[Column]>;
  }

  /** A page of a list. Throws BadUserInput when the arguments are out of their range. */
  async list(list: ArticleList, args: ConnectionArgs): Promise<Page<ArticleRow>> {
    const page = readPage(`articles by ${list.orderBy}`, args);
    const ids = await this.lists.ids.load({ ...list, page });
    const found = (await this.byId.loadMany(ids)).filter((article) => article !== null);
    return toPage(page, found, positionIn(list.orderBy), () => this.lists.count.load(list));
  }

  /** Months with articles, latest first. */
  async archive(filter: ArticleFilter | null | undefined): Promise<ArchiveMonth[]> {
    const condition = await articleCondition(this.reader, filter, this.sectionIds);
    return this.reader.apart().query<ArchiveMonth>(
      sql`
      SELECT extract(year FROM month)::int AS year, extract(month FROM month)::int AS month, "articleCount" FROM (
        SELECT date_trunc('month', a.published_at, 'UTC') AT TIME ZONE 'UTC' AS month, count(*)::int AS "articleCount"
        FROM ${this.reader.table('article')} a WHERE a.published_at IS NOT NULL AND ${condition} GROUP BY 1
      ) months ORDER BY months.month DESC`,
      [keys.articles('site'), ...filedUnder(filter)],
    );
  }
}

function partsOf(key: BodyKey): { id: number; column: BodyColumn } {
  const [id, column] = key.split(' ') as [string, BodyColumn];
  return { id: Number(id), column };
}

export interface ArticleContext {
  articles: ArticleLoaders;
}
