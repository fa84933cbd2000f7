import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';
import type { OsUser } from './run-binary.js';

/** Name of the only database user, a superuser. */
export const SUPERUSER = 'dateline';
/** Port number in the socket's name; no TCP port is opened. */
export const PORT = 5432;
/**
 * Maximum bytes of the socket's folder: the longest Unix socket path of Linux and macOS, less PostgreSQL's
 * file name.
 */
const MAX_SOCKET_DIRECTORY_BYTES = 88;

/** Connection parameters in the form that `pg` takes. */
export type ConnectionSettings = Pick<
  pg.PoolConfig,
  'host' | 'port' | 'user' | 'database' | 'ssl' | 'connectionString' | 'fallback_application_name'
>;

/**
 * Returns the connection parameters of the embedded server. Sets all of them, so that PGPORT, PGSSLMODE and
 * the like have no effect.
 */
export function getConnectionSettings(dataDirectory: string, database: string): ConnectionSettings {
  return { host: getSocketDirectory(dataDirectory), port: PORT, user: SUPERUSER, database, ssl: false };
}

/**
 * Returns the socket's folder, derived from the path alone: in the data directory, or in /tmp if that path is
 * too long.
 */
export function getSocketDirectory(dataDirectory: string): string {
  const preferred = join(dataDirectory, 'socket');
  if (Buffer.byteLength(preferred) <= MAX_SOCKET_DIRECTORY_BYTES) return preferred;
  return `/tmp/dateline-${createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16)}`;
}

/** Creates the socket's folder, accessible to its owner only. */
export async function createSocketDirectory(dataDirectory: string, osUser: OsUser): Promise<void> {
  const folder = getSocketDirectory(dataDirectory);
  await mkdir(folder, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    // Any user can create a folder, or a link, of this name in /tmp.
    const found = await lstat(folder);
    if (found.isDirectory() && [process.getuid?.(), osUser?.uid].includes(found.uid)) return;
    throw new DatabaseSetupError(
      `${folder}, the folder of the database socket, belongs to another user. ` +
        'Remove the folder, or set a DATA_DIR with a shorter path.',
    );
  });
  await chmod(folder, 0o700);
  if (osUser) await chown(folder, osUser.uid, osUser.gid);
}
