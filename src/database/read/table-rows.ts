import { toColumnName } from '../column-name.js';
import {
  type Address,
  type Article,
  type ArticleBody,
  type Author,
  type Correction,
  type Image,
  type LiveBlog,
  type LiveBlogEntry,
  type LiveBlogEntryBody,
  type Newsletter,
  type NewsletterIssue,
  Prisma,
  type Redirect,
  type Series,
  type Tag,
} from '../generated/client.js';
import type { ResultRow } from './batch-query.js';

/** Columns that have loaders of their own: own fields, who wrote a row, and what belongs to other languages. */
const SEPARATE_COLUMNS = [
  'fields',
  'createdById',
  'lastEditedById',
  'texts',
  'translationGroup',
  'translatedFrom',
  'translatedRevision',
] as const;

/** Columns of a row that are loaded wherever it is shown. */
export type ListedColumns<Row> = Omit<Row, (typeof SEPARATE_COLUMNS)[number]>;

/** Row of a tag or an author with the article that names it, and its place there. */
type OfArticle<Row> = ListedColumns<Row> & { articleId: number; position: number };

/** Row of an author with the entry of a live blog that names it, and its place there. */
type AuthorOfEntry = OfArticle<Author> & { entryId: number };

/** Row of an entry with what its text needs of its article. */
type EntryRow = Omit<LiveBlogEntry, 'key' | 'retractedAt'> & Pick<Article, 'access' | 'path'>;

/** Types of rows that are loaded by key, by their table names in schema.prisma. */
export interface TableRows {
  address: Address;
  article: ListedColumns<Article>;
  article_body: ArticleBody;
  article_preview: ArticleBody;
  author: ListedColumns<Author>;
  author_of_article: OfArticle<Author>;
  author_of_entry: AuthorOfEntry;
  correction: Correction;
  image: Image;
  /** `sequence` is the position in the change log up to which the row is complete. */
  live_blog: LiveBlog & Pick<Article, 'access' | 'createdAt' | 'path'> & { sequence: string };
  live_blog_entry: EntryRow;
  live_blog_entry_body: LiveBlogEntryBody & { articleId: number };
  newsletter: ListedColumns<Newsletter>;
  newsletter_issue: NewsletterIssue;
  redirect: ListedColumns<Redirect>;
  series: ListedColumns<Series>;
  tag: ListedColumns<Tag>;
  tag_of_article: OfArticle<Tag>;
}

const OF_ARTICLE = { articleId: 'articleId', position: 'position' };

const { key: _key, retractedAt: _retractedAt, ...ENTRY_COLUMNS } = Prisma.LiveBlogEntryScalarFieldEnum;

/** Columns of these tables, as listed in schema.prisma. */
const COLUMNS: { [Table in keyof TableRows]: Record<keyof TableRows[Table], string> } = {
  address: Prisma.AddressScalarFieldEnum,
  article: Prisma.ArticleScalarFieldEnum,
  article_body: Prisma.ArticleBodyScalarFieldEnum,
  article_preview: Prisma.ArticleBodyScalarFieldEnum,
  author: Prisma.AuthorScalarFieldEnum,
  author_of_article: { ...OF_ARTICLE, ...Prisma.AuthorScalarFieldEnum },
  author_of_entry: { entryId: 'entryId', ...OF_ARTICLE, ...Prisma.AuthorScalarFieldEnum },
  correction: Prisma.CorrectionScalarFieldEnum,
  image: Prisma.ImageScalarFieldEnum,
  live_blog: {
    ...Prisma.LiveBlogScalarFieldEnum,
    access: 'access',
    path: 'path',
    sequence: 'sequence',
    createdAt: 'createdAt',
  },
  live_blog_entry: { ...ENTRY_COLUMNS, access: 'access', path: 'path' },
  live_blog_entry_body: { articleId: 'articleId', ...Prisma.LiveBlogEntryBodyScalarFieldEnum },
  newsletter: Prisma.NewsletterScalarFieldEnum,
  newsletter_issue: Prisma.NewsletterIssueScalarFieldEnum,
  redirect: Prisma.RedirectScalarFieldEnum,
  series: Prisma.SeriesScalarFieldEnum,
  tag: Prisma.TagScalarFieldEnum,
  tag_of_article: { ...OF_ARTICLE, ...Prisma.TagScalarFieldEnum },
};

/**
 * Class of a GraphQL type. type-graphql does not copy rows that are its instances for each field resolver. Its own
 * constructor is not called.
 */
export type RowClass = new () => object;

/** Loader of entities that statements of other loaders return along with their rows. */
export interface JoinedRows {
  /** Columns of an entity for the list of a SELECT, after its other columns, which joins its table as `a`. */
  readonly joinedColumns: string;
  /** Names of these columns in an entity, in their order. */
  readonly columns: readonly string[];
  readonly RowConstructor: RowClass;
  /** Takes an entity from a row, so that it is not loaded again. */
  takeJoined(entity: object): void;
}

