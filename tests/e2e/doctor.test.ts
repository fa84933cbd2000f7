import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';
import { createTestDatabase, getTestServer, type TestDatabase } from '../support/test-database.js';

interface Finding {
  check: string;
  status: 'ok' | 'warning' | 'failed';
  message: string;
  advice?: string;
}

const folders = new DataFolderFixture();
let database: TestDatabase;
let mail: SMTPServer;
let mailPort: number;
let url: string;
let name: string;

beforeAll(async () => {
  mail = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('Invalid login')),
  });
  mail.on('error', () => undefined);
  mail.listen(0, '127.0.0.1');
  await once(mail.server, 'listening');
  mailPort = (mail.server.address() as AddressInfo).port;
});
beforeEach(async () => {
  database = await createTestDatabase();
  name = database.connection.database!;
  url = `postgresql://dateline@localhost/${name}?host=${getTestServer().host}`;
});
afterEach(async () => {
  DatelineProcess.killAll();
  await database.close();
});
afterAll(async () => {
  await folders.remove();
  await new Promise<void>((resolve) => mail.close(() => resolve()));
});

async function examine(
  settings: Record<string, string> = {},
): Promise<{ code: number | null; findings: Finding[] }> {
  const { code, output } = await runCommand(['doctor', '--json'], {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    DATA_DIR: await folders.createFolder(),
    SITE_URL: 'https://www.example.com',
    SITE_TITLE: 'The Example',
    SITE_DESCRIPTION: 'The news.',
    GATEWAY_URL: 'https://graph.example.com',
    SMTP_URL: `smtp://desk:right@127.0.0.1:${mailPort}`,
    MAIL_FROM: 'newsletter@example.com',
    SECRET_KEY: 'k'.repeat(32),
    TRUSTED_PROXIES: 'loopback',
    ...settings,
  });
  return { code, findings: JSON.parse(output) };
}

const notOk = ({ findings }: { findings: Finding[] }) => findings.filter(({ status }) => status !== 'ok');

test('doctor reports every check as ok in a complete production setup', async () => {
  const { code, findings } = await examine();
  expect(notOk({ findings })).toEqual([]);
  expect(code).toBe(0);
  expect(findings.map(({ check }) => check)).toEqual([
    ...['settings', 'site URL', 'secret key', 'data folder', 'database', 'privileges', 'extensions'],
    ...['migrations', 'functions', 'connections', 'notifications', 'database space', 'clock'],
    ...['site', 'mail'],
  ]);
});

test('doctor names invalid settings and the settings that production lacks', async () => {
  const wrong = await examine({ PORT: 'http' });
  expect([wrong.code, wrong.findings]).toEqual([
    1,
    [expect.objectContaining({ status: 'failed', message: expect.stringContaining('PORT=http') })],
  ]);
  const lacking = await examine({ SITE_URL: 'http://localhost:3000', GATEWAY_URL: '', SECRET_KEY: '' });
  expect(lacking.code).toBe(0);
  expect(notOk(lacking).map(({ check, message }) => `${check}: ${message}`)).toEqual([
    expect.stringMatching(/^settings: GATEWAY_URL is not set/),
    expect.stringMatching(/^settings: SECRET_KEY is not set/),
    expect.stringMatching(/^site URL: http:\/\/localhost:3000/),
    expect.stringMatching(/^secret key: /),
  ]);
});

test('doctor names settings without an effect, and a CDN that is not purged', async () => {
  const { code, findings } = await examine({
    ...{ PURGE_TOKEN: 'secret-of-the-cdn', MCP_MUTATIONS: 'SaveDraft', NINJS_RULES: 'rules.json' },
    ...{ CACHE_S_MAXAGE: '600', EMBEDDINGS_MODEL: 'default' },
  });
  expect(code).toBe(0);
  expect(notOk({ findings }).map(({ check, message }) => `${check}: ${message}`)).toEqual([
    'settings: PURGE_TOKEN has no effect in the gateway without PURGE_URL',
    'settings: MCP_MUTATIONS has no effect in the gateway without MCP',
    'settings: NINJS_RULES has no effect in the gateway without NINJS_SOURCES',
    expect.stringMatching(/^purges: .* up to 600 seconds/),
  ]);
  const purged = await examine({
    CACHE_S_MAXAGE: '600',
    PURGE_URL: 'https://cdn.example.com',
    PURGE_TOKEN: 'x',
  });
  expect(notOk(purged)).toEqual([]);
});

