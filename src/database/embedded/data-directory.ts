import { appendFile, chown, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSetupError } from '../setup-error.js';
import { runSilently, type StepRunner } from '../setup-progress.js';
import { isStorageFull } from '../storage-monitor.js';
import { resolvePostgresBinaries } from './binaries.js';
import { resolvePostgresUser, runPostgresProgram } from './run-binary.js';
import { SUPERUSER } from './socket.js';

/** Settings of ours, which postgresql.conf includes; written anew at each start. */
export const SETTINGS_FILE = 'dateline.conf';

/** Makes PostgreSQL's folder where there is none yet, or sees that we can use the one there is; answers its real path. */
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
          `The database cannot be made in ${dirname(dataDirectory)}: the disk is full. ` +
            'An empty one takes about 60 MB. Make room, or choose another folder: DATA_DIR=/path/to/folder npm start',
          { cause: error },
        );
      }
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(error.code ?? '')) throw error;
      throw new DatabaseSetupError(
        `The database cannot be made in ${dirname(dataDirectory)} (${error.code}). ` +
          'Choose a folder that you may write to: DATA_DIR=/path/to/folder npm start',
        { cause: error },
      );
    },
  );
  if (await isDataDirectory(dataDirectory)) return realpath(dataDirectory);
  throw new DatabaseSetupError(
    `${dataDirectory} is there, but no PostgreSQL has made it. Move it away, or choose another DATA_DIR.`,
  );
}

/** Throws UnusableDatabaseError for a cluster that is not for us. */
async function isDataDirectory(dataDirectory: string): Promise<boolean> {
  let version: string;
  try {
    version = (await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    if (code !== 'EACCES') throw error;
    throw new DatabaseSetupError(
      `${dataDirectory} belongs to another user. Start Dateline as the user who made it, or choose another DATA_DIR.`,
    );
  }
  const { initdb } = await resolvePostgresBinaries();
  const bundledVersion = /\) (\d+)/.exec(await runPostgresProgram(initdb, ['--version'], '/', null))?.[1];
  if (version === bundledVersion) return true;
  throw new DatabaseSetupError(
    `${dataDirectory} was made by PostgreSQL ${version}, and this release brings PostgreSQL ${bundledVersion}. ` +
      'Dump it with the release that made it (pg_dump), move the folder away, start, and restore the dump.',
  );
}

/** Made beside and moved into place, so that a crash here leaves nothing half made under the real name. */
async function createDataDirectory(dataDirectory: string): Promise<void> {
  const osUser = resolvePostgresUser(dataDirectory);
  const { initdb } = await resolvePostgresBinaries();
  const folder = dirname(dataDirectory);
  await mkdir(folder, { recursive: true });
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
      if (error.code !== 'ENOTEMPTY') throw error; // made by another process meanwhile
    });
  } finally {
    await rm(temporaryDirectory, { recursive: true, force: true });
  }
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
