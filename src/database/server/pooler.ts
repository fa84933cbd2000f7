import pg from 'pg';
import { requireValue } from '../../shared/require-value.js';
import { listErrorCodes } from '../error-codes.js';
import { DatabaseSetupError } from '../setup-error.js';

/**
 * Pooling between the gateway and PostgreSQL: none, a pooler that gives each client its connection, or one
 * that assigns connections per transaction.
 */
export type Pooling = 'none' | 'session' | 'transaction';

/** Rounds in which two clients are compared. Other clients of the pooler may disturb one of them. */
const ROUNDS = 3;
/** Milliseconds that the pooler has to respond. It waits itself while it has no connection to give. */
const TIMEOUT_MS = 5_000;
const PROBE = { name: 'dateline-pooler-probe', text: 'SELECT pg_backend_pid() AS pid' };
/** SQLSTATEs of a prepared statement that another client prepared on the connection, or none did. */
const FOREIGN_STATEMENT = /^(42P05|26000)$/;

/**
 * Detects how connections are pooled. A pooler sends its own process ID at the start of a connection; one in
 * transaction mode lets two clients use one process of PostgreSQL.
 */
export async function detectPooling(connection: pg.ClientConfig): Promise<Pooling> {
  const first = createClient(connection);
  const second = createClient(connection);
  try {
    await first.connect();
    if ((await readPid(first)) === (first as unknown as { processID: number }).processID) return 'none';
    await second.connect();
    for (let round = 0; round < ROUNDS; round++) {
      if (await sharesProcess(first, second)) return 'transaction';
    }
    return 'session';
  } finally {
    await Promise.all([first, second].map((client) => client.end().catch(() => undefined)));
  }
}

/** Returns true if a client gets another process while a second one is in a transaction, or the same. */
async function sharesProcess(first: pg.Client, second: pg.Client): Promise<boolean> {
  const before = await readPid(first);
  await second.query('BEGIN');
  try {
    if ((await readPid(second)) === before) return true;
    return (await readPid(first)) !== before;
  } finally {
    await second.query('ROLLBACK');
  }
}

/** Throws DatabaseSetupError if a pooler in transaction mode loses prepared statements. */
export async function assertPreparedStatements(
  connection: pg.ClientConfig,
  description: string,
): Promise<void> {
  const first = createClient(connection);
  const second = createClient(connection);
  try {
    await Promise.all([first.connect(), second.connect()]);
    await first.query(PROBE);
    await second.query('BEGIN');
    await second.query(PROBE);
    // The process of the second client is taken, so the first one gets another, if the pooler has one more.
    await first.query(PROBE).catch(throwIfForeign);
    await second.query('ROLLBACK');
  } catch (cause) {
    if (!isForeign(cause)) throw cause;
    throw new DatabaseSetupError(
      `The ${description} is behind a pooler in transaction mode that loses prepared statements. ` +
        'Set max_prepared_statements of PgBouncer to 200 or more (1.21 or newer): see docs/operations/deployment.md#pgbouncer.',
      { cause },
    );
  } finally {
    await Promise.all([first, second].map((client) => client.end().catch(() => undefined)));
  }
}

function isForeign(error: unknown): boolean {
  return listErrorCodes(error).some((code) => FOREIGN_STATEMENT.test(code));
}

function throwIfForeign(error: unknown): void {
  if (isForeign(error)) throw error;
}

function createClient(connection: pg.ClientConfig): pg.Client {
  const limits = { connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS };
  const client = new pg.Client({ ...connection, ...limits });
  client.on('error', () => undefined); // the statement that fails reports it
  return client;
}

async function readPid(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return requireValue(rows[0], 'SELECT returns a row.').pid;
}
