import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** A statement as it was sent, without its values. */
export interface Statement {
  text: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** Until its answer, the wait for a connection included. */
  ms: number;
  hasFailed: boolean;
}

/** As many as are kept of one operation. */
const MOST = 100;

const noted = new AsyncLocalStorage<Statement[]>();

/** Runs `work`, and notes in `statements` what it asks of PostgreSQL, whoever asks it on its behalf. */
export function notingStatements<T>(statements: Statement[], work: () => Promise<T>): Promise<T> {
  return noted.run(statements, work);
}

/** Makes the statements that go through a pool noticeable. Without anybody who notes them it costs nothing. */
export function makeNoticeable(pool: pg.Pool): void {
  pool.query = noticed((...args) => pg.Pool.prototype.query.apply(pool, args));
  pool.on('connect', (client) => {
    client.query = noticed((...args) => pg.Client.prototype.query.apply(client, args));
  });
}

function noticed(query: (...args: never) => unknown): never {
  const noticing = (...args: unknown[]) => {
    const result = query(...(args as never));
    const statements = noted.getStore();
    // A pool asks its clients by callback, and was noticed itself.
    if (!statements || statements.length >= MOST || !(result instanceof Promise)) return result;
    const [asked] = args as [string | { text: string }];
    const statement = {
      text: typeof asked === 'string' ? asked : asked.text,
      startedAt: performance.timeOrigin + performance.now(),
      ms: 0,
      hasFailed: false,
    };
    statements.push(statement);
    return result.then(
      (rows) => {
        end(statement);
        return rows;
      },
      (error) => {
        end(statement);
        statement.hasFailed = true;
        throw error;
      },
    );
  };
  return noticing as never;
}

function end(statement: Statement): void {
  statement.ms = performance.timeOrigin + performance.now() - statement.startedAt;
}
