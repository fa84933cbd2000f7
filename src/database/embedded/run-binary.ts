import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseSetupError } from '../setup-error.js';

const execFileAsync = promisify(execFile);

/** The account that PostgreSQL runs under; null: our own. */
export type OsUser = { uid: number; gid: number } | null;

/**
 * PostgreSQL refuses to run as root, so root runs it as the one whose data it is, and new data belongs to an
 * account that every Debian has.
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
    'PostgreSQL refuses to run as root, and there is no account "postgres" or "nobody" to run it under. ' +
      'Start Dateline as an ordinary user, or set DATABASE_URL.',
  );
}

/**
 * Runs one of PostgreSQL's programs in `folder` under the account; answers what it printed, throws what it
 * complained of. Name what lies in the folder relative to it: pg_ctl hands paths to a shell.
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
 * For a checkout below a private home folder: the account keeps one right of root's. Without the secure bit,
 * access(2), by which initdb looks for its neighbours, would not count that right.
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
