import { randomUUID } from 'node:crypto';
import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SETTINGS_FILE } from './cluster.js';
import { postgresBinaries } from './postgres-package.js';
import { type Account, runPostgres } from './postgres-process.js';
import { isRunning } from './running.js';
import { makeSocketFolder, PORT, socketFolderOf } from './socket.js';
import { isStorageFull } from './storage-monitor.js';
import { UnusableDatabaseError } from './unusable.js';

/** Seconds that a server may take to recover from a crash, or to stop. */
const PATIENCE = '600';
const LOG_FILE = 'server.log';

/** Starts the server on this data, or finds that another process was faster. */
export async function startServer(data: string, account: Account): Promise<void> {
  const { pgCtl } = await postgresBinaries();
  await makeSocketFolder(data, account);
  await writeSettings(data, account);
  const log = join(data, LOG_FILE);
  const { size: logged } = await stat(log).catch(() => ({ size: 0 }));
  const where = ['-D', basename(data), '-l', join(basename(data), LOG_FILE)];
  try {
    await runPostgres(pgCtl, ['start', '-w', '-s', '-t', PATIENCE, ...where], dirname(data), account);
  } catch (cause) {
    if (await isRunning(data)) return;
    const complaint = (await readFile(log).catch(() => Buffer.alloc(0))).subarray(logged).toString().trim();
    if (isStorageFull(cause) || isStorageFull(new Error(complaint))) {
      throw new UnusableDatabaseError(
        `The embedded PostgreSQL did not start: the disk of ${data} is full. Make room there, and start again.`,
        { cause: new Error(complaint, { cause }) },
      );
    }
    throw new UnusableDatabaseError(
      `The embedded PostgreSQL did not start. From ${log}:\n${complaint || (cause as Error).message}`,
      { cause },
    );
  }
}

/** Stops it, and waits until it has. */
export async function stopServer(data: string, account: Account): Promise<void> {
  const { pgCtl } = await postgresBinaries();
  const how = ['stop', '-w', '-s', '-m', 'fast', '-t', PATIENCE, '-D', basename(data)];
  await runPostgres(pgCtl, how, dirname(data), account).catch((error: Error) => {
    // It has stopped, and another process that starts it anew has not written the number of its own there yet.
    if (!/PID file "[^"]*" (is empty|does not exist)/.test(error.message)) throw error;
  });
}

/** Moved into place whole: a server that another process starts meanwhile would take half of them for all. */
async function writeSettings(data: string, account: Account): Promise<void> {
  const settings = {
    port: PORT,
    listen_addresses: '',
    unix_socket_directories: `"${socketFolderOf(data).replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: 100,
    log_min_messages: 'warning',
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${String(value).replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n`,
  );
  const file = join(data, SETTINGS_FILE);
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, lines.join(''));
  if (account) await chown(draft, account.uid, account.gid);
  await rename(draft, file);
}