/** Names of the values that a statement returns. */
export interface RowColumns<Row> {
  /** Names of the values of a row, in the order of the statement. */
  columns: readonly (keyof Row & string)[];
  /** Class of a row: `Object` by default. */
  RowConstructor?: RowClass | undefined;
  /** Loader of the entity of the values after those of `columns`: `joined` of the row, null if they are null. */
  joined?: JoinedRows | undefined;
}

/** Names of the values of a statement. A row that declares `joined` needs its loader, and no other row has one. */
export type RowShape<Row> = RowColumns<Row> &
  (Row extends { joined: unknown } ? { joined: JoinedRows } : { joined?: never });

/** Creates the objects of rows that PostgreSQL returned as arrays of values. */
export function toObjects<Row>(rows: readonly ResultRow[], shape: RowColumns<Row>): Row[] {
  const { columns, RowConstructor = Object, joined } = shape;
  const ColumnsRow = getColumnsRow(columns, RowConstructor);
  return rows.map((values) => {
    const row = new ColumnsRow(values, 0);
    if (joined) row.joined = toJoined(values, columns.length, joined);
    return row as Row;
  });
}

function toJoined(values: ResultRow, offset: number, joined: JoinedRows): object | null {
  if (values[offset] === null) return null;
  const ColumnsRow = getColumnsRow(joined.columns, joined.RowConstructor);
  const entity = new ColumnsRow(values, offset);
  joined.takeJoined(entity);
  return entity;
}

/** Constructor of rows with certain columns, whose values stand in `values` from `offset` on. */
type ColumnsRow = new (values: ResultRow, offset: number) => Record<string, unknown>;

/** Constructors by the class of the row, then by the array of columns, or by their names where it is not a constant. */
const columnsRows = new WeakMap<RowClass, KnownColumnsRows>();
interface KnownColumnsRows {
  byArray: WeakMap<readonly string[], ColumnsRow>;
  byNames: Map<string, ColumnsRow>;
}

function getColumnsRow(columns: readonly string[], RowConstructor: RowClass): ColumnsRow {
  let known = columnsRows.get(RowConstructor);
  if (!known) {
    known = { byArray: new WeakMap(), byNames: new Map() };
    columnsRows.set(RowConstructor, known);
  }
  const ofArray = known.byArray.get(columns);
  if (ofArray) return ofArray;
  const names = columns.join(' ');
  const ofNames = known.byNames.get(names) ?? compileColumnsRow(columns, RowConstructor);
  known.byNames.set(names, ofNames);
  known.byArray.set(columns, ofNames);
  return ofNames;
}

/**
 * Compiles the constructor of rows with these columns, whose names the code has and no client can choose. V8 assigns
 * properties several times as fast when it reads their names in code, and allocates the object in one piece.
 */
function compileColumnsRow(columns: readonly string[], RowConstructor: RowClass): ColumnsRow {
  const lines = columns.map((name, i) => `this[${JSON.stringify(name)}] = values[offset + ${i}];`);
  const compiled = new Function('values', 'offset', lines.join('\n'));
  compiled.prototype = RowConstructor.prototype;
  return compiled as unknown as ColumnsRow;
}

/** Columns of the tables, without separate ones. */
const LISTED_COLUMNS = new Map(
  Object.entries(COLUMNS).map(([table, columns]) => [
    table,
    Object.keys(columns).filter((column) => !SEPARATE_COLUMNS.some((separate) => separate === column)),
  ]),
);

/** Lists the columns of a table, without separate ones: the same array each time. */
export function listColumns(table: keyof TableRows): string[] {
  return LISTED_COLUMNS.get(table)!;
}

/** Texts of statements by columns, view schema, table and key column. Most arrays of columns are constants. */
const selectTexts = new WeakMap<readonly string[], SelectTexts>();
type SelectTexts = Map<string, Map<string, Map<string, string>>>;

/** Returns the statement that selects the rows of a table of a view schema by a list of keys, `$1`. */
export function buildSelect(schema: string, table: string, keyColumn: string, columns: string[]): string {
  const known = selectTexts.get(columns)?.get(schema)?.get(table)?.get(keyColumn);
  if (known !== undefined) return known;
  const text = `SELECT ${formatColumns(columns)} FROM "${schema}"."${table}" WHERE "${toColumnName(keyColumn)}" = ANY($1)`;
  const bySchema: SelectTexts = selectTexts.get(columns) ?? new Map();
  const byTable = bySchema.get(schema) ?? new Map<string, Map<string, string>>();
  selectTexts.set(columns, bySchema.set(schema, byTable));
  byTable.set(table, new Map(byTable.get(table)).set(keyColumn, text));
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
