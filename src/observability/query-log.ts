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
const MAX_STATEMENTS = 100;

const activeStatements = new AsyncLocalStorage<Statement[]>();
let activeCaptures = 0;

/**
 * Runs `work`, and notes in `statements` what is asked of PostgreSQL on its behalf, whoever asks. While anything is
 * noted so, everything that waits costs more (on Node 20): for writes, which are few. Readers note their own.
 */
export async function captureStatements<T>(statements: Statement[], work: () => Promise<T>): Promise<T> {
  activeCaptures += 1;
  try {
    return await activeStatements.run(statements, work);
  } finally {
    activeCaptures -= 1;
    if (activeCaptures === 0) activeStatements.disable();
  }
}

/** Asks something of PostgreSQL, and notes it. */
export async function recordStatement<T>(
  statements: Statement[],
  text: string,
  execute: () => Promise<T>,
): Promise<T> {
  const statement = { text, startedAt: performance.timeOrigin + performance.now(), ms: 0, hasFailed: false };
  if (statements.length < MAX_STATEMENTS) statements.push(statement);
  try {
    return await execute();
  } catch (error) {
    statement.hasFailed = true;
    throw error;
  } finally {
    statement.ms = performance.timeOrigin + performance.now() - statement.startedAt;
  }
}

/** Makes what goes through a pool noticeable to `notingStatements`. */
export function instrumentPool(pool: pg.Pool): void {
  pool.query = instrumentQuery((...args) => pg.Pool.prototype.query.apply(pool, args));
  pool.on('connect', (client) => {
    client.query = instrumentQuery((...args) => pg.Client.prototype.query.apply(client, args));
  });
}

function instrumentQuery(query: (...args: never) => unknown): never {
  const instrumented = (...args: unknown[]) => {
    const statements = activeStatements.getStore();
    // A pool asks its clients by callback, and was noticed itself.
    if (!statements || typeof args.at(-1) === 'function') return query(...(args as never));
    const [statement] = args as [string | { text: string }];
    const text = typeof statement === 'string' ? statement : statement.text;
    return recordStatement(statements, text, async () => query(...(args as never)));
  };
  return instrumented as never;
}