test('doctor names files of settings for which a start would fail', async () => {
  const { code, findings } = await examine({ DATELINE_CONFIG: 'missing.ts', TRUSTED_DOCUMENTS: 'only' });
  expect(code).toBe(1);
  expect(notOk({ findings })).toEqual([
    expect.objectContaining({
      check: 'files',
      message: expect.stringMatching(/^DATELINE_CONFIG: the file .*missing\.ts does not exist/),
    }),
    expect.objectContaining({
      check: 'files',
      message: expect.stringMatching(
        /^The manifest of trusted documents cannot be read: .*Set TRUSTED_DOCUMENTS_FILE/,
      ),
    }),
  ]);
});

test('doctor tells which values of the site the database has, and does not miss these', async () => {
  const findSite = async (settings: Record<string, string>) =>
    (await examine(settings)).findings.filter(({ check }) => check === 'site');
  const unset = { SITE_TITLE: '', SITE_DESCRIPTION: '' };
  const [site, ...missing] = await findSite(unset);
  expect(site?.message).toBe(
    'The Harbour Courier; from the environment: title, description, time zone, logo, profiles',
  );
  expect(missing.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^SITE_TITLE is not set/),
    expect.stringMatching(/^SITE_DESCRIPTION is not set/),
  ]);
  await database.prisma.siteSettings.create({ data: { title: 'The Ebb', description: 'The news.' } });
  expect(await findSite(unset)).toEqual([
    {
      check: 'site',
      status: 'ok',
      message:
        'The Ebb; from the database: title, description; from the environment: time zone, logo, profiles',
    },
  ]);
});

test.each([
  ['a wrong password', () => `smtp://desk:wrong@127.0.0.1:${mailPort}`, /user name and password/],
  ['a closed port', () => 'smtp://127.0.0.1:9', /allow connections from this machine/],
])('doctor advises on a mail server with %s', async (_what, address, advice) => {
  const answer = await examine({ SMTP_URL: address() });
  expect(answer.code).toBe(1);
  expect(notOk(answer)).toEqual([
    expect.objectContaining({ check: 'mail', status: 'failed', advice: expect.stringMatching(advice) }),
  ]);
  expect(JSON.stringify(answer)).not.toMatch(/desk:(wrong|right)/);
});

test('doctor advises on a database that is unreachable, read-only or short of connections', async () => {
  const silent = createServer((socket) => socket.destroy());
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  const away = await examine({ DATABASE_URL: `postgresql://me:hush@127.0.0.1:${port}/db` });
  silent.close();
  expect(away.code).toBe(1);
  expect(notOk(away)).toEqual([
    expect.objectContaining({ check: 'database', message: expect.stringContaining('cannot be used') }),
  ]);
  expect(JSON.stringify(away)).not.toContain('hush');

  await database.pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  const readOnly = await examine();
  expect(readOnly.code).toBe(1);
  expect(notOk(readOnly)[0]).toMatchObject({
    check: 'database',
    status: 'failed',
    advice: expect.stringContaining(`ALTER DATABASE ${name} RESET`),
  });
  await database.pool.query(`SET default_transaction_read_only = off; ALTER DATABASE ${name} RESET ALL`);

  const crowded = await examine({ DATABASE_POOL: '500' });
  expect(notOk(crowded)).toEqual([
    expect.objectContaining({
      check: 'connections',
      status: 'warning',
      message: expect.stringMatching(/an instance uses up to 512; one that starts now uses \d+ for requests/),
    }),
  ]);
});

