import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { resolvePostgresUser } from '../../src/database/embedded/run-binary.js';
import { acquireEmbeddedServer, type EmbeddedServer } from '../../src/database/embedded/server.js';
import { stopServer } from '../../src/database/embedded/server-process.js';
import { DataFolderFixture, findServerPid, isAlive, killServer } from '../support/data-folder.js';
import { getTestServer } from '../support/test-database.js';

const folders = new DataFolderFixture();
const joined = new Set<EmbeddedServer>();

afterEach(async () => {
  for (const server of joined) await server.release();
  joined.clear();
  await folders.remove();
});

describe('Embedded PostgreSQL', () => {
  test('starts with the first process, is shared and stops with the last', async () => {
    const dataDir = await folders.createFolder();
    const neighbour = await folders.startNeighbour(dataDir);
    const started = findServerPid(dataDir);
    const server = await enter(dataDir);
    expect(findServerPid(dataDir)).toBe(started);
    await neighbour.leave();
    expect(await ask(server, 'SELECT 1 AS answer')).toEqual([{ answer: 1 }]);
    const next = await folders.startNeighbour(dataDir);
    await leave(server);
    expect(findServerPid(dataDir)).toBe(started);
    await next.leave();
    expect(findServerPid(dataDir)).toBeNull();
  });

  test('keeps running with every committed row when the process that started it is killed', async () => {
    const dataDir = await folders.createFolder();
    const neighbour = await folders.startNeighbour(dataDir);
    const started = findServerPid(dataDir);
    const server = await enter(dataDir);
    await ask(server, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS row');
    await neighbour.kill();
    // PostgreSQL releases the lock only once it notices that the connection is closed.
    const held = "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'";
    await until(async () => (await ask(server, held))[0].count === 1);
    await leave(server);
    expect(findServerPid(dataDir)).toBeNull();

    const killed = await folders.startNeighbour(dataDir);
    const running = findServerPid(dataDir);
    expect(running).not.toBe(started);
    await killed.kill();
    const heir = await enter(dataDir);
    expect(findServerPid(dataDir)).toBe(running);
    expect(await ask(heir, 'SELECT count(*)::int FROM kept')).toEqual([{ count: 1000 }]);
  });

  test('recovers every committed row after the server and its processes are killed', async () => {
    const dataDir = await folders.createFolder();
    const neighbour = await folders.startNeighbour(dataDir);
    const server = await enter(dataDir);
    await ask(server, 'CREATE TABLE kept (row int)');
    await ask(server, 'INSERT INTO kept SELECT generate_series(1, 1000)');
    await leave(server);
    await neighbour.kill();
    killServer(dataDir);
    const heir = await enter(dataDir);
    expect(await ask(heir, 'SELECT count(*)::int FROM kept')).toEqual([{ count: 1000 }]);
  });

  test('restarts for its remaining processes when only the server is killed', async () => {
    const dataDir = await folders.createFolder();
    const server = await enter(dataDir);
    killServer(dataDir);
    const holders = "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory'";
    await until(async () => (await ask(server, holders).catch(() => []))[0]?.count === 1);
    const neighbour = await folders.startNeighbour(dataDir);
    await neighbour.leave();
    expect(await ask(server, 'SELECT 1 AS answer')).toEqual([{ answer: 1 }]);
    await leave(server);
    expect(findServerPid(dataDir)).toBeNull();
  });

  test('starts despite stale lock files that name another running process', async () => {
    const dataDir = await folders.createFolder();
    await leave(await enter(dataDir));
    const { uid, gid } = statSync(join(dataDir, 'postgres'));
    const program = spawn('sleep', ['60'], { uid, gid });
    await once(program, 'spawn');
    for (const pid of [program.pid!, otherServer()]) {
      const stale = [
        pid,
        join(dataDir, 'postgres'),
        1,
        5432,
        join(dataDir, 'postgres/socket'),
        '',
        '',
        'ready',
      ];
      await writeFile(join(dataDir, 'postgres/postmaster.pid'), `${stale.join('\n')}\n`);
      await writeFile(join(dataDir, 'postgres/socket/.s.PGSQL.5432.lock'), `${stale.join('\n')}\n`);
      const server = await enter(dataDir);
      expect(await ask(server, 'SELECT 1 AS answer')).toEqual([{ answer: 1 }]);
      expect(isAlive(pid)).toBe(true);
      await leave(server);
    }
    program.kill();
  });

  test('starts a separate server for a copied data folder', async () => {
    const dataDir = await folders.createFolder();
    const server = await enter(dataDir);
    await ask(server, 'CHECKPOINT');
    const copy = join(dataDir, '../copy');
    // Preserves the owner if the tests run as root.
    await once(spawn('cp', ['-a', dataDir, copy]), 'exit');
    const copied = await enter(copy);
    const [{ folder }] = await ask(copied, "SELECT current_setting('data_directory') AS folder");
    expect(folder).toBe(join(copy, 'postgres'));
    expect(findServerPid(copy)).not.toBe(findServerPid(dataDir));
  });

  test.each([1, 2, 3])('serves two processes that start simultaneously on an empty folder (%i)', async () => {
    const dataDir = await folders.createFolder();
    const two = await Promise.all([folders.startNeighbour(dataDir), folders.startNeighbour(dataDir)]);
    expect(readdirSync(dataDir)).toEqual(['postgres']);
    await Promise.all(two.map((each) => each.leave()));
    expect(findServerPid(dataDir)).toBeNull();
  });

  test('serves a process that joins while the last one leaves', async () => {
    const dataDir = await folders.createFolder();
    const comeAndGo = async () => {
      for (let i = 0; i < 12; i++) {
        const server = await acquireEmbeddedServer(dataDir);
        expect(await ask(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
        await server.release();
      }
    };
    await Promise.all([comeAndGo(), comeAndGo(), comeAndGo()]);
    expect(findServerPid(dataDir)).toBeNull();
  });

  test('stops idempotently, and starts after a concurrent start was abandoned', async () => {
    const dataDir = await folders.createFolder();
    await leave(await enter(dataDir));
    const data = join(dataDir, 'postgres');
    const account = resolvePostgresUser(data);
    await stopServer(data, account);
    // As for a moment while a server starts.
    await writeFile(join(data, 'postmaster.pid'), '');
    await stopServer(data, account);
    const joining = enter(dataDir);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await rm(join(data, 'postmaster.pid'));
    await leave(await joining);
    expect(findServerPid(dataDir)).toBeNull();
  });

  test.each([
    ['too long for a Unix socket', 'a folder with a long name/'.repeat(5)],
    ['with spaces, quotes and shell metacharacters', `it's "my" $HOME, \`x\` \\ & more`],
    ['with non-ASCII letters', 'Übermaß, 新聞 und ßßßßßßßßßßßßßß'],
  ])('accepts a data folder path %s', async (_kind, name) => {
    const dataDir = await folders.createFolder(name);
    const server = await enter(dataDir);
    expect(await ask(server, 'SELECT 1 AS answer')).toEqual([{ answer: 1 }]);
    expect(findServerPid(dataDir)).not.toBeNull();
    await leave(server);
    expect(findServerPid(dataDir)).toBeNull();
    await rm(server.connection.host!, { recursive: true }); // below /tmp for the long one
  });

  test('refuses data of another major version of PostgreSQL with advice', async () => {
    const dataDir = await folders.createFolder();
    await leave(await enter(dataDir));
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n');
    await expect(enter(dataDir)).rejects.toThrow(
      /was created by PostgreSQL 17, but this release contains PostgreSQL 18\. Dump the database/,
    );
  });

  (process.getuid?.() === 0 ? test : test.skip)('says to whom a copy by root must belong', async () => {
    const dataDir = await folders.createFolder();
    await leave(await enter(dataDir));
    const folder = join(dataDir, 'postgres');
    await chown(folder, 0, 0);
    const refusal = await enter(dataDir).catch(({ message }: Error) => message);
    expect(refusal).toMatch(/postgres belongs to root, as which PostgreSQL does not run/);
    const [command, ...args] = /chown -R .*$/.exec(String(refusal))![0].split(' ');
    await promisify(execFile)(command!, args);
    await leave(await enter(dataDir));
  });

  test('refuses a postgres folder that holds other files and leaves them in place', async () => {
    const dataDir = await folders.createFolder();
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    await writeFile(join(dataDir, 'postgres/notes.txt'), 'mine');
    await expect(enter(dataDir)).rejects.toThrow(
      /is not a data directory of PostgreSQL\. Move it away, or set another/,
    );
    expect(await readFile(join(dataDir, 'postgres/notes.txt'), 'utf8')).toBe('mine');
  });

  test('reports the server log when PostgreSQL does not start', async () => {
    const dataDir = await folders.createFolder();
    await leave(await enter(dataDir));
    await writeFile(join(dataDir, 'postgres/postgresql.auto.conf'), 'shared_buffers = none\n');
    await expect(enter(dataDir)).rejects.toThrow(
      /did not start[\s\S]*invalid value for parameter "shared_buffers"/,
    );
  });

  test('removes the temporary folder of a process killed during initialization', async () => {
    const dataDir = await folders.createFolder();
    const abandoned = spawn('true');
    await once(abandoned, 'exit');
    await mkdir(join(dataDir, `postgres.new-${abandoned.pid}`), { recursive: true });
    await enter(dataDir);
    expect(readdirSync(dataDir)).toEqual(['postgres']);
  });

  test('opens no TCP port and restricts its socket to the owner', async () => {
    const dataDir = await folders.createFolder();
    const server = await enter(dataDir);
    const sockets = socketsOf(findServerPid(dataDir)!);
    const ports = ['tcp', 'tcp6'].flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').split('\n'));
    expect(sockets.length).toBeGreaterThan(0);
    expect(ports.filter((line) => sockets.includes(line.trim().split(/\s+/)[9] ?? ''))).toEqual([]);
    expect(statSync(server.connection.host!).mode & 0o777).toBe(0o700);
  });

  test('ignores PG* environment variables', async () => {
    const dataDir = await folders.createFolder();
    const others = { PGPORT: '6000', PGSSLMODE: 'require', PGDATA: '/nowhere', PGHOST: 'nowhere' };
    Object.assign(process.env, others);
    try {
      const server = await enter(dataDir);
      expect(await ask(server, 'SELECT 1 AS answer')).toEqual([{ answer: 1 }]);
    } finally {
      for (const name of Object.keys(others)) delete process.env[name];
    }
  });
});

async function enter(dataDir: string): Promise<EmbeddedServer> {
  const server = await acquireEmbeddedServer(dataDir);
  joined.add(server);
  return server;
}

async function leave(server: EmbeddedServer): Promise<void> {
  joined.delete(server);
  await server.release();
}

async function ask(server: EmbeddedServer, statement: string): Promise<any[]> {
  const client = new pg.Client(server.connection);
  await client.connect();
  return client
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

/** Returns the process ID of the server that all tests share. */
function otherServer(): number {
  return Number.parseInt(readFileSync(join(getTestServer().host!, '../postmaster.pid'), 'utf8'), 10);
}

/** Returns the inode numbers of a process's open sockets. */
function socketsOf(pid: number): string[] {
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
