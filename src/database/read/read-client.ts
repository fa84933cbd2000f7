import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { DependencyTracker } from '../../cache/dependency-tracker.js';
import type { EntityCache } from '../../cache/entity-cache.js';
import { toColumnName } from '../column-name.js';
import { DatabaseUnavailableError } from '../errors.js';
import { Prisma } from '../generated/client.js';
import type { BatchedStatement, StatementResult } from './batch-query.js';
import { buildRowsWithDraft, type Draft, type DraftTable, hasRowsOf, isDraftTable } from './draft-rows.js';
import { buildLimitedRows, type ReadLimits } from './limited-rows.js';
import { QueryBatcher } from './query-batcher.js';
import { getSchemaName } from './schema-name.js';
import {
  buildSelect,
  buildSelectFrom,
  listColumns,
  type RowClass,
  type RowColumns,
  type RowShape,
  type TableRows,
  toObjects,
} from './table-rows.js';

/**
 * Names of the view schemas in PostgreSQL: published content, the same with the texts for members, the latest drafts.
 */
export const PERSPECTIVES = ['published', 'members', 'preview'] as const;
export type Perspective = (typeof PERSPECTIVES)[number];
/**
 * Perspective of a request. That of a preview link, `draft:<ID of the link>`, has no view schema: it is the published
 * one with one draft.
 */
export type RequestPerspective = Perspective | `draft:${number}`;

/** Definition of values that are loaded and cached by key. */
export interface CachedLoaderDefinition<Key, Value> {
  /** Name of the cache keys; values that depend on more than the key need separate names. */
  name: string;
  /** Loads a value for each key, in their order. */
  load(keys: Key[]): Promise<Value[]>;
  /** Returns the cache tags of everything that a value depends on, even if it is missing. */
  getTags(key: Key, value: Value): readonly string[];
  /** If true, callers track cache tags themselves; otherwise all tags of `getTags` are tracked. */
  tracksOwnTags?: boolean;
}

/** Statement with a list of keys as its parameter, and the names of the values that it returns. */
interface KeyedQuery<Row> extends RowColumns<Row> {
  text: string;
  keyColumn: keyof Row & string;
}

interface ReadClientOptions {
  dependencies?: DependencyTracker;
  entityCache?: EntityCache | null;
  isRequestScoped?: boolean;
  batcher?: QueryBatcher;
  draft?: Draft;
  limits?: ReadLimits;
  /** BCP 47 tag of a language of the site; null to read all languages. */
  language?: string | null;
}

/**
 * Read-only client of one perspective, with caching and dependency tracking. Bypasses Prisma's query builder,
 * which took more of a page's time than PostgreSQL; rows have Prisma's types and columns.
 */
export class ReadClient {
  private readonly dependencies: DependencyTracker;
  private readonly entityCache: EntityCache | null;
  private readonly batcher: QueryBatcher;
  /** The draft that is read in place of its published version; null for none. */
  private readonly draft: Draft | null;
  private readonly limits: ReadLimits | null;
  /** Name of the schema of views that statements read. */
  private readonly schema: string;

  constructor(
    private readonly pool: pg.Pool,
    private readonly perspective: Perspective,
    /** Milliseconds for a statement; within a request, for all its reads together. */
    private readonly timeoutMs: number,
    private readonly options: ReadClientOptions = {},
  ) {
    this.dependencies = options.dependencies ?? new DependencyTracker();
    this.entityCache = options.entityCache ?? null;
    this.batcher = options.batcher ?? new QueryBatcher(pool);
    this.draft = options.draft ?? null;
    this.limits = options.limits ?? null;
    this.schema = getSchemaName(perspective, options.language ?? null);
  }

  private copy(changes: ReadClientOptions): ReadClient {
    const { pool, perspective, timeoutMs, batcher, options } = this;
    return new ReadClient(pool, perspective, timeoutMs, { ...options, batcher, ...changes });
  }

  /**
   * Returns a client for one response that tracks its dependencies, and reads from the entity cache if one is
   * given.
   */
  withDependencies(dependencies: DependencyTracker, entityCache: EntityCache | null = null): ReadClient {
    return this.copy({ dependencies, entityCache, isRequestScoped: true });
  }

  /**
   * Returns a client that reads the latest draft of an article or front in place of its published version. Reads
   * without `rowsWithDraft` or `selectByKey` see the published version.
   */
  withDraft(draft: Draft): ReadClient {
    return this.copy({ draft });
  }

