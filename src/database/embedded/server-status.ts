import { readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';
import { getConnectionSettings, getSocketDirectory, PORT } from './socket.js';

/** Seconds to wait for a server process that does not respond. */
const UNRESPONSIVE_TIMEOUT_SECONDS = 60;
/**
 * SQLSTATE of a server that is starting or stopping:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const CANNOT_CONNECT_NOW = '57P03';

/**
 * Returns true if a server runs on the data directory; waits for one that is starting, recovering or
 * stopping. Throws DatabaseSetupError after 60 s without a response.
 */
export async function isServerRunning(dataDirectory: string): Promise<boolean> {
  let lastResponseAt = Date.now();
  for (;;) {
    const status = await probeServer(dataDirectory);
    if (status === 'ready') return true;
    const pid = status === 'none' ? await findServerProcess(dataDirectory) : null;
    if (status === 'none' && pid === null) return false;
    if (status === 'busy') lastResponseAt = Date.now();
    if (Date.now() - lastResponseAt > UNRESPONSIVE_TIMEOUT_SECONDS * 1000) {
      throw new DatabaseSetupError(
        `The PostgreSQL of ${dataDirectory} (process ${pid}) does not respond. Stop it (kill ${pid}) and start again.`,
      );
    }
    await sleep(50);
  }
}

async function probeServer(dataDirectory: string): Promise<'ready' | 'busy' | 'none'> {
  const client = new pg.Client({
    ...getConnectionSettings(dataDirectory, 'postgres'),
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return 'ready';
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) return 'none';
    return error.code === CANNOT_CONNECT_NOW ? 'busy' : 'ready'; // the caller's own connection throws any other error
  }
}

/**
 * Returns the server's process ID from its lock files. Removes stale lock files, with an ID that may now
 * belong to another process, because they would keep PostgreSQL from starting.
 */
async function findServerProcess(dataDirectory: string): Promise<number | null> {
  let found: number | null = null;
  for (const file of [
    join(dataDirectory, 'postmaster.pid'),
    join(getSocketDirectory(dataDirectory), `.s.PGSQL.${PORT}.lock`),
  ]) {
    const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
    const owner = await identifyProcess(pid, dataDirectory);
    if (owner === 'this server') found = pid;
    if (owner === 'another') await rm(file, { force: true });
  }
  return found;
}

async function identifyProcess(
  pid: number,
  dataDirectory: string,
): Promise<'this server' | 'another' | 'none'> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return 'none'; // or not Linux: PostgreSQL checks by itself
  const [, name, state] = /^\d+ \((.*)\) (\w)/s.exec(stat) ?? [];
  if (name !== 'postgres' || state === 'Z') return 'another';
  // Root in a container may not be allowed to read the working directory.
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return folder === null || folder === dataDirectory ? 'this server' : 'another';
}
