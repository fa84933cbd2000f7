import { randomUUID } from 'node:crypto';
import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSetupError } from '../setup-error.js';
import { isStorageFull } from '../storage-monitor.js';
import { resolvePostgresBinaries } from './binaries.js';
import { SETTINGS_FILE } from './data-directory.js';
import { type OsUser, runPostgresProgram } from './run-binary.js';
import { isServerRunning } from './server-status.js';
import { createSocketDirectory, getSocketDirectory, PORT } from './socket.js';

/** Seconds that a server may take to recover from a crash, or to stop. */
const TIMEOUT_SECONDS = '600';
const LOG_FILE = 'server.log';

/**
 * Starts the server on the data directory, unless another process did so first. Throws DatabaseSetupError
 * with the server's log.
 */
export async function startServer(dataDirectory: string, osUser: OsUser): Promise<void> {
  const { pgCtl } = await resolvePostgresBinaries();
  await createSocketDirectory(dataDirectory, osUser);
  await writeSettings(dataDirectory, osUser);
  const log = join(dataDirectory, LOG_FILE);
  const { size: logSizeBefore } = await stat(log).catch(() => ({ size: 0 }));
  const pathArgs = ['-D', basename(dataDirectory), '-l', join(basename(dataDirectory), LOG_FILE)];
  try {
    await runPostgresProgram(
      pgCtl,
      ['start', '-w', '-s', '-t', TIMEOUT_SECONDS, ...pathArgs],
      dirname(dataDirectory),
      osUser,
    );
  } catch (cause) {
    if (await isServerRunning(dataDirectory)) return;
    const logOutput = (await readFile(log).catch(() => Buffer.alloc(0)))
      .subarray(logSizeBefore)
      .toString()
      .trim();
    if (isStorageFull(cause) || isStorageFull(new Error(logOutput))) {
      throw new DatabaseSetupError(
        `The embedded PostgreSQL did not start: the disk of ${dataDirectory} is full. Free space on it, and start again.`,
        { cause: new Error(logOutput, { cause }) },
      );
    }
    throw new DatabaseSetupError(
      `The embedded PostgreSQL did not start. From ${log}:\n${logOutput || (cause as Error).message}`,
      { cause },
    );
  }
}

/** Stops the server and waits until it has stopped. */
export async function stopServer(dataDirectory: string, osUser: OsUser): Promise<void> {
  const { pgCtl } = await resolvePostgresBinaries();
  const args = ['stop', '-w', '-s', '-m', 'fast', '-t', TIMEOUT_SECONDS, '-D', basename(dataDirectory)];
  await runPostgresProgram(pgCtl, args, dirname(dataDirectory), osUser).catch((error: Error) => {
    // It has stopped, and another process that is starting it has not written its process ID yet.
    if (!/PID file "[^"]*" (is empty|does not exist)/.test(error.message)) throw error;
  });
}

/**
 * Writes the settings file atomically: a server started meanwhile by another process must not read half of
 * it.
 */
async function writeSettings(dataDirectory: string, osUser: OsUser): Promise<void> {
  const settings = {
    port: PORT,
    listen_addresses: '',
    unix_socket_directories: `"${getSocketDirectory(dataDirectory).replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: 100,
    log_min_messages: 'warning',
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${String(value).replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n`,
  );
  const file = join(dataDirectory, SETTINGS_FILE);
  const temporaryFile = `${file}.${randomUUID()}`;
  await writeFile(temporaryFile, lines.join(''));
  if (osUser) await chown(temporaryFile, osUser.uid, osUser.gid);
  await rename(temporaryFile, file);
}