  /** Returns a client that reads drafts within limits alone, and of other articles what is published. */
  withLimits(limits: ReadLimits): ReadClient {
    return this.copy({ limits });
  }

  /**
   * Returns a client of the views of one language, or of all for null. What it reads is cached apart from other
   * languages: pass it the entity cache of the language.
   */
  withLanguage(language: string | null): ReadClient {
    return this.copy({ language });
  }

  /** The language whose views the client reads; null for all. */
  get language(): string | null {
    return this.options.language ?? null;
  }

  /** Returns a client with its own batcher, so that slow statements do not delay other callers. */
  withOwnBatcher(): ReadClient {
    return this.copy({ batcher: new QueryBatcher(this.pool, 1) });
  }

  /** True if the perspective has published articles alone, which all have a date. */
  get isPublished(): boolean {
    return this.perspective === 'published' || this.perspective === 'members';
  }

  /** Table of the stored numbers of articles; null for drafts and for one language of several, where articles are counted. */
  get articleCounts(): Prisma.Sql | null {
    return this.isPublished && this.language === null ? this.table('article_count') : null;
  }

  /** True if results read now may be cached beyond the response. */
  get canCache(): boolean {
    return this.entityCache?.isWritable ?? false;
  }

  /** Returns a cached value, or undefined. Responses share it, so it must not be changed. */
  getCached<Key extends string | number, Value>(
    { name, tracksOwnTags = false }: CachedLoaderDefinition<Key, Value>,
    key: Key,
  ): { value: Value } | undefined {
    const cached = this.canCache ? this.entityCache!.get(`${name} ${key}`) : undefined;
    if (cached && !tracksOwnTags) this.trackTags(cached.tags);
    return cached as { value: Value } | undefined;
  }

  /** Returns values by key, in the order of the keys: from the cache, or else loaded in one batch. */
  async loadCached<Key extends string | number, Value>(
    { name, load, getTags, tracksOwnTags = false }: CachedLoaderDefinition<Key, Value>,
    keys: readonly Key[],
  ): Promise<Value[]> {
    const trackEntityTags = (tags: readonly string[]) => {
      if (!tracksOwnTags) this.trackTags(tags);
    };
    if (!this.canCache) {
      const values = await load([...keys]);
      for (let i = 0; i < keys.length; i++) trackEntityTags(getTags(keys[i]!, values[i]!));
      return values;
    }
    const entityCache = this.entityCache!;
    const found = keys.map((key) => entityCache.get(`${name} ${key}`));
    for (const part of found) if (part) trackEntityTags(part.tags);
    const missing = keys.filter((_, i) => !found[i]);
    if (missing.length === 0) return found.map((part) => part!.value as Value);
    const loaded = await entityCache.fill(async (store) => {
      const values = await load(missing);
      for (const [i, key] of missing.entries()) {
        const part = { value: values[i], tags: getTags(key, values[i]!) };
        trackEntityTags(part.tags);
        store(`${name} ${key}`, part);
      }
      return values;
    });
    let next = 0;
    return found.map((part) => (part ? (part.value as Value) : loaded[next++]!));
  }

  /**
   * Returns the rows of a handwritten statement, in which `table` names the tables; int8 and numeric are
   * strings. `tags` are those of all rows, also missing ones; without `RowConstructor`, rows are shared and
   * frozen.
   */
  query<Row>(sql: Prisma.Sql, tags: readonly string[], RowConstructor?: RowClass): Promise<Row[]> {
    return this.runQuery(sql, tags, this.getName(sql.text), RowConstructor);
  }

  /**
   * Returns rows as `query` does. A statement with a filter is planned for its values and not kept, since clients
   * can send many different ones. `shape` names the values of a statement that joins entities.
   */
  queryFiltered<Row>(
    filter: object | null | undefined,
    sql: BuiltStatement,
    tags: readonly string[],
    shape?: RowShape<Row>,
  ): Promise<Row[]> {
    const name = filter ? undefined : this.getName(sql.text);
    if (!shape) return this.runQuery(sql, tags, name);
    return this.sendQuery(sql, tags, name, ({ rows }) => toObjects(rows, shape));
  }

