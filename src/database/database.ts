import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client.js';

/** What a request may see: published content only, or the editors' latest. Each is a PostgreSQL schema. */
export type Perspective = 'published' | 'preview';

/** A database handle that sees one perspective and cannot write. */
export interface Reader
  extends Pick<
    PrismaClient,
    | 'article'
    | 'articleBody'
    | 'articleAuthor'
    | 'articleTag'
    | 'section'
    | 'tag'
    | 'author'
    | 'image'
    | 'correction'
    | 'address'
  > {
  /** Rows of a statement written by hand; name the tables with `table`. */
  query<Row>(sql: Prisma.Sql): Promise<Row[]>;
  /** The name of a table in this perspective, for `query`. */
  table(name: string): Prisma.Sql;
}

export interface Database {
  pool: pg.Pool;
  /** Sees and writes everything: for the services that edit. */
  editorial: PrismaClient;
  readers: Record<Perspective, Reader>;
  close(): Promise<void>;
}

/** Without these a database that went silent would be waited for without end. Milliseconds. */
const TIMEOUTS = {
  connectionTimeoutMillis: 3_000,
  query_timeout: 15_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 30_000,
  idleTimeoutMillis: 30_000,
};

/** One pool of connections, and a Prisma client over it for the editors and for each perspective. */
export function openDatabase(connection: pg.PoolConfig, poolSize = 10): Database {
  const pool = new pg.Pool({ ...TIMEOUTS, ...connection, max: poolSize, keepAlive: true });
  // An idle connection that breaks is replaced by the next query; unheard, this event would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  const editorial = client(pool, 'public');
  const published = client(pool, 'published');
  const preview = client(pool, 'preview');
  return {
    pool,
    editorial,
    readers: { published: reader(published, 'published'), preview: reader(preview, 'preview') },
    close: async () => {
      await Promise.all([editorial, published, preview].map((each) => each.$disconnect()));
      await pool.end();
    },
  };
}

function client(pool: pg.Pool, schema: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool, { schema, statementNameGenerator }) });
}

/** Named statements are planned once per connection. The pool's statements are few: their text has no values in it. */
function statementNameGenerator({ sql }: { sql: string }): string {
  return createHash('sha1').update(sql).digest('base64');
}

function reader(prisma: PrismaClient, perspective: Perspective): Reader {
  const {
    article,
    articleBody,
    articleAuthor,
    articleTag,
    section,
    tag,
    author,
    image,
    correction,
    address,
  } = prisma;
  return {
    ...{ article, articleBody, articleAuthor, articleTag, section, tag, author, image, correction, address },
    query: <Row>(sql: Prisma.Sql) => prisma.$queryRaw<Row[]>(sql),
    table: (name) => Prisma.raw(`"${perspective}"."${name}"`),
  };
}
