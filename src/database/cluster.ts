import { appendFile, chown, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { postgresBinaries } from './postgres-package.js';
import { postgresAccount, runPostgres } from './postgres-process.js';
import { USER } from './socket.js';
import { runSilently, type StepRunner } from './steps.js';
import { isStorageFull } from './storage-monitor.js';
import { UnusableDatabaseError } from './unusable.js';

/** Settings of ours, which postgresql.conf includes; written anew at each start. */
export const SETTINGS_FILE = 'dateline.conf';

/** Makes PostgreSQL's folder where there is none yet, or sees that we can use the one there is; answers its real path. */
export async function prepareCluster(data: string, step: StepRunner = runSilently): Promise<string> {
  if (await isCluster(data)) return realpath(data);
  const create = () => createCluster(data);
  await step(`Preparing the database files in ${dirname(data)}`, create).catch(
    (error: NodeJS.ErrnoException) => {
      if (isStorageFull(error)) {
        throw new UnusableDatabaseError(
          `The database cannot be made in ${dirname(data)}: the disk is full. ` +
            'An empty one takes about 60 MB. Make room, or choose another folder: DATA_DIR=/path/to/folder npm start',
          { cause: error },
        );
      }
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(error.code ?? '')) throw error;
      throw new UnusableDatabaseError(
        `The database cannot be made in ${dirname(data)} (${error.code}). ` +
          'Choose a folder that you may write to: DATA_DIR=/path/to/folder npm start',
        { cause: error },
      );
    },
  );
  if (await isCluster(data)) return realpath(data);
  throw new UnusableDatabaseError(
    `${data} is there, but no PostgreSQL has made it. Move it away, or choose another DATA_DIR.`,
  );
}

/** Throws UnusableDatabaseError for a cluster that is not for us. */
async function isCluster(data: string): Promise<boolean> {
  let version: string;
  try {
    version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    if (code !== 'EACCES') throw error;
    throw new UnusableDatabaseError(
      `${data} belongs to another user. Start Dateline as the user who made it, or choose another DATA_DIR.`,
    );
  }
  const { initdb } = await postgresBinaries();
  const ours = /\) (\d+)/.exec(await runPostgres(initdb, ['--version'], '/', null))?.[1];
  if (version === ours) return true;
  throw new UnusableDatabaseError(
    `${data} was made by PostgreSQL ${version}, and this release brings PostgreSQL ${ours}. ` +
      'Dump it with the release that made it (pg_dump), move the folder away, start, and restore the dump.',
  );
}

/** Made beside and moved into place, so that a crash here leaves nothing half made under the real name. */
async function createCluster(data: string): Promise<void> {
  const account = postgresAccount(data);
  const { initdb } = await postgresBinaries();
  const folder = dirname(data);
  await mkdir(folder, { recursive: true });
  await removeAbandonedDrafts(data);
  const draft = await mkdtemp(`${draftPrefix(data)}${process.pid}-`);
  try {
    if (account) await chown(draft, account.uid, account.gid);
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C', '--builtin-locale=C.UTF-8'];
    await runPostgres(initdb, ['-D', basename(draft), '-U', USER, '-A', 'trust', ...locale], folder, account);
    await appendFile(join(draft, 'postgresql.conf'), `include '${SETTINGS_FILE}'\n`);
    await rename(draft, data).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY') throw error; // made by another process meanwhile
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function draftPrefix(data: string): string {
  return `${data}.new-`;
}

async function removeAbandonedDrafts(data: string): Promise<void> {
  const paths = (await readdir(dirname(data))).map((name) => join(dirname(data), name));
  for (const path of paths.filter((each) => each.startsWith(draftPrefix(data)))) {
    const pid = Number.parseInt(path.slice(draftPrefix(data).length), 10);
    if (!isAlive(pid)) await rm(path, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
