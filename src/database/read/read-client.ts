import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { DependencyTracker } from '../../cache/dependency-tracker.js';
import type { CachedEntity, EntityCache } from '../../cache/entity-cache.js';
import { recordStatement } from '../../observability/query-log.js';
import { DatabaseUnavailableError } from '../errors.js';
import {
  type Address,
  type Article,
  type ArticleBody,
  type Author,
  type Image,
  type Newsletter,
  type NewsletterIssue,
  Prisma,
  type Tag,
} from '../generated/client.js';
import { QueryBatcher } from './query-batcher.js';

/** What a request may see: published content only, or the editors' latest. Each is a PostgreSQL schema. */
export type Perspective = 'published' | 'preview';

/** The rows that are loaded by key, by the names that schema.prisma gives their tables. */
interface TableRows {
  address: Address;
  article: Article;
  article_body: ArticleBody;
  author: Author;
  image: Image;
  newsletter: Newsletter;
  newsletter_issue: NewsletterIssue;
  tag: Tag;
}

/** Their columns, as schema.prisma lists them. */
const COLUMNS: { [Table in keyof TableRows]: Record<keyof TableRows[Table], string> } = {
  address: Prisma.AddressScalarFieldEnum,
  article: Prisma.ArticleScalarFieldEnum,
  article_body: Prisma.ArticleBodyScalarFieldEnum,
  author: Prisma.AuthorScalarFieldEnum,
  image: Prisma.ImageScalarFieldEnum,
  newsletter: Prisma.NewsletterScalarFieldEnum,
  newsletter_issue: Prisma.NewsletterIssueScalarFieldEnum,
  tag: Prisma.TagScalarFieldEnum,
};

/** A class of the graph: what is of it already, type-graphql does not copy for each field that has a resolver. */
type RowClass = new () => object;

/** Something that is read by key, and can be remembered by it. */
export interface CachedLoaderDefinition<Key, Value> {
  /** What the keys are of; another for everything else that a value depends on. */
  name: string;
  /** A value for each of these, in their order. */
  load(keys: Key[]): Promise<Value[]>;
  /** The keys (keys.ts) of all that a value depends on, whether there is something or not. */
  getTags(key: Key, value: Value): readonly string[];
  /** True when whoever uses a value notes what of it they used; else all of `reads` is noted. */
  tracksOwnTags?: boolean;
}

/**
 * A database handle that sees one perspective and cannot write. It goes past Prisma's query builder, whose
 * share of a page's cost was larger than PostgreSQL's; the rows are of Prisma's types and columns.
 */
export class ReadClient {
  constructor(
    private readonly pool: pg.Pool,
    private readonly perspective: Perspective,
    /** Milliseconds to wait for a statement; in one answer, for all that it reads. */
    private readonly timeoutMs: number,
    private readonly dependencies = new DependencyTracker(),
    private readonly entityCache: EntityCache | null = null,
    private readonly isRequestScoped = false,
    private readonly batcher = new QueryBatcher(pool),
  ) {}

  /** The same for one answer, which notes what it is made of in `reads`. It may be made of remembered `parts`. */
  withDependencies(dependencies: DependencyTracker, entityCache: EntityCache | null = null): ReadClient {
    return new ReadClient(
      this.pool,
      this.perspective,
      this.timeoutMs,
      dependencies,
      entityCache,
      true,
      this.batcher,
    );
  }

  /** The same for statements that may take long: nobody else waits until they are answered. */
  withOwnBatcher(): ReadClient {
    const { pool, perspective, timeoutMs, dependencies, entityCache, isRequestScoped } = this;
    return new ReadClient(pool, perspective, timeoutMs, dependencies, entityCache, isRequestScoped);
  }

  /** Whether what it reads now may be remembered beyond the answer that it reads for. */
  get canCache(): boolean {
    return this.entityCache?.isWritable ?? false;
  }

  /** A value that is remembered. It is shared between answers and must not be changed. */
  getCached<Key extends string | number, Value>(
    { name, tracksOwnTags = false }: CachedLoaderDefinition<Key, Value>,
    key: Key,
  ): { value: Value } | undefined {
    const cached = this.entityCache?.get(`${name} ${key}`);
    if (cached && !tracksOwnTags) this.trackTags(cached.tags);
    return cached as { value: Value } | undefined;
  }

  /** Values by key, in the order of the keys: remembered, as `find` gives them, or else loaded together. */
  async loadCached<Key extends string | number, Value>(
    { name, load, getTags, tracksOwnTags = false }: CachedLoaderDefinition<Key, Value>,
    keys: readonly Key[],
  ): Promise<Value[]> {
    const { entityCache } = this;
    const found = keys.map((key) => entityCache?.get(`${name} ${key}`));
    const trackEntityTags = (part: CachedEntity | undefined) => {
      if (part && !tracksOwnTags) this.trackTags(part.tags);
    };
    found.forEach(trackEntityTags);
    const missing = keys.filter((_, i) => !found[i]);
    if (missing.length === 0) return found.map((part) => part!.value as Value);
    const read = async (store?: (name: string, part: CachedEntity) => void) => {
      const values = await load(missing);
      for (const [i, key] of missing.entries()) {
        const part = { value: values[i], tags: getTags(key, values[i]!) };
        trackEntityTags(part);
        store?.(`${name} ${key}`, part);
      }
      return values;
    };
    const loaded = entityCache ? await entityCache.fill(read) : await read();
    let next = 0;
    return found.map((part) => (part ? (part.value as Value) : loaded[next++]!));
  }

