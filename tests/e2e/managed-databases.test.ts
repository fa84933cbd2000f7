import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { MIGRATION_LOCK } from '../../src/database/migrations/migrate.js';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import {
  listServerFolders,
  type ManagedPostgres,
  startManagedPostgres,
} from '../support/managed-postgres.js';
import { findProgram } from '../support/programs.js';

/** Distinct operations, so that none is served from a cache. */
const createRead = (number: number) =>
  `query Read${number} { articles(first: 5) { nodes { title body { text } authors { name } related(first: 2) { article { title } } } } }`;
const READERS = 8;
const READS_PER_READER = 12;

const folders = new DataFolderFixture();
const servers = await listServerFolders();
const hasPooler = findProgram('pgbouncer') !== null;
const hasTls = findProgram('openssl') !== null;
/** Runs a test only where a program is installed. */
const testIf = (condition: boolean) => (condition ? test : test.skip);

afterEach(() => DatelineProcess.killAll());
afterAll(() => folders.remove());

async function getSettings(settings: Record<string, string>): Promise<Record<string, string>> {
  return {
    DATA_DIR: await folders.createFolder(),
    NODE_ENV: 'test',
    RATE_PER_CLIENT: '0',
    CACHE_MB: '0',
    ...settings,
  };
}

/** Starts a gateway that ends by itself, and returns what it printed. */
async function startInVain(settings: Record<string, string>): Promise<string> {
  const dateline = new DatelineProcess('main.js', [], await getSettings({ SEED: 'false', ...settings }));
  expect((await dateline.ended).code).toBe(1);
  expect(dateline.output).not.toMatch(/^ +at /m);
  return dateline.output;
}

async function examine(
  settings: Record<string, string>,
): Promise<Map<string, { status: string; message: string }>> {
  const { output } = await runCommand(['doctor', '--json'], await getSettings(settings));
  const findings: { check: string; status: string; message: string }[] = JSON.parse(output);
  return new Map(findings.map(({ check, ...others }) => [check, others]));
}

/** Reads with several clients at once; throws for an answer with errors. */
async function readAtOnce(address: string): Promise<void> {
  const readers = Array.from({ length: READERS }, async (_, reader) => {
    for (let i = 0; i < READS_PER_READER; i++) await query(address, createRead(reader * 100 + i));
  });
  await Promise.all(readers);
}

async function getReadiness(address: string): Promise<unknown> {
  const response = await fetch(`${address}/readyz`);
  return [response.status, await response.json()];
}

