import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';
import type { OsUser } from './run-binary.js';

/** The superuser, and the only one. */
export const SUPERUSER = 'dateline';
/** Part of the socket's name; no TCP port is opened. */
export const PORT = 5432;
/** Bytes of the longest Unix socket path that Linux and macOS take, less PostgreSQL's file name in it. */
const MAX_SOCKET_DIRECTORY_BYTES = 88;

/** How to reach a database: what `pg` takes as its configuration. */
export type ConnectionSettings = Pick<
  pg.PoolConfig,
  'host' | 'port' | 'user' | 'database' | 'ssl' | 'connectionString'
>;

/** Everything named, so that nothing is taken from PGPORT, PGSSLMODE and their like. */
export function getConnectionSettings(dataDirectory: string, database: string): ConnectionSettings {
  return { host: getSocketDirectory(dataDirectory), port: PORT, user: SUPERUSER, database, ssl: false };
}

/** In the data folder where its path is short enough for a socket, else in /tmp. Follows from the path alone. */
export function getSocketDirectory(dataDirectory: string): string {
  const preferred = join(dataDirectory, 'socket');
  if (Buffer.byteLength(preferred) <= MAX_SOCKET_DIRECTORY_BYTES) return preferred;
  return `/tmp/dateline-${createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16)}`;
}

/** Makes the folder, which nobody else may enter. */
export async function createSocketDirectory(dataDirectory: string, osUser: OsUser): Promise<void> {
  const folder = getSocketDirectory(dataDirectory);
  await mkdir(folder, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    // Anybody may make a folder, or a link, of this name in /tmp.
    const found = await lstat(folder);
    if (found.isDirectory() && [process.getuid?.(), osUser?.uid].includes(found.uid)) return;
    throw new DatabaseSetupError(
      `${folder}, where the socket of the database goes, belongs to another user. ` +
        'Remove it, or choose a DATA_DIR with a shorter path.',
    );
  });
  await chmod(folder, 0o700);
  if (osUser) await chown(folder, osUser.uid, osUser.gid);
}
