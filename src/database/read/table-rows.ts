import { toColumnName } from '../column-name.js';
import {
  type Address,
  type Article,
  type ArticleBody,
  type Author,
  type Correction,
  type Image,
  type Newsletter,
  type NewsletterIssue,
  Prisma,
  type Redirect,
  type Tag,
} from '../generated/client.js';
import type { ResultRow } from './query-batcher.js';

/** Rows without own fields, which have a loader of their own. */
type WithoutOwnFields<Row> = Omit<Row, 'fields'>;

/** Row of a tag or an author with the article that names it, and its place there. */
type OfArticle<Row> = WithoutOwnFields<Row> & { articleId: number; position: number };

/** Types of rows that are loaded by key, by their table names in schema.prisma. */
export interface TableRows {
  address: Address;
  article: WithoutOwnFields<Article>;
  article_body: ArticleBody;
  article_preview: ArticleBody;
  author: WithoutOwnFields<Author>;
  author_of_article: OfArticle<Author>;
  correction: Correction;
  image: Image;
  newsletter: Newsletter;
  newsletter_issue: NewsletterIssue;
  redirect: Redirect;
  tag: WithoutOwnFields<Tag>;
  tag_of_article: OfArticle<Tag>;
}

const OF_ARTICLE = { articleId: 'articleId', position: 'position' };

/** Columns of these tables, as listed in schema.prisma. */
const COLUMNS: { [Table in keyof TableRows]: Record<keyof TableRows[Table], string> } = {
  address: Prisma.AddressScalarFieldEnum,
  article: Prisma.ArticleScalarFieldEnum,
  article_body: Prisma.ArticleBodyScalarFieldEnum,
  article_preview: Prisma.ArticleBodyScalarFieldEnum,
  author: Prisma.AuthorScalarFieldEnum,
  author_of_article: { ...OF_ARTICLE, ...Prisma.AuthorScalarFieldEnum },
  correction: Prisma.CorrectionScalarFieldEnum,
  image: Prisma.ImageScalarFieldEnum,
  newsletter: Prisma.NewsletterScalarFieldEnum,
  newsletter_issue: Prisma.NewsletterIssueScalarFieldEnum,
  redirect: Prisma.RedirectScalarFieldEnum,
  tag: Prisma.TagScalarFieldEnum,
  tag_of_article: { ...OF_ARTICLE, ...Prisma.TagScalarFieldEnum },
};

/**
 * Class of a GraphQL type. type-graphql does not copy rows that are its instances for each field resolver.
 */
export type RowClass = new () => object;

/** Creates an object from the values of a row, those of `columns` from `offset` on. */
export function toObject(
  row: ResultRow,
  columns: readonly string[],
  RowConstructor: RowClass = Object,
  offset = 0,
): object {
  const object = new RowConstructor() as Record<string, unknown>;
  for (let i = 0; i < columns.length; i++) object[columns[i]!] = row[offset + i];
  return object;
}

/** Columns of the tables, without own fields. */
const LISTED_COLUMNS = new Map(
  Object.entries(COLUMNS).map(([table, columns]) => [
    table,
    Object.keys(columns).filter((column) => column !== 'fields'),
  ]),
);

/** Lists the columns of a table, without own fields: the same array each time. */
export function listColumns(table: keyof TableRows): string[] {
  return LISTED_COLUMNS.get(table)!;
}

/** Texts of statements by columns, then by table and key column. Most arrays of columns are constants. */
const selectTexts = new WeakMap<readonly string[], Map<string, string>>();

/** Returns the statement that selects the rows of a table of a view schema by a list of keys, `$1`. */
export function buildSelect(schema: string, table: string, keyColumn: string, columns: string[]): string {
  const texts = selectTexts.get(columns) ?? new Map<string, string>();
  selectTexts.set(columns, texts);
  const name = `${schema} ${table} ${keyColumn}`;
  const text =
    texts.get(name) ??
    `SELECT ${formatColumns(columns)} FROM "${schema}"."${table}" WHERE "${toColumnName(keyColumn)}" = ANY($1)`;
  texts.set(name, text);
  return text;
}

/** Returns the statement that selects rows of a subquery by a list of keys, `$1`. */
export function buildSelectFrom(source: string, keyColumn: string, columns: string[]): string {
  return `SELECT ${formatColumns(columns)} FROM ${source} rows WHERE "${toColumnName(keyColumn)}" = ANY($1)`;
}

/** Returns the list of columns of a SELECT, from the fields that schema.prisma gives them. */
export function formatColumns(columns: readonly string[], prefix = ''): string {
  return columns.map((name) => `${prefix}"${toColumnName(name)}"`).join(', ');
}