describe.each(servers)('PostgreSQL of %s', (folder) => {
  let server: ManagedPostgres;
  beforeAll(async () => {
    server = await startManagedPostgres(folder);
  });
  afterAll(() => server?.stop());

  testIf(hasTls)(
    'A certificate of an unknown authority is refused by a sentence that names sslmode',
    async () => {
      const url = (await server.createDatabase('encrypted')).replace('127.0.0.1', 'localhost');
      const refused = await startInVain({ DATABASE_URL: `${url}?sslmode=require` });
      expect(refused).toMatch(
        /cannot be used: .*certificate.* Add sslmode=verify-full&sslrootcert=FILE to DATABASE_URL/,
      );
      const missing = await startInVain({
        DATABASE_URL: `${url}?sslmode=verify-full&sslrootcert=/nowhere.crt`,
      });
      expect(missing).toContain('Correct the file of sslrootcert, sslcert or sslkey in DATABASE_URL.');
      const other = url.replace('localhost', '127.0.0.1');
      const wrongName = await startInVain({
        DATABASE_URL: `${other}?sslmode=verify-full&sslrootcert=${server.authority}`,
      });
      expect(wrongName).toContain('Use the host name of the certificate in DATABASE_URL.');
    },
  );

  testIf(hasTls)(
    'A gateway works over TLS with the authority of sslrootcert, and with sslmode=no-verify',
    async () => {
      const url = (await server.createDatabase('trusted')).replace('127.0.0.1', 'localhost');
      for (const parameters of [`sslmode=verify-full&sslrootcert=${server.authority}`, 'sslmode=no-verify']) {
        const settings = await getSettings({ DATABASE_URL: `${url}?${parameters}` });
        const { dateline, address } = await startDateline(settings);
        const { rows } = await server.run(
          `SELECT count(*) FILTER (WHERE NOT s.ssl)::int AS plain, count(*) FILTER (WHERE s.ssl)::int AS encrypted
         FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) WHERE a.usename = 'trusted'`,
        );
        expect(rows[0].plain).toBe(0);
        expect(rows[0].encrypted).toBeGreaterThan(0);
        expect(await getReadiness(address)).toEqual([200, { status: 'ready' }]);
        expect(await dateline.stop()).toBe(0);
      }
    },
  );

  test('A role without privileges is refused by a sentence with the statements to run', async () => {
    await server.run('CREATE ROLE poor LOGIN');
    await server.run('CREATE DATABASE poor');
    const url = `postgresql://poor@127.0.0.1:${server.port}/poor`;
    const refused = await startInVain({ DATABASE_URL: url });
    expect(refused).toContain('the role poor cannot create schemas and tables.');
    const [, grants] = /connected to poor: (GRANT .*;)/.exec(refused)!;
    await server.run(grants!, 'poor');
    const { dateline } = await startDateline(await getSettings({ DATABASE_URL: url, SEED: 'false' }));
    expect(await dateline.stop()).toBe(0);
  });

  test('A role that does not own the tables is refused by a sentence', async () => {
    const url = await server.createDatabase('former');
    const { dateline } = await startDateline(await getSettings({ DATABASE_URL: url, SEED: 'false' }));
    await dateline.stop();
    await server.run('CREATE ROLE latter LOGIN; GRANT CREATE ON DATABASE former TO latter');
    await server.run('GRANT CREATE ON SCHEMA public TO latter', 'former');
    const refused = await startInVain({ DATABASE_URL: url.replace('//former', '//latter') });
    expect(refused).toMatch(/has too few privileges: permission denied .*REASSIGN OWNED BY/);
  });

  test('A gateway uses no more connections than a role may have, and serves all readers', async () => {
    const url = await server.createDatabase('tight');
    await server.run('ALTER ROLE tight CONNECTION LIMIT 20');
    const { dateline, address } = await startDateline(await getSettings({ DATABASE_URL: url }));
    expect(dateline.output).toMatch(
      /CONNECTION LIMIT of the role tight allows 20 connections, of which \d are in use/,
    );
    await readAtOnce(address);
    expect(await getReadiness(address)).toEqual([200, { status: 'ready' }]);
    const created = await runCommand(
      ['keys', 'create', '--name', 'Desk', '--scope', 'preview'],
      await getSettings({ DATABASE_URL: url }),
    );
    expect(created.code).toBe(0);
    const connections = (await examine({ DATABASE_URL: url })).get('connections')!;
    expect(connections.status).toBe('warning');
    expect(connections.message).toMatch(/^\d+ of 20 in use \(CONNECTION LIMIT of the role tight\)/);
    expect(await dateline.stop()).toBe(0);
  });

  test.each([
    ['role', 'ALTER ROLE small_role CONNECTION LIMIT 9'],
    ['database', 'ALTER DATABASE small_database CONNECTION LIMIT 9'],
  ])('A limit of the %s that is too low for a gateway is refused by a sentence', async (kind, statement) => {
    const url = await server.createDatabase(`small_${kind}`);
    await server.run(statement);
    expect(await startInVain({ DATABASE_URL: url })).toMatch(
      new RegExp(
        `leaves this instance \\d connections, but it needs at least 10: CONNECTION LIMIT of the ${kind} small_${kind} allows 9`,
      ),
    );
    expect((await examine({ DATABASE_URL: url })).get('connections')!.status).toBe('failed');
  });

  testIf(hasPooler)('A pooler in transaction mode alone is refused by a sentence', async () => {
    await server.createDatabase('pooled');
    const url = await server.startPooler('pooled', { pool_mode: 'transaction' });
    const sentence = /behind a pooler in transaction mode, .* Set DATABASE_DIRECT_URL/;
    expect(await startInVain({ DATABASE_URL: url })).toMatch(sentence);
    const command = await runCommand(
      ['keys', 'create', '--name', 'Desk', '--scope', 'preview'],
      await getSettings({ DATABASE_URL: url }),
    );
    expect([command.code, command.output]).toEqual([1, expect.stringMatching(sentence)]);
    const { status, message } = (await examine({ DATABASE_URL: url })).get('database')!;
    expect([status, message]).toEqual(['failed', expect.stringMatching(sentence)]);
    expect(await startInVain({ DATABASE_URL: url, DATABASE_DIRECT_URL: url })).toContain(
      'DATABASE_DIRECT_URL leads to a pooler in transaction mode.',
    );
  });

  testIf(hasPooler)(
    'A gateway works through a pooler in transaction mode beside DATABASE_DIRECT_URL',
    async () => {
      const direct = await server.createDatabase('shared');
      const url = await server.startPooler('shared', { pool_mode: 'transaction', default_pool_size: '3' });
      const settings = await getSettings({ DATABASE_URL: url, DATABASE_DIRECT_URL: direct });
      const { dateline, address } = await startDateline(settings);
      await readAtOnce(address);
      expect(await getReadiness(address)).toEqual([200, { status: 'ready' }]);
      const created = await runCommand(
        ['keys', 'create', '--name', 'Desk', '--scope', 'write', '--scope', 'publish'],
        settings,
      );
      const [key] = /dl_\S+/.exec(created.output)!;
      const write = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({
          query: 'mutation { createTag(input: { name: "Pooled" }) { tag { name } userErrors { message } } }',
        }),
      });
      expect(await write.json()).toEqual({
        data: { createTag: { tag: { name: 'Pooled' }, userErrors: [] } },
      });
      const findings = await examine({ DATABASE_URL: url, DATABASE_DIRECT_URL: direct });
      expect([findings.get('database'), findings.get('notifications')]).toEqual([
        { status: 'ok', message: expect.stringContaining('pooled responds') },
        { status: 'ok', message: 'arrive' },
      ]);
      // A lock or a notification of a connection would be on one of the pooler's.
      const { rows } = await server.run(
        `SELECT DISTINCT a.client_port IS NOT NULL AS is_client FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND a.usename = 'shared' AND a.state = 'idle' AND l.objid = ${MIGRATION_LOCK}`,
      );
      expect(rows).toEqual([]);
      expect(await dateline.stop()).toBe(0);
    },
  );

  testIf(hasPooler)('A pooler that loses prepared statements is refused by a sentence', async () => {
    const direct = await server.createDatabase('unprepared');
    const url = await server.startPooler('unprepared', {
      pool_mode: 'transaction',
      max_prepared_statements: '0',
    });
    expect(await startInVain({ DATABASE_URL: url, DATABASE_DIRECT_URL: direct })).toContain(
      'loses prepared statements. Set max_prepared_statements of PgBouncer',
    );
  });

  testIf(hasPooler)('A gateway works through a pooler in session mode', async () => {
    await server.createDatabase('sessions');
    const url = await server.startPooler('sessions', { pool_mode: 'session', default_pool_size: '40' });
    const { dateline, address } = await startDateline(await getSettings({ DATABASE_URL: url }));
    await readAtOnce(address);
    expect(await getReadiness(address)).toEqual([200, { status: 'ready' }]);
    expect(await dateline.stop()).toBe(0);
  });

  test('DATABASE_DIRECT_URL that leads to another database is refused by a sentence', async () => {
    const url = await server.createDatabase('one');
    const other = await server.createDatabase('another');
    expect(await startInVain({ DATABASE_URL: url, DATABASE_DIRECT_URL: other })).toContain(
      'DATABASE_DIRECT_URL leads to another database than DATABASE_URL.',
    );
  });

  test('A command names the connection that keeps the lock for migrations', async () => {
    const url = await server.createDatabase('locked');
    const holder = new pg.Client({ connectionString: url, application_name: 'forgotten' });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const { rows } = await holder.query('SELECT pg_backend_pid() AS pid');
    const { code, output } = await runCommand(
      ['keys', 'list'],
      await getSettings({ DATABASE_URL: url, SEED: 'false' }),
    );
    await holder.end();
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(
        new RegExp(`holds the lock for migrations: process ${rows[0].pid} .*forgotten, idle`),
      ),
    ]);
  });
});
