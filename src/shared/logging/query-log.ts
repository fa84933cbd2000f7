import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** Statement as it was sent, without its values. */
export interface Statement {
  text: string;
  /** Time of start, in milliseconds since 1970. */
  startedAt: number;
  /** Milliseconds until the response, including the wait for a connection. */
  ms: number;
  hasFailed: boolean;
}

/** Maximum number of statements recorded per operation. */
const MAX_STATEMENTS = 100;

const activeStatements = new AsyncLocalStorage<Statement[]>();
let activeCaptures = 0;

/**
 * Runs `work` and records every statement that it sends in `statements`. Used for writes only, as it makes
 * every await slower meanwhile (on Node 20); read clients record their own.
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

/** Adds a statement that is being sent to those of an operation. Its time is set by `endStatement`. */
export function beginStatement(statements: Statement[], text: string): Statement {
  const statement = { text, startedAt: performance.timeOrigin + performance.now(), ms: 0, hasFailed: false };
  if (statements.length < MAX_STATEMENTS) statements.push(statement);
  return statement;
}

export function endStatement(statement: Statement): void {
  statement.ms = performance.timeOrigin + performance.now() - statement.startedAt;
}

/** Executes a query and records its statement. */
async function recordStatement<T>(
  statements: Statement[],
  text: string,
  execute: () => Promise<T>,
): Promise<T> {
  const statement = beginStatement(statements, text);
  try {
    return await execute();
  } catch (error) {
    statement.hasFailed = true;
    throw error;
  } finally {
    endStatement(statement);
  }
}

/** Makes a pool record the statements of `captureStatements`. */
export function instrumentPool(pool: pg.Pool): void {
  pool.query = instrumentQuery((...args) => pg.Pool.prototype.query.apply(pool, args));
  pool.on('connect', (client) => {
    client.query = instrumentQuery((...args) => pg.Client.prototype.query.apply(client, args));
  });
}

function instrumentQuery(query: (...args: never) => unknown): never {
  const instrumented = (...args: unknown[]) => {
    const statements = activeStatements.getStore();
    // The pool calls its clients with a callback, and has recorded the statement itself.
    if (!statements || typeof args.at(-1) === 'function') return query(...(args as never));
    const [statement] = args as [string | { text: string }];
    const text = typeof statement === 'string' ? statement : statement.text;
    return recordStatement(statements, text, async () => query(...(args as never)));
  };
  return instrumented as never;
}
