import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Milliseconds that the database has to accept a connection and run a trivial query. */
const PROBE_TIMEOUT_MS = 1_000;
/** Milliseconds between two probes while the database is unavailable. */
const PROBE_INTERVAL_MS = 250;
/** Failed probes that open the circuit. A single one may be due to a pause of this process. */
const FAILURE_THRESHOLD = 2;
/**
 * SQLSTATEs of a server that is starting or stopping:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const STARTING_OR_STOPPING = /^57P0/;
/** System errors of a connection to a port or socket without a server. */
const NO_SERVER = /^(ECONNREFUSED|ENOENT)$/;

/**
 * Circuit breaker of the database. Opens when a connection failed and probes confirm it, then probes with new
 * connections until one succeeds; requests fail fast while it is open.
 */
export class DatabaseCircuitBreaker {
  isOpen = false;
  /** Called when the circuit opens, so that waiting requests fail immediately. */
  readonly openHandlers = new Set<() => void>();
  /** Called when the circuit closes. */
  readonly closeHandlers = new Set<() => void>();
  private isProbing = false;
  private isStopped = false;

  constructor(private readonly connection: pg.PoolConfig) {}

  /** Reports a failed connection, which starts probing. Ignores errors of statements. */
  reportFailure(error: unknown): void {
    const isStatementError =
      error instanceof pg.DatabaseError && !STARTING_OR_STOPPING.test(error.code ?? '');
    if (isStatementError || this.isProbing || this.isStopped) return;
    this.isProbing = true;
    void this.probeUntilReachable().finally(() => {
      this.isProbing = false;
    });
  }

  stop(): void {
    this.isStopped = true;
  }

  private async probeUntilReachable(): Promise<void> {
    for (let failures = 0; !this.isStopped; ) {
      const status = await probe(this.connection);
      if (status === 'here') break;
      failures += status === 'nobody' ? FAILURE_THRESHOLD : 1;
      if (failures >= FAILURE_THRESHOLD && !this.isOpen) {
        this.isOpen = true;
        for (const tell of this.openHandlers) tell();
      }
      await sleep(PROBE_INTERVAL_MS, undefined, { ref: false });
    }
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const tell of this.closeHandlers) tell();
  }
}

async function probe(connection: pg.PoolConfig): Promise<'here' | 'silent' | 'nobody'> {
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return 'here';
  } catch (error) {
    if (error instanceof pg.DatabaseError)
      return STARTING_OR_STOPPING.test(error.code ?? '') ? 'nobody' : 'here';
    return NO_SERVER.test((error as NodeJS.ErrnoException).code ?? '') ? 'nobody' : 'silent';
  } finally {
    client.end().catch(() => undefined); // not awaited: an unresponsive server does not close the connection
  }
}
