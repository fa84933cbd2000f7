import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { DatabaseAway } from './away.js';
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
} from './generated/client.js';
import type { Part, Parts } from './parts.js';
import { Pipeline } from './pipeline.js';
import { ReadSet } from './read-set.js';
import { noteStatement } from './statements.js';

/** What a request may see: published content only, or the editors' latest. Each is a PostgreSQL schema. */
export type Perspective = 'published' | 'preview';

/** The rows that are loaded by key, by the names that schema.prisma gives their tables. */
interface Rows {
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
const COLUMNS: { [Table in keyof Rows]: Record<keyof Rows[Table], string> } = {
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
type RowType = new () => object;

/** Something that is read by key, and can be remembered by it. */
export interface Remembered<Key, Value> {
  /** What the keys are of; another for everything else that a value depends on. */
  name: string;
  /** A value for each of these, in their order. */
  load(keys: Key[]): Promise<Value[]>;
  /** The keys (keys.ts) of all that a value depends on, whether there is something or not. */
  reads(key: Key, value: Value): readonly string[];
  /** True when whoever uses a value notes what of it they used; else all of `reads` is noted. */
  isNotedByUse?: boolean;
}

/**
 * A database handle that sees one perspective and cannot write. It goes past Prisma's query builder, whose
 * share of a page's cost was larger than PostgreSQL's; the rows are of Prisma's types and columns.
 */
export class Reader {
  constructor(
    private readonly pool: pg.Pool,
    private readonly perspective: Perspective,
    /** Milliseconds to wait for a statement; in one answer, for all that it reads. */
    private readonly patience: number,
    private readonly reads = new ReadSet(),
    private readonly parts: Parts | null = null,
    private readonly isOfAnAnswer = false,
    private readonly pipeline = new Pipeline(pool),
  ) {}

  /** The same for one answer, which notes what it is made of in `reads`. It may be made of remembered `parts`. */
  noting(reads: ReadSet, parts: Parts | null = null): Reader {
    return new Reader(this.pool, this.perspective, this.patience, reads, parts, true, this.pipeline);
  }

  /** The same for statements that may take long: nobody else waits until they are answered. */
  apart(): Reader {
    const { pool, perspective, patience, reads, parts, isOfAnAnswer } = this;
    return new Reader(pool, perspective, patience, reads, parts, isOfAnAnswer);
  }

  /** Whether what it reads now may be remembered beyond the answer that it reads for. */
  get remembers(): boolean {
    return this.parts?.keeps ?? false;
  }

  /** A value that is remembered. It is shared between answers and must not be changed. */
  find<Key extends string | number, Value>(
    { name, isNotedByUse = false }: Remembered<Key, Value>,
    key: Key,
  ): { value: Value } | undefined {
    const part = this.parts?.find(`${name} ${key}`);
    if (part && !isNotedByUse) this.note(part.reads);
    return part as { value: Value } | undefined;
  }

  /** Values by key, in the order of the keys: remembered, as `find` gives them, or else loaded together. */
  async remember<Key extends string | number, Value>(
    { name, load, reads, isNotedByUse = false }: Remembered<Key, Value>,
    keys: readonly Key[],
  ): Promise<Value[]> {
    const { parts } = this;
    const found = keys.map((key) => parts?.find(`${name} ${key}`));
    const noteAll = (part: Part | undefined) => {
      if (part && !isNotedByUse) this.note(part.reads);
    };
    found.forEach(noteAll);
    const missing = keys.filter((_, i) => !found[i]);
    if (missing.length === 0) return found.map((part) => part!.value as Value);
    const read = async (keep?: (name: string, part: Part) => void) => {
      const values = await load(missing);
      for (const [i, key] of missing.entries()) {
        const part = { value: values[i], reads: reads(key, values[i]!) };
        noteAll(part);
        keep?.(`${name} ${key}`, part);
      }
      return values;
    };
    const loaded = parts ? await parts.fill(read) : await read();
    let next = 0;
    return found.map((part) => (part ? (part.value as Value) : loaded[next++]!));
  }

  /**
   * The rows of a statement written by hand; name the tables with `table`. int8 and numeric come as text. `reads`
   * are the keys (keys.ts) of all that the rows depend on, of rows that are missing as well; what a row shows by
   * its own can be left to `note`. Rows are of the class `Type`, if there is one; else they may be another's too.
   */
  async query<Row>(sql: Prisma.Sql, reads: readonly string[], Type?: RowType): Promise<Row[]> {
    this.note(reads);
    const { text, values } = sql;
    const { rows } = await this.run(text, (deadline) =>
      this.pipeline.query({ name: statementName(text), text, values }, deadline),
    );
    return rows.map((row) => (Type ? Object.assign(new Type(), row) : Object.freeze(row)) as Row);
  }

  /** Says that what is read now will be other in so many milliseconds, without any change. */
  endIn(milliseconds: number): void {
    this.reads.endIn(milliseconds);
  }

  /** Says for how many milliseconds copies of what is read now may be given where its changes are not heard of. */
  copiesLastFor(milliseconds: number): void {
    this.reads.copiesLastFor(milliseconds);
  }

  /** Notes what the answer is made of. */
  note(reads: readonly string[]): void {
    this.reads.note(reads);
  }

  /** The name of a table in this perspective, for `query`. */
  readonly table = (name: string): Prisma.Sql => Prisma.raw(`"${this.perspective}"."${name}"`);

  /**
   * The rows in which `by` is one of `values`, with the columns that are wanted, `by` among them, or all. `keyOf`
   * tells the key of a value, whether there is a row of it or not; null for rows that never change. Rows are of the
   * class `Type`, if there is one.
   */
  async rowsBy<
    Table extends keyof Rows,
    By extends keyof Rows[Table] & string,
    Column extends keyof Rows[Table] & string,
  >(
    table: Table,
    by: By,
    values: Rows[Table][By][],
    keyOf: ((value: NonNullable<Rows[Table][By]>) => string) | null,
    columns = Object.keys(COLUMNS[table]) as Column[],
    Type: RowType = Object,
  ): Promise<Pick<Rows[Table], Column>[]> {
    if (keyOf) this.note((values as never[]).map(keyOf));
    const name = `${this.perspective} ${table} ${by} ${columns}`;
    const text = selections.get(name) ?? selectionOf(this.perspective, table, by, columns);
    selections.set(name, text);
    const statement = { name: statementName(text), text, keyAt: columns.indexOf(by as never) };
    const rows = await this.run(text, (deadline) => this.pipeline.rowsOf(statement, values, deadline));
    return rows.map((row) => {
      const object = new Type() as Record<string, unknown>;
      for (let i = 0; i < row.length; i++) object[columns[i]!] = row[i];
      return object as Pick<Rows[Table], Column>;
    });
  }

  /** How many rows a table has. */
  async count(table: string, reads: readonly string[]): Promise<number> {
    const [row] = await this.query<{ rows: number }>(
      Prisma.sql`SELECT count(*)::int AS rows FROM ${this.table(table)}`,
      reads,
    );
    return row!.rows;
  }

  private async run<Result>(text: string, ask: (deadline: number) => Promise<Result>): Promise<Result> {
    const left = this.isOfAnAnswer ? this.reads.left(this.patience) : this.patience;
    try {
      if (left <= 0) throw new DatabaseAway('All that the answer reads took too long.');
      return await noteStatement(this.reads.statements, text, () => ask(Date.now() + left));
    } catch (cause) {
      // The pool's own errors do not say for what it was asked.
      throw new Error(`This statement failed: ${text}`, { cause });
    }
  }
}

/** The statements of `rowsBy`: there are as many as ways to call it. */
const selections = new Map<string, string>();

function selectionOf(perspective: Perspective, table: string, by: string, columns: string[]): string {
  const list = columns.map((name) => `"${columnOf(name)}" AS "${name}"`).join(', ');
  return `SELECT ${list} FROM "${perspective}"."${table}" WHERE "${columnOf(by)}" = ANY($1)`;
}

/** Texts of statements are few and long. */
const names = new LRUCache<string, string>({ max: 1_000 });

/** Named, a statement is planned once per connection. They are few: their text has no values in it. */
export function statementName(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = createHash('sha1').update(text).digest('base64');
  names.set(text, name);
  return name;
}

/** publishedAt is kept in published_at. */
function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