  private runQuery<Row>(
    sql: BuiltStatement,
    tags: readonly string[],
    name: string | undefined,
    RowConstructor?: RowClass,
  ): Promise<Row[]> {
    return this.sendQuery(sql, tags, name, ({ rows, columns }) => {
      const objects = toObjects(rows, { columns, RowConstructor } as RowColumns<Row>);
      return RowConstructor ? objects : objects.map((row) => Object.freeze(row));
    });
  }

  private sendQuery<Row>(
    { text, values }: BuiltStatement,
    tags: readonly string[],
    name: string | undefined,
    convert: (result: StatementResult) => Row[],
  ): Promise<Row[]> {
    this.trackTags(tags);
    const statement = { name, text, values };
    return this.runStatement(
      text,
      (deadline) => this.batcher.query(statement, deadline, this.dependencies.signal),
      convert,
    );
  }

  /** Limits the lifetime of the response, for data that changes as time passes. */
  limitTtl(ttlMs: number): void {
    this.dependencies.limitTtl(ttlMs);
  }

  /** Limits the lifetime in a CDN, for data that changes without an entry in the change log. */
  limitCdnTtl(ttlMs: number): void {
    this.dependencies.limitCdnTtl(ttlMs);
  }

  /** Counts a use of a loader. */
  countUse(): void {
    this.dependencies.countUse();
  }

  /** Adds cache tags to the dependencies of the response. */
  trackTags(tags: readonly string[]): void {
    this.dependencies.trackTags(tags);
  }

  /** Records that the response has the text of an article. */
  trackText(articleId: number): void {
    this.dependencies.trackTexts([articleId]);
  }

  // Bound, and no functions written as the values of fields: V8 allocates those as old objects, and all that they refer
  // to is kept until it collects old objects. For each request that is its whole context.

  /** Returns the name of a table in this perspective, for `query`. */
  readonly table = this.nameTable.bind(this);

  /** Returns the name of a table in the preview perspective, in all languages, for columns that require a scope. */
  readonly previewTable = this.namePreviewTable.bind(this);

  private nameTable(name: string): Prisma.Sql {
    return this.limits && this.perspective === 'preview'
      ? Prisma.raw(buildLimitedRows(name, this.limits, this.options.language ?? null))
      : Prisma.raw(`"${this.schema}"."${name}"`);
  }

  private namePreviewTable(name: string): Prisma.Sql {
    return Prisma.raw(this.limits ? buildLimitedRows(name, this.limits) : `"preview"."${name}"`);
  }

  /** False if statements name a draft or limits of the client, so that each is different. */
  private get sharesStatements(): boolean {
    return this.draft === null && this.limits === null;
  }

  /**
   * Returns a table of rows that belong to articles or fronts, for `query`: that of this perspective, with the rows of the
   * draft in place of published ones. `columns` are those that the statement reads.
   */
  rowsWithDraft(table: DraftTable, columns: readonly string[]): Prisma.Sql {
    if (!hasRowsOf(this.draft, table)) return this.table(table);
    return Prisma.raw(buildRowsWithDraft(this.schema, table, columns, this.draft.id));
  }

  /** Returns true if this article is read from its draft in place of its published version. */
  isReplaced(articleId: number): boolean {
    return this.draft?.type === 'Article' && this.draft.id === articleId;
  }

  /**
   * Returns the rows with a `keyColumn` among `values`, with the given columns, among them `keyColumn`, or
   * all. `getTag` returns the cache tag of a value; null for rows that never change.
   */
  selectByKey<
    Table extends keyof TableRows,
    By extends keyof TableRows[Table] & string,
    Column extends keyof TableRows[Table] & string,
  >(
    table: Table,
    keyColumn: By,
    values: TableRows[Table][By][],
    getTag: ((value: NonNullable<TableRows[Table][By]>) => string) | null,
    columns = listColumns(table) as Column[],
    RowConstructor?: RowClass,
  ): Promise<Pick<TableRows[Table], Column>[]> {
    const text = this.sharesStatements
      ? buildSelect(this.schema, table, keyColumn, columns)
      : buildSelectFrom(this.buildSource(table, columns), keyColumn, columns);
    const tags = getTag ? (values as never[]).map(getTag) : [];
    const statement = { text, keyColumn, columns, RowConstructor };
    return this.loadByKeys<Pick<TableRows[Table], By | Column>>(statement, values, tags);
  }

  private buildSource(table: string, columns: readonly string[]): string {
    return isDraftTable(table)
      ? this.rowsWithDraft(table, columns.map(toColumnName)).text
      : this.table(table).text;
  }