test('doctor reports failed, missing and newer migrations', async () => {
  const statusOf = async () => {
    const { code, findings } = await examine();
    const { status, message } = findings.find(({ check }) => check === 'migrations')!;
    return [code, status, message];
  };
  const last = '(SELECT max(migration_name) FROM _prisma_migrations)';
  await database.pool.query(
    `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = ${last}`,
  );
  expect(await statusOf()).toEqual([1, 'failed', expect.stringContaining('failed')]);
  await database.pool.query(`DELETE FROM _prisma_migrations WHERE migration_name = ${last}`);
  expect(await statusOf()).toEqual([0, 'warning', expect.stringMatching(/^1 of \d+ not applied$/)]);
  await database.pool.query(
    `UPDATE _prisma_migrations SET migration_name = '29990101_later' WHERE migration_name = ${last}`,
  );
  expect(await statusOf()).toEqual([0, 'warning', expect.stringContaining('29990101_later')]);
});

test('doctor names functions, triggers and views that differ from their files until the next start', async () => {
  const examineFunctions = async () => {
    const { code, findings } = await examine();
    const { status, message, advice } = findings.find(({ check }) => check === 'functions')!;
    return [code, status, message, advice];
  };
  const fine = [
    0,
    'ok',
    expect.stringMatching(/^functions, triggers and views are those of \d+ files$/),
    undefined,
  ];
  expect(await examineFunctions()).toEqual(fine);
  await database.pool.query(`
    CREATE OR REPLACE FUNCTION public.search_version() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 0::int';
    DROP TRIGGER index_name ON tag;
    CREATE OR REPLACE VIEW public.stored_body AS SELECT article_id, html FROM public.article_body;
    CREATE OR REPLACE VIEW published.redirect AS SELECT * FROM public.redirect WHERE false`);
  const advice = expect.stringContaining('dateline migrate retry');
  const files = [
    'functions/search_version.sql',
    'views/stored_body.sql',
    'triggers/tag.sql',
    'perspectives.sql',
  ];
  const message = files.map((file) => `prisma/${file} differs`).join(', ');
  expect(await examineFunctions()).toEqual([0, 'warning', message, advice]);
  expect((await runCommand(['migrate', 'retry'], { DATABASE_URL: url })).code).toBe(0);
  expect(await examineFunctions()).toEqual(fine);
});

test('doctor fails when the local clock differs from that of the database', async () => {
  await database.pool.query(`
    CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql
      AS $$ SELECT pg_catalog.clock_timestamp() - interval '10 minutes' $$;
    ALTER DATABASE ${name} SET search_path = public, pg_catalog`);
  const answer = await examine();
  expect(answer.code).toBe(1);
  expect(notOk(answer)).toEqual([
    expect.objectContaining({
      check: 'clock',
      message: expect.stringMatching(/^the clock of this machine is (599|600)\.\d s ahead of/),
    }),
  ]);
});

test('doctor names a data folder that is not writable and creates none', async () => {
  const file = await folders.createFolder('file');
  await writeFile(file, '');
  const answer = await examine({ DATA_DIR: `${file}/data`, SMTP_URL: '', DATABASE_URL: '' });
  expect(answer.code).toBe(1);
  expect(notOk(answer)).toContainEqual(expect.objectContaining({ check: 'data folder', status: 'failed' }));
  const none = await folders.createFolder();
  const { code } = await examine({ DATA_DIR: none, DATABASE_URL: '' });
  expect([code, existsSync(none)]).toEqual([0, false]);
});

test('doctor fails when Redis is unreachable', async () => {
  const answer = await examine({ REDIS_URL: 'redis://127.0.0.1:9' });
  expect(answer.code).toBe(1);
  expect(notOk(answer)).toEqual([expect.objectContaining({ check: 'redis', status: 'failed' })]);
});

test('doctor prints a line per check with the advice below it', async () => {
  const { code, output } = await runCommand(['doctor'], {
    DATABASE_URL: url,
    SMTP_URL: 'smtp://127.0.0.1:9',
  });
  expect(code).toBe(1);
  expect(output).toMatch(/^ok {7}settings {8}all valid \(development\)$/m);
  expect(output).toMatch(/^failed {3}mail .+\n {10,}\S.+SMTP_URL/m);
});
