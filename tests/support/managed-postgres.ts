import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { resolvePostgresBinaries } from '../../src/database/embedded/binaries.js';
import {
  type OsUser,
  resolvePostgresUser,
  runPostgresProgram,
} from '../../src/database/embedded/run-binary.js';
import { findFreePort, findProgram } from './programs.js';
import { waitUntil } from './until.js';

/** Folder where Debian installs the servers, by version. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';
/** Further folders with the programs of a server, separated by colons. */
const { DATELINE_TEST_POSTGRES = '' } = process.env;

/**
 * Returns the folders of the servers' programs to test: the oldest of Debian's packages, else the embedded one, and
 * those that DATELINE_TEST_POSTGRES names.
 */
export async function listServerFolders(): Promise<string[]> {
  const { initdb } = await resolvePostgresBinaries();
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER).map(Number) : [];
  const [oldest] = versions
    .sort((a, b) => a - b)
    .map((version) => join(DEBIAN_FOLDER, String(version), 'bin'))
    .filter((folder) => existsSync(join(folder, 'initdb')));
  return [oldest ?? dirname(initdb), ...DATELINE_TEST_POSTGRES.split(':').filter(Boolean)];
}

/** A PostgreSQL as a provider runs it: over TCP, with TLS of its own authority, for roles that are no superuser. */
export interface ManagedPostgres {
  port: number;
  /** File with the certificate of the authority; null where there is no openssl. */
  authority: string | null;
  version: number;
  /** Runs statements as the superuser in a database. */
  run(statements: string, database?: string): Promise<pg.QueryResult>;
  /** Creates a role without privileges and a database that it owns, both of one name. Returns the DATABASE_URL. */
  createDatabase(name: string): Promise<string>;
  /** Starts a PgBouncer in front of the server, and returns the DATABASE_URL of a database through it. */
  startPooler(name: string, settings: Record<string, string>): Promise<string>;
  stop(): Promise<void>;
}

export async function startManagedPostgres(programs: string): Promise<ManagedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-managed-'));
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  await chmod(folder, 0o755);
  const osUser = resolvePostgresUser(data);
  own(data, osUser);
  const run = (name: string, ...args: string[]) =>
    runPostgresProgram(join(programs, name), args, data, osUser);
  await run('initdb', '-D', '.', '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
  const authority = await createCertificates(folder, data, osUser);
  const port = await findFreePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    "unix_socket_directories=''",
    'fsync=off',
    'max_connections=60',
    ...(authority ? ['ssl=on', 'ssl_cert_file=server.crt', 'ssl_key_file=server.key'] : []),
  ];
  const options = settings.map((setting) => `-c ${setting}`).join(' ');
  await run('pg_ctl', '-D', '.', '-w', '-o', options, '-l', 'log', 'start');
  const poolers: ChildProcess[] = [];
  const query = (statements: string, database = 'postgres') =>
    runAsSuperuser({ host: '127.0.0.1', port, user: 'postgres', database }, statements);
  const { rows } = await query("SELECT current_setting('server_version_num')::int / 10000 AS version");
  return {
    port,
    authority,
    version: rows[0].version,
    run: query,
    createDatabase: async (name) => {
      await query(`CREATE ROLE ${name} LOGIN`);
      await query(`CREATE DATABASE ${name} OWNER ${name}`);
      return `postgresql://${name}@127.0.0.1:${port}/${name}`;
    },
    startPooler: async (name, poolerSettings) => {
      const poolerPort = await findFreePort();
      const file = join(folder, `pooler-${poolerPort}.ini`);
      const config = {
        listen_addr: '127.0.0.1',
        listen_port: poolerPort,
        auth_type: 'any',
        unix_socket_dir: '',
        ...poolerSettings,
      };
      const lines = Object.entries(config).map(([key, value]) => `${key} = ${value}`);
      const target = `* = host=127.0.0.1 port=${port} user=${name}`;
      await writeFile(file, `[databases]\n${target}\n[pgbouncer]\n${lines.join('\n')}\n`);
      const pooler = spawn(findProgram('pgbouncer')!, [file], { ...osUser, stdio: 'ignore' });
      poolers.push(pooler);
      const connection = { host: '127.0.0.1', port: poolerPort, user: name, database: name };
      await waitUntil(() =>
        runAsSuperuser(connection, 'SELECT 1').then(
          () => true,
          () => false,
        ),
      );
      return `postgresql://${name}@127.0.0.1:${poolerPort}/${name}`;
    },
    stop: async () => {
      for (const pooler of poolers) {
        const ended = once(pooler, 'exit');
        pooler.kill('SIGKILL');
        await ended;
      }
      await run('pg_ctl', '-D', '.', '-m', 'immediate', 'stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runAsSuperuser(connection: pg.ClientConfig, statements: string): Promise<pg.QueryResult> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  return client.query(statements).finally(() => client.end());
}

/** Creates an authority, and a certificate of it for localhost. Returns the authority's file. */
async function createCertificates(folder: string, data: string, osUser: OsUser): Promise<string | null> {
  const openssl = findProgram('openssl');
  if (!openssl) return null;
  const create = (...args: string[]) => execFileSync(openssl, args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  create(
    'req',
    '-x509',
    ...key,
    '-days',
    '2',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-subj',
    '/CN=Authority',
  );
  create('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
  await writeFile(join(folder, 'names'), 'subjectAltName=DNS:localhost\n');
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names', '-days', '2'];
  create('x509', '-req', '-in', 'server.csr', ...signing, '-out', 'server.crt');
  for (const name of ['server.key', 'server.crt']) {
    await copyFile(join(folder, name), join(data, name));
    await chmod(join(data, name), 0o600);
    own(join(data, name), osUser);
  }
  return join(folder, 'ca.crt');
}

function own(path: string, osUser: OsUser): void {
  if (osUser) chownSync(path, osUser.uid, osUser.gid);
}
