import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Account, postgresAccount, postgresBinaries, runPostgres } from './postgres-process.js';

const DATABASE = 'dateline';
/** Longest Unix socket path that Linux and macOS take, less PostgreSQL's file name in it. */
const SOCKET_FOLDER_LIMIT = 80;
/** Every process that uses the server holds this lock shared; who gets it alone is the last to leave. */
const IN_USE_LOCK = 7_203_114;

/** How to reach a database: what `pg` takes as its configuration. */
export type ConnectionSettings = Pick<pg.PoolConfig, 'host' | 'user' | 'database' | 'connectionString'>;

export interface EmbeddedServer {
  connection: ConnectionSettings;
  /** Leaves the server. The last process to leave stops it, whoever started it. */
  leave(): Promise<void>;
}

/**
 * The PostgreSQL that comes with the packages, its data in `<dataDir>/postgres`, listening on a Unix
 * socket only. Starts it, or joins the one that another process (or a crash) left running there.
 */
export async function joinEmbeddedServer(dataDir: string): Promise<EmbeddedServer> {
  const data = resolve(dataDir, 'postgres');
  const account = postgresAccount();
  await createCluster(data, account);
  for (let attempt = 1; ; attempt++) {
    try {
      const host = (await runningSocketFolder(data)) ?? (await startServer(data, account));
      return await enter(data, host, account);
    } catch (error) {
      // Two processes starting at once, or one entering while the last one leaves: look again.
      if (attempt === 10) throw error;
      await sleep(200);
    }
  }
}

async function createCluster(data: string, account: Account | null): Promise<void> {
  const { initdb } = await postgresBinaries();
  if (existsSync(data)) return refuseOtherVersion(data);
  // Made beside and moved into place, so that a crash here leaves nothing half made under the real name.
  const draft = `${data}.new-${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(draft), { recursive: true });
  await mkdir(draft, { mode: 0o700 });
  if (account) await chown(draft, account.uid, account.gid);
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'];
  await runPostgres(initdb, ['-D', draft, '-U', DATABASE, '-A', 'trust', ...locale], account);
  await writeFile(join(draft, 'postgresql.conf'), "include 'dateline.conf'\n", { flag: 'a' });
  await rename(draft, data).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

async function refuseOtherVersion(data: string): Promise<void> {
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES') throw error;
    throw new Error(
      `${data} belongs to another user. Start Dateline as the user who made it, or choose another DATA_DIR.`,
    );
  });
  const { initdb } = await postgresBinaries();
  const ours = /\) (\d+)/.exec(await runPostgres(initdb, ['--version'], null))?.[1];
  if (version.trim() === ours) return;
  throw new Error(
    `${data} was made by PostgreSQL ${version.trim()}, and this release brings PostgreSQL ${ours}. ` +
      'Dump it with the release that made it (pg_dump), move the folder away, start, and restore the dump.',
  );
}

/** The folder of the socket of the server that runs on this data, or null when none does. */
async function runningSocketFolder(data: string): Promise<string | null> {
  const pidFile = join(data, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  const [pid, , , , socketFolder] = lines;
  if (!pid || !socketFolder) return null;
  const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => null);
  if (program !== null && program.trim() !== 'postgres') {
    // The number of a server that died has gone to another program, which would keep PostgreSQL from starting.
    await rm(pidFile);
    return null;
  }
  const answers = await probe({ host: socketFolder, user: DATABASE, database: 'postgres' });
  return answers ? socketFolder : null;
}

async function probe(connection: ConnectionSettings): Promise<boolean> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

async function startServer(data: string, account: Account | null): Promise<string> {
  const { pgCtl } = await postgresBinaries();
  const socketFolder = await socketFolderFor(data, account);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: '100',
    log_min_messages: 'warning',
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  await writeFile(join(data, 'dateline.conf'), lines.join(''));
  const log = join(data, 'server.log');
  try {
    await runPostgres(pgCtl, ['start', '-w', '-s', '-t', '60', '-D', data, '-l', log], account);
  } catch (cause) {
    if (await runningSocketFolder(data)) return socketFolder;
    throw new Error(`The embedded PostgreSQL did not start; ${log} says why.`, { cause });
  }
  return socketFolder;
}

/** In the data folder where its path is short enough for a socket; else in the system's folder for such. */
async function socketFolderFor(data: string, account: Account | null): Promise<string> {
  const beside = join(data, 'socket');
  const digest = createHash('sha256').update(data).digest('hex').slice(0, 16);
  const folder = beside.length <= SOCKET_FOLDER_LIMIT ? beside : join(tmpdir(), `dateline-${digest}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}

async function enter(data: string, host: string, account: Account | null): Promise<EmbeddedServer> {
  const client = new pg.Client({ host, user: DATABASE, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('SELECT pg_advisory_lock_shared($1)', [IN_USE_LOCK]);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount === 0) {
    await client.query(`CREATE DATABASE ${DATABASE}`).catch((error: pg.DatabaseError) => {
      if (error.code !== '42P04' && error.code !== '23505') throw error; // made by another process meanwhile
    });
  }
  return {
    connection: { host, user: DATABASE, database: DATABASE },
    leave: () => leave(client, data, account),
  };
}

async function leave(client: pg.Client, data: string, account: Account | null): Promise<void> {
  const alone = await client
    .query('SELECT pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) AS alone', [IN_USE_LOCK])
    .then(({ rows }) => Boolean(rows[0].alone))
    .catch(() => false); // the server is gone already
  await client.end().catch(() => undefined);
  if (!alone) return;
  const { pgCtl } = await postgresBinaries();
  await runPostgres(pgCtl, ['stop', '-w', '-s', '-m', 'fast', '-D', data], account);
}
