import { appendFile, chown, mkdtemp, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createFolder } from '../../shared/create-folder.js';
import { DatabaseSetupError } from '../setup-error.js';
import { runSilently, type StepRunner } from '../setup-progress.js';
import { isStorageFull } from '../storage-monitor.js';
import { resolvePostgresBinaries } from './binaries.js';
import { resolvePostgresUser, runPostgresProgram } from './run-binary.js';
import { SUPERUSER } from './socket.js';

/** Name of the settings file that postgresql.conf includes; rewritten at each start. */
export const SETTINGS_FILE = 'dateline.conf';

/**
 * Creates PostgreSQL's data directory if there is none, and returns its real path. Throws DatabaseSetupError
 * if the directory cannot be created or used.
 */
export async function ensureDataDirectory(
  dataDirectory: string,
  step: StepRunner = runSilently,
): Promise<string> {
  if (await isDataDirectory(dataDirectory)) return realpath(dataDirectory);
  const create = () => createDataDirectory(dataDirectory);
  await step(`Preparing the database files in ${dirname(dataDirectory)}`, create).catch(
    (error: NodeJS.ErrnoException) => {
      if (isStorageFull(error)) {
        throw new DatabaseSetupError(
          `The database cannot be created in ${dirname(dataDirectory)}: the disk is full. ` +
            'An empty database needs about 60 MB. Free space, or choose another folder: DATA_DIR=/path/to/folder npx dateline start',
          { cause: error },
        );
      }
      if (!isUnwritable(error)) throw error;
      throw new DatabaseSetupError(
        `The database cannot be created in ${dirname(dataDirectory)} (${error.code}). ` +
          'Choose a writable folder: DATA_DIR=/path/to/folder npx dateline start',
        { cause: error },
      );
    },
  );
  if (await isDataDirectory(dataDirectory)) return realpath(dataDirectory);
  throw new DatabaseSetupError(
    `${dataDirectory} exists but is not a data directory of PostgreSQL. Move it away, or set another DATA_DIR.`,
  );
}

/**
 * Returns true if the directory holds a cluster that this release can use. Throws DatabaseSetupError for one
 * of another version or user.
 */
async function isDataDirectory(dataDirectory: string): Promise<boolean> {
  let version: string;
  try {
    version = (await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    if (code !== 'EACCES') throw error;
    throw new DatabaseSetupError(
      `${dataDirectory} belongs to another user. Start Dateline as its owner, or set another DATA_DIR.`,
    );
  }
  await assertNotRootsCopy(dataDirectory);
  const { initdb } = await resolvePostgresBinaries();
  const bundledVersion = /\) (\d+)/.exec(await runPostgresProgram(initdb, ['--version'], '/', null))?.[1];
  if (version === bundledVersion) return true;
  throw new DatabaseSetupError(
    `${dataDirectory} was created by PostgreSQL ${version}, but this release contains PostgreSQL ${bundledVersion}. ` +
      'Dump the database with the former release (pg_dump), move the folder away, start, and restore the dump.',
  );
}

/** Throws DatabaseSetupError for a directory of root, as which PostgreSQL does not run: root has copied it. */
async function assertNotRootsCopy(dataDirectory: string): Promise<void> {
  const user = resolvePostgresUser(dataDirectory);
  if (!user || (await stat(dataDirectory)).uid !== 0) return;
  throw new DatabaseSetupError(
    `${dataDirectory} belongs to root, as which PostgreSQL does not run. If it is a copy, give it to the account for PostgreSQL: ` +
      `chown -R ${user.uid}:${user.gid} ${dataDirectory}`,
  );
}

/**
 * Creates the directory under a temporary name and renames it, so that a crash leaves nothing incomplete
 * under the real name.
 */
async function createDataDirectory(dataDirectory: string): Promise<void> {
  const osUser = resolvePostgresUser(dataDirectory);
  const { initdb } = await resolvePostgresBinaries();
  const folder = dirname(dataDirectory);
  createFolder(folder);
  await removeStaleTemporaryDirectories(dataDirectory);
  const temporaryDirectory = await mkdtemp(`${getTemporaryPrefix(dataDirectory)}${process.pid}-`);
  try {
    if (osUser) await chown(temporaryDirectory, osUser.uid, osUser.gid);
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C', '--builtin-locale=C.UTF-8'];
    await runPostgresProgram(
      initdb,
      ['-D', basename(temporaryDirectory), '-U', SUPERUSER, '-A', 'trust', ...locale],
      folder,
      osUser,
    );
    await appendFile(join(temporaryDirectory, 'postgresql.conf'), `include '${SETTINGS_FILE}'\n`);
    await rename(temporaryDirectory, dataDirectory).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY') throw error; // created by another process meanwhile
    });
  } finally {
    await rm(temporaryDirectory, { recursive: true, force: true });
  }
}

/** ENOENT of `mkdir`: the system allows no new folder there. A missing program has the same code. */
function isUnwritable({ code = '', syscall }: NodeJS.ErrnoException): boolean {
  const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'];
  return codes.includes(code) || (code === 'ENOENT' && syscall === 'mkdir');
}

function getTemporaryPrefix(dataDirectory: string): string {
  return `${dataDirectory}.new-`;
}

async function removeStaleTemporaryDirectories(dataDirectory: string): Promise<void> {
  const paths = (await readdir(dirname(dataDirectory))).map((name) => join(dirname(dataDirectory), name));
  for (const path of paths.filter((each) => each.startsWith(getTemporaryPrefix(dataDirectory)))) {
    const pid = Number.parseInt(path.slice(getTemporaryPrefix(dataDirectory).length), 10);
    if (!isProcessAlive(pid)) await rm(path, { recursive: true, force: true });
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