  /**
   * Returns the rows of a handwritten statement with one parameter: `$1` is a list of keys, which are the values of
   * `keyColumn`. Callers with the same statement share one execution, each with its keys. `tags` are as for
   * `query`.
   */
  queryByKeys<Row>(
    query: KeyedQuery<Row> & RowShape<Row>,
    keys: unknown[],
    tags: readonly string[],
  ): Promise<Row[]> {
    return this.loadByKeys(query, keys, tags);
  }

  private loadByKeys<Row>(query: KeyedQuery<Row>, keys: unknown[], tags: readonly string[]): Promise<Row[]> {
    this.trackTags(tags);
    const { text, keyColumn, columns } = query;
    const statement: BatchedStatement = { name: this.getName(text), text };
    const keyIndex = columns.indexOf(keyColumn);
    return this.runStatement(
      text,
      (deadline) =>
        this.batcher.loadRowsByKeys(statement, keyIndex, keys, deadline, this.dependencies.signal),
      (rows) => toObjects(rows, query),
    );
  }

  /**
   * Returns the text of a statement that has no values but `$1`, which `build` writes once for each schema of views. `name`
   * tells it from all others.
   */
  getText(name: string, build: () => Prisma.Sql): string {
    if (!this.sharesStatements) return build().text;
    const key = `${this.schema} ${name}`;
    const known = statementTexts.get(key);
    if (known !== undefined) return known;
    const { text } = build();
    statementTexts.set(key, text);
    return text;
  }

  /**
   * Returns a statement with its values, which `build` writes once for each schema of views. `name` tells it from all others,
   * its values included; null for a statement that is built each time.
   */
  async getStatement(name: string | null, build: () => Promise<Prisma.Sql>): Promise<BuiltStatement> {
    if (name === null || !this.sharesStatements) return build();
    const key = `${this.schema} ${name}`;
    const known = builtStatements.get(key);
    if (known) return known;
    const { text, values } = await build();
    builtStatements.set(key, { text, values });
    return { text, values };
  }

  /** Returns the name of a statement to prepare; none for those of one article or key, which are many. */
  private getName(text: string): string | undefined {
    return this.sharesStatements ? getStatementName(text) : undefined;
  }

  /** Returns the number of rows in a table. */
  async countRows(table: string, tags: readonly string[]): Promise<number> {
    const [row] = await this.query<{ rows: number }>(
      Prisma.sql`SELECT count(*)::int AS rows FROM ${this.table(table)}`,
      tags,
    );
    return row!.rows;
  }

  /** Returns what `convert` makes of a result. The only asynchronous function of a read, as each has promises of its own. */
  private async runStatement<Result, Row>(
    text: string,
    execute: (deadline: number) => Promise<Result>,
    convert: (result: Result) => Row[],
  ): Promise<Row[]> {
    const { dependencies: reads } = this;
    reads.signal?.throwIfAborted();
    const remainingMs = this.options.isRequestScoped ? reads.getRemainingMs(this.timeoutMs) : this.timeoutMs;
    if (remainingMs <= 0) {
      const cause = new DatabaseUnavailableError('The reads of the request exceeded the time limit.');
      throw new Error(`The statement was not sent: ${text}`, { cause });
    }
    const statement = reads.beginRead(text);
    try {
      return convert(await execute(Date.now() + remainingMs));
    } catch (cause) {
      statement.hasFailed = true;
      reads.signal?.throwIfAborted();
      // The pool's own errors do not contain the statement.
      throw new Error(`The statement failed: ${text}`, { cause });
    } finally {
      reads.endRead(statement);
    }
  }
}

/** Texts of statements by schema and name. Names are written in the code, so there are few. */
const statementTexts = new Map<string, string>();

/** Text of a statement with its values. */
type BuiltStatement = Pick<Prisma.Sql, 'text' | 'values'>;

const builtStatements = new LRUCache<string, BuiltStatement>({ max: 500 });

/** Names by statement text. There are few texts, and they are long. */
const statementNames = new LRUCache<string, string>({ max: 1_000 });

/**
 * Returns the name of a prepared statement, which each connection plans only once. There are few, since the
 * texts contain no values.
 */
export function getStatementName(text: string): string {
  const known = statementNames.get(text);
  if (known) return known;
  const name = createHash('sha1').update(text).digest('base64');
  statementNames.set(text, name);
  return name;
}
