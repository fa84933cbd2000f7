import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { listErrorCodes } from './error-codes.js';

/** Milliseconds between two probes of a full disk. */
const PROBE_INTERVAL_MS = 2_000;
/** Milliseconds that a probe may take. */
const PROBE_TIMEOUT_MS = 5_000;
/** Writes about 1 MiB to a temporary table, which PostgreSQL allocates on disk immediately. */
const PROBE = `
  CREATE TEMPORARY TABLE dateline_space ON COMMIT DROP AS
  SELECT decode(md5(n::text) || md5((-n)::text), 'hex') AS filler FROM generate_series(1, 20000) AS n`;

const FULL_CODES = /^(53100|ENOSPC|EDQUOT)$/;
/** Source of a regular expression, for JavaScript and PostgreSQL, that matches messages about a full disk. */
export const FULL_DISK_PATTERN = 'No space left on device|Disk quota exceeded|wrote only \\d+ of \\d+ bytes';
const FULL_MESSAGE = new RegExp(FULL_DISK_PATTERN);

/** Returns true if an error, or one of its causes, reports a full disk. */
export function isStorageFull(error: unknown): boolean {
  if (listErrorCodes(error).some((code) => FULL_CODES.test(code))) return true;
  for (let each = error; each instanceof Error; each = each.cause) {
    if (FULL_MESSAGE.test(each.message)) return true;
  }
  return false;
}

/** Writes and drops a temporary table of about 1 MiB; throws PostgreSQL's error where there is no space. */
export async function probeStorage(client: pg.ClientBase): Promise<void> {
  await client.query(PROBE);
}

/** Tracks whether PostgreSQL's disk is full: from the first error that says so until a probe can write. */
export class StorageMonitor {
  isFull = false;
  private readonly stopping = new AbortController();

  constructor(private readonly connection: pg.PoolConfig) {}

  /** Reports every error that PostgreSQL sends over a connection, whichever code sent the statement. */
  watch(client: pg.ClientBase): void {
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
    connection.on('errorMessage', (error: unknown) => this.report(error));
  }

  report(error: unknown): void {
    if (!isStorageFull(error)) return;
    if (this.isFull || this.stopping.signal.aborted) return;
    this.isFull = true;
    void this.probeUntilWritable();
  }

  stop(): void {
    this.stopping.abort();
  }

  private async probeUntilWritable(): Promise<void> {
    const { signal } = this.stopping;
    do {
      await sleep(PROBE_INTERVAL_MS, undefined, { ref: false, signal }).catch(() => undefined);
    } while (!signal.aborted && !(await this.canWrite()));
    this.isFull = false;
  }

  private async canWrite(): Promise<boolean> {
    const limits = { connectionTimeoutMillis: PROBE_TIMEOUT_MS, query_timeout: PROBE_TIMEOUT_MS };
    const client = new pg.Client({ ...this.connection, ...limits });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await probeStorage(client);
      return true;
    } catch (error) {
      // A user without the right to create temporary tables cannot probe; the next failed write reports a
      // full disk again.
      return listErrorCodes(error).includes('42501');
    } finally {
      void client.end().catch(() => undefined);
    }
  }
}
