import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Account } from './postgres-process.js';
import { UnusableDatabaseError } from './unusable.js';

/** The superuser, and the only one. */
export const USER = 'dateline';
/** Part of the socket's name; no TCP port is opened. */
export const PORT = 5432;
/** Bytes of the longest Unix socket path that Linux and macOS take, less PostgreSQL's file name in it. */
const FOLDER_LIMIT = 88;

/** How to reach a database: what `pg` takes as its configuration. */
export type ConnectionSettings = Pick<
  pg.PoolConfig,
  'host' | 'port' | 'user' | 'database' | 'ssl' | 'connectionString'
>;

/** Everything named, so that nothing is taken from PGPORT, PGSSLMODE and their like. */
export function connectionTo(data: string, database: string): ConnectionSettings {
  return { host: socketFolderOf(data), port: PORT, user: USER, database, ssl: false };
}

/** In the data folder where its path is short enough for a socket, else in /tmp. Follows from the path alone. */
export function socketFolderOf(data: string): string {
  const beside = join(data, 'socket');
  if (Buffer.byteLength(beside) <= FOLDER_LIMIT) return beside;
  return `/tmp/dateline-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
}

/** Makes the folder, which nobody else may enter. */
export async function makeSocketFolder(data: string, account: Account): Promise<void> {
  const folder = socketFolderOf(data);
  await mkdir(folder, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    // Anybody may make a folder, or a link, of this name in /tmp.
    const found = await lstat(folder);
    if (found.isDirectory() && [process.getuid?.(), account?.uid].includes(found.uid)) return;
    throw new UnusableDatabaseError(
      `${folder}, where the socket of the database goes, belongs to another user. ` +
        'Remove it, or choose a DATA_DIR with a shorter path.',
    );
  });
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
}
