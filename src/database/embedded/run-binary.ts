import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseSetupError } from '../setup-error.js';

const execFileAsync = promisify(execFile);

/** OS user that PostgreSQL runs as; null for the current user. */
export type OsUser = { uid: number; gid: number } | null;

/**
 * Returns the user to run PostgreSQL as, which refuses to run as root: the owner of the data directory, else
 * `postgres` or `nobody`. Throws DatabaseSetupError if there is none.
 */
export function resolvePostgresUser(dataDirectory: string): OsUser {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(dataDirectory, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = accounts.find(([name]) => name === wanted);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new DatabaseSetupError(
    'PostgreSQL cannot run as root, and the accounts "postgres" and "nobody" do not exist. ' +
      'Start Dateline as an ordinary user, or set DATABASE_URL.',
  );
}

/**
 * Runs a PostgreSQL program in `folder` as the user and returns its output; throws an Error with its stderr.
 * Pass paths in the folder as relative ones, because pg_ctl passes them to a shell.
 */
export async function runPostgresProgram(
  program: string,
  args: string[],
  folder: string,
  osUser: OsUser,
): Promise<string> {
  const [command, commandArgs] = isReachable([program, `${folder}/.`], osUser)
    ? [program, args]
    : ['setpriv', [...buildSetprivArgs(osUser!), program, ...args]];
  const options = command === program ? { ...osUser } : {};
  try {
    const { stdout } = await execFileAsync(command, commandArgs, { ...options, cwd: folder });
    return stdout;
  } catch (error) {
    const { stderr = '', stdout = '', message } = error as Error & { stderr?: string; stdout?: string };
    throw new Error(stderr.trim() || stdout.trim() || message, { cause: error });
  }
}

/**
 * Builds arguments of setpriv that keep root's right to read all folders, for a checkout below a private home
 * folder. Without the secure bit, access(2), which initdb calls, would ignore that right.
 */
function buildSetprivArgs({ uid, gid }: { uid: number; gid: number }): string[] {
  const identityArgs = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
  ];
  return [...identityArgs, '--inh-caps=-all,+dac_override', '--ambient-caps=+dac_override', '--'];
}

function isReachable(paths: string[], osUser: OsUser): boolean {
  return !osUser || paths.every((path) => dirname(path) === path || isTraversable(dirname(path), osUser));
}

function isTraversable(folder: string, osUser: { uid: number; gid: number }): boolean {
  const { mode, uid, gid } = statSync(folder);
  const bit = uid === osUser.uid ? 0o100 : gid === osUser.gid ? 0o010 : 0o001;
  return Boolean(mode & bit) && isReachable([folder], osUser);
}
