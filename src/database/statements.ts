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
let noting = 0;

/**
 * Runs `work`, and notes in `statements` what is asked of PostgreSQL on its behalf, whoever asks. While anything is
 * noted so, everything that waits costs more (on Node 20): for writes, which are few. Readers note their own.
 */
export async function notingStatements<T>(statements: Statement[], work: () => Promise<T>): Promise<T> {
  noting += 1;
  try {
    return await noted.run(statements, work);
  } finally {
    noting -= 1;
    if (noting === 0) noted.disable();
  }
}

/** Asks something of PostgreSQL, and notes it. */
export async function noteStatement<T>(
  statements: Statement[],
  text: string,
  ask: () => Promise<T>,
): Promise<T> {
  const statement = { text, startedAt: performance.timeOrigin + performance.now(), ms: 0, hasFailed: false };
  if (statements.length < MOST) statements.push(statement);
  try {
    return await ask();
  } catch (error) {
    statement.hasFailed = true;
    throw error;
  } finally {
    statement.ms = performance.timeOrigin + performance.now() - statement.startedAt;
  }
}

/** Makes what goes through a pool noticeable to `notingStatements`. */
export function makeNoticeable(pool: pg.Pool): void {
  pool.query = noticed((...args) => pg.Pool.prototype.query.apply(pool, args));
  pool.on('connect', (client) => {
    client.query = noticed((...args) => pg.Client.prototype.query.apply(client, args));
  });
}

function noticed(query: (...args: never) => unknown): never {
  const noticing = (...args: unknown[]) => {
    const statements = noted.getStore();
    // A pool asks its clients by callback, and was noticed itself.
    if (!statements || typeof args.at(-1) === 'function') return query(...(args as never));
    const [asked] = args as [string | { text: string }];
    const text = typeof asked === 'string' ? asked : asked.text;
    return noteStatement(statements, text, async () => query(...(args as never)));
  };
  return noticing as never;
}