  /**
   * The rows of a statement written by hand; name the tables with `table`. int8 and numeric come as text. `reads`
   * are the keys (keys.ts) of all that the rows depend on, of rows that are missing as well; what a row shows by
   * its own can be left to `note`. Rows are of the class `Type`, if there is one; else they may be another's too.
   */
  async query<Row>(sql: Prisma.Sql, tags: readonly string[], RowConstructor?: RowClass): Promise<Row[]> {
    this.trackTags(tags);
    const { text, values } = sql;
    const { rows } = await this.runStatement(text, (deadline) =>
      this.batcher.query({ name: getStatementName(text), text, values }, deadline),
    );
    return rows.map(
      (row) => (RowConstructor ? Object.assign(new RowConstructor(), row) : Object.freeze(row)) as Row,
    );
  }

  /** Says that what is read now will be other in so many milliseconds, without any change. */
  limitTtl(ttlMs: number): void {
    this.dependencies.limitTtl(ttlMs);
  }

  /** Says for how many milliseconds copies of what is read now may be given where its changes are not heard of. */
  limitCdnTtl(ttlMs: number): void {
    this.dependencies.limitCdnTtl(ttlMs);
  }

  /** Notes what the answer is made of. */
  trackTags(tags: readonly string[]): void {
    this.dependencies.trackTags(tags);
  }

  /** The name of a table in this perspective, for `query`. */
  readonly table = (name: string): Prisma.Sql => Prisma.raw(`"${this.perspective}"."${name}"`);

  /**
   * The rows in which `by` is one of `values`, with the columns that are wanted, `by` among them, or all. `keyOf`
   * tells the key of a value, whether there is a row of it or not; null for rows that never change. Rows are of the
   * class `Type`, if there is one.
   */
  async selectByKey<
    Table extends keyof TableRows,
    By extends keyof TableRows[Table] & string,
    Column extends keyof TableRows[Table] & string,
  >(
    table: Table,
    keyColumn: By,
    values: TableRows[Table][By][],
    getTag: ((value: NonNullable<TableRows[Table][By]>) => string) | null,
    columns = Object.keys(COLUMNS[table]) as Column[],
    RowConstructor: RowClass = Object,
  ): Promise<Pick<TableRows[Table], Column>[]> {
    if (getTag) this.trackTags((values as never[]).map(getTag));
    const name = `${this.perspective} ${table} ${keyColumn} ${columns}`;
    const text = selectTexts.get(name) ?? buildSelect(this.perspective, table, keyColumn, columns);
    selectTexts.set(name, text);
    const statement = { name: getStatementName(text), text, keyIndex: columns.indexOf(keyColumn as never) };
    const rows = await this.runStatement(text, (deadline) =>
      this.batcher.loadRowsByKeys(statement, values, deadline),
    );
    return rows.map((row) => {
      const object = new RowConstructor() as Record<string, unknown>;
      for (let i = 0; i < row.length; i++) object[columns[i]!] = row[i];
      return object as Pick<TableRows[Table], Column>;
    });
  }

  /** How many rows a table has. */
  async countRows(table: string, tags: readonly string[]): Promise<number> {
    const [row] = await this.query<{ rows: number }>(
      Prisma.sql`SELECT count(*)::int AS rows FROM ${this.table(table)}`,
      tags,
    );
    return row!.rows;
  }

  private async runStatement<Result>(
    text: string,
    execute: (deadline: number) => Promise<Result>,
  ): Promise<Result> {
    const remainingMs = this.isRequestScoped
      ? this.dependencies.getRemainingMs(this.timeoutMs)
      : this.timeoutMs;
    try {
      if (remainingMs <= 0) throw new DatabaseUnavailableError('All that the answer reads took too long.');
      return await recordStatement(this.dependencies.statements, text, () =>
        execute(Date.now() + remainingMs),
      );
    } catch (cause) {
      // The pool's own errors do not say for what it was asked.
      throw new Error(`This statement failed: ${text}`, { cause });
    }
  }
}

/** The statements of `rowsBy`: there are as many as ways to call it. */
const selectTexts = new Map<string, string>();

function buildSelect(perspective: Perspective, table: string, keyColumn: string, columns: string[]): string {
  const list = columns.map((name) => `"${toColumnName(name)}" AS "${name}"`).join(', ');
  return `SELECT ${list} FROM "${perspective}"."${table}" WHERE "${toColumnName(keyColumn)}" = ANY($1)`;
}

/** Texts of statements are few and long. */
const statementNames = new LRUCache<string, string>({ max: 1_000 });

/** Named, a statement is planned once per connection. They are few: their text has no values in it. */
export function getStatementName(text: string): string {
  const known = statementNames.get(text);
  if (known) return known;
  const name = createHash('sha1').update(text).digest('base64');
  statementNames.set(text, name);
  return name;
}

/** publishedAt is kept in published_at. */
function toColumnName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
