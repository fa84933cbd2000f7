import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { applyMigrations } from '../../src/database/migrations/apply-migrations.js';
import { DEFAULT_LOCK_RETRY_POLICY } from '../../src/database/migrations/lock-retry.js';
import { readMigrations } from '../../src/database/migrations/migration-files.js';
import { migrateJobQueue } from '../../src/jobs/queue.js';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import { drawPicture } from '../support/pictures.js';
import { hasMoto, type S3Server, startMoto } from '../support/s3-server.js';
import { createSeededDatabase, createTestDatabase, type TestDatabase } from '../support/test-database.js';

const ARTICLES = `{ articles(first: 100) { nodes {
  id slug path title publishedAt body { html } authors { name path } tags { name path } section { path }
  image { url width height variant(width: 200) { url } } corrections { text }
} } newsletters { id name } }`;

const URLS = { GATEWAY_URL: 'http://gateway.test', SITE_URL: 'http://site.test' };

const folders = new DataFolderFixture();
const databases: TestDatabase[] = [];

afterAll(async () => {
  DatelineProcess.killAll();
  for (const database of databases) await database.close();
  await folders.remove();
});

/** Runs a command that must succeed, and returns what it prints to stdout. */
async function run(settings: Record<string, string>, ...args: string[]): Promise<string> {
  const { code, output, stdout } = await runCommand(args, { SEED: 'false', ...settings });
  if (code !== 0) throw new Error(output);
  return stdout;
}

/** Creates a database that no process uses, and returns the settings that name it. */
async function createDatabase(create = createTestDatabase): Promise<Record<string, string>> {
  const database = await create();
  databases.push(database);
  return { ...toSettings(database.connection), DATA_DIR: await folders.createFolder() };
}

function toSettings({ user, database, host, port }: pg.PoolConfig): Record<string, string> {
  const socket = encodeURIComponent(String(host));
  return { DATABASE_URL: `postgresql://${user}@localhost/${database}?host=${socket}&port=${port}` };
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}

/** Returns a digest of the rows of each table that is backed up, of its constraints and triggers, and of sequences. */
function digest({ DATABASE_URL: url = '' }: Record<string, string>): Promise<Record<string, string>> {
  return withClient(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
         AND relpersistence = 'p' AND relname <> '_prisma_migrations' ORDER BY relname`,
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ digest: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS digest FROM public."${name}" t`,
      );
      digests[name] = rows[0]!.digest;
    }
    const { rows: objects } = await client.query<{ name: string; value: string }>(`
      SELECT 'constraint ' || conrelid::regclass || ' ' || conname AS name, pg_get_constraintdef(oid) || convalidated::text AS value
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid) || tgenabled::text
        FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'sequence ' || sequencename, coalesce(last_value::text, '') FROM pg_sequences WHERE schemaname = 'public'
      UNION ALL SELECT 'job ' || task_identifier || ' ' || row_number() OVER (PARTITION BY task_identifier ORDER BY run_at, key),
        concat_ws(' ', key, queue_name, run_at, max_attempts, priority, flags) FROM graphile_worker.jobs`);
    for (const { name, value } of objects) digests[name] = value;
    return digests;
  });
}

describe('Backup and restore beside a running gateway', () => {
  let source: Record<string, string>;
  let backup: string;
  let address: string;
  let key: string;
  let picture: string;
  let before: unknown;

  beforeAll(async () => {
    source = { DATA_DIR: await folders.createFolder(), ...URLS };
    backup = join(await folders.createFolder('backups'), 'monday');
    ({ address } = await startDateline(source));
    key = (await run(source, 'keys', 'create', '--name', 'Desk', '--scope', 'preview,write')).trim();
    const file = join(dirname(backup), 'quay.jpg');
    await mkdir(dirname(backup));
    await writeFile(file, await drawPicture());
    [picture = ''] = (await run(source, 'media', 'add', file)).match(/\/media\/\S+/) ?? [];
    before = await query(address, ARTICLES);
    expect(await run(source, 'backup', backup)).toContain(`${backup}: 43 articles, 42 media files`);
  });

  test('a restore on an empty machine brings back content, pictures, keys and the addresses of variants', async () => {
    const target = { DATA_DIR: await folders.createFolder(), SEED: 'false', ...URLS };
    expect(await run(target, 'restore', backup)).toContain('43 articles, 42 media files');
    const { dateline, address: restored } = await startDateline(target);
    const after = (await query(restored, ARTICLES)) as any;
    expect(after).toEqual(before);
    const { image } = after.articles.nodes.find((node: any) => node.image);
    expect((await fetch(image.variant.url.replace(URLS.GATEWAY_URL, restored))).status).toBe(200);
    const bytes = (from: string) => fetch(from + picture).then((response) => response.arrayBuffer());
    expect(Buffer.from(await bytes(restored)).equals(Buffer.from(await bytes(address)))).toBe(true);
    const response = await fetch(`${restored}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: '{ viewer { __typename } }' }),
    });
    expect(await response.json()).toMatchObject({ data: { viewer: { __typename: expect.any(String) } } });
    await dateline.stop();
  });

  test('a restore refuses a database that a gateway uses, and one that has content', async () => {
    const inUse = await runCommand(['restore', backup, '--overwrite'], source);
    expect(inUse).toMatchObject({ code: 1, output: expect.stringContaining('The database is in use') });
    const filled = await createDatabase(createSeededDatabase);
    await databases.at(-1)!.prisma.$disconnect();
    const refused = await runCommand(['restore', backup], filled);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('has content') });
    expect(await run(filled, 'restore', backup, '--overwrite')).toContain('Restored from');
  });

  test('the key that derives the secrets of webhooks is restored, and named where a setting replaces it', async () => {
    await run({ ...source, WEBHOOK_ALLOW_PRIVATE: 'true' }, 'webhooks', 'add', 'http://127.0.0.1:9/');
    const later = `${backup}-with-webhook`;
    await run(source, 'backup', later);
    const secret = await readFile(join(source.DATA_DIR!, 'secret.key'), 'utf8');
    const embedded = { DATA_DIR: await folders.createFolder() };
    await run(embedded, 'restore', later);
    expect(await readFile(join(embedded.DATA_DIR, 'secret.key'), 'utf8')).toBe(secret);
    expect(await run(await createDatabase(), 'restore', later)).toContain(
      `Set SECRET_KEY to the content of ${join(later, 'secret.key')}`,
    );
  });

  test('a backup that is interrupted or killed leaves no folder of its name', async () => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const name = join(dirname(backup), signal);
      const dateline = new DatelineProcess('cli.js', ['backup', name], source);
      await dateline.waitForOutput(/Backing up the/);
      dateline.signal(signal);
      const { code } = await dateline.ended;
      expect(code).not.toBe(0);
      expect(existsSync(name)).toBe(false);
      if (signal === 'SIGINT') expect(dateline.output).toContain('Interrupted. Nothing was backed up.');
    }
    const [left = ''] = (await readdir(dirname(backup))).filter((name) => name.startsWith('.SIGKILL'));
    const { output } = await runCommand(['restore', join(dirname(backup), left)], await createDatabase());
    expect(output).toContain('is not a whole backup: it has no backup.json, which is written last');
  });

  test('a damaged backup, and one of a newer release, are refused with a sentence before anything is changed', async () => {
    const target = await createDatabase();
    const change = async (edit: (folder: string) => Promise<void>) => {
      const folder = await folders.createFolder('copy');
      await cp(backup, folder, { recursive: true });
      await edit(folder);
      const before = await digest(target);
      const { code, output } = await runCommand(['restore', folder], target);
      expect([code, await digest(target)]).toEqual([1, before]);
      return output;
    };
    const edited = (name: string, replace: (text: string) => string) => async (folder: string) =>
      writeFile(join(folder, name), replace(await readFile(join(folder, name), 'utf8')));
    expect(await change((folder) => truncate(join(folder, 'database/draft.copy.gz'), 100))).toMatch(
      /draft\.copy\.gz has 100 bytes instead of \d+/,
    );
    expect(await change((folder) => rm(join(folder, 'media'), { recursive: true }))).toContain(
      'has 0 files of 0 bytes instead of 42 files',
    );
    const [last] = (await readMigrations()).slice(-1);
    expect(
      await change(edited('backup.json', (text) => text.replace(last!.name, '29990101000000_later_expand'))),
    ).toContain('is of a newer release of Dateline: it has the migrations 29990101000000_later_expand');
    expect(
      await change(edited('backup.json', (text) => text.replace('"format": 1', '"format": 2'))),
    ).toContain('has form 2 of backups');
  });

  test('a backup refuses a folder that is not empty, and a DATA_DIR without a database', async () => {
    expect((await runCommand(['backup', backup], source)).output).toContain('is not empty');
    const empty = await folders.createFolder();
    const { code, output } = await runCommand(['backup', `${backup}-2`], { DATA_DIR: empty });
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no database in'),
    });
    expect(existsSync(empty)).toBe(false);
  });

  test('media files that are damaged or missing in the storage are named, and the rest is backed up', async () => {
    const copy = { DATA_DIR: await folders.createFolder() };
    await run(copy, 'restore', backup);
    const [missing = '', damaged = ''] = await readdir(join(copy.DATA_DIR, 'media'));
    await rm(join(copy.DATA_DIR, 'media', missing));
    await truncate(join(copy.DATA_DIR, 'media', damaged), 10);
    const { code, output } = await runCommand(['backup', `${backup}-3`], copy);
    expect(code).toBe(1);
    expect(output).toContain('41 media files');
    expect(output).toContain(`${missing}: it is not in the media storage`);
    expect(output).toContain(`${damaged}: its bytes have changed in the media storage`);
    const restored = await runCommand(['restore', `${backup}-3`], await createDatabase());
    expect(restored).toMatchObject({
      code: 1,
      output: expect.stringContaining(`${damaged}: its bytes are damaged`),
    });
  });
});

test('every row, constraint, trigger, sequence and job is the same in another PostgreSQL', async () => {
  const source = await createDatabase(createSeededDatabase);
  const { prisma } = databases.at(-1)!;
  const id = (await prisma.draft.findFirstOrThrow()).id;
  await prisma.$executeRaw`SELECT graphile_worker.add_job('publish_article', json_build_object('id', ${id}::int),
    run_at := '2099-01-01T10:00:00Z', job_key := 'publish:1', max_attempts := 3, priority := 5, flags := ARRAY['late'])`;
  await prisma.$executeRaw`SELECT graphile_worker.add_job('purge_cdn', '{"tags": ["a"]}'::json, queue_name := 'purge')`;
  await prisma.$executeRaw`UPDATE tag SET fields = '{"odd": "tab\\t, backslash \\\\, emoji \\ud83d\\ude00"}' WHERE id = 1`;
  await prisma.$disconnect();
  const backup = await folders.createFolder('backup');
  await run(source, 'backup', backup, '--no-media');
  const target = await createDatabase();
  expect(await run(target, 'restore', backup)).toContain('The backup has no media files');
  expect(await digest(target)).toEqual(await digest(source));
});

test('a backup of an older release is restored, and migrated', async () => {
  const known = await readMigrations();
  const source = await createDatabase();
  const target = await createDatabase();
  const old = known.slice(
    0,
    known.findIndex(({ name }) => name.endsWith('_search_bulk_expand')),
  );
  const connection = { connectionString: source.DATABASE_URL! };
  await withClient(connection.connectionString, async (client) => {
    await client.query(
      'DROP SCHEMA published, members, preview, graphile_worker, public CASCADE; CREATE SCHEMA public',
    );
    await applyMigrations(client, old, DEFAULT_LOCK_RETRY_POLICY);
    await migrateJobQueue(connection);
    await client.query("INSERT INTO tag (slug, name) VALUES ('quay', 'Quay')");
  });
  const backup = await folders.createFolder('backup');
  await run(source, 'backup', backup);
  await run(target, 'restore', backup);
  await withClient(target.DATABASE_URL!, async (client) => {
    const { rows } = await client.query('SELECT slug, name FROM tag');
    expect(rows).toEqual([{ slug: 'quay', name: 'Quay' }]);
    const { rowCount } = await client.query('SELECT FROM _prisma_migrations');
    expect(rowCount).toBe(known.length);
  });
});

(hasMoto ? test : test.skip)(
  'media files of a bucket are backed up, and restored into another one',
  async () => {
    const servers: S3Server[] = [await startMoto(), await startMoto()];
    const configure = async ({ options }: S3Server) => {
      const file = await folders.createFolder('dateline.config.ts');
      await writeFile(
        file,
        `import { defineConfig, createS3Storage } from 'dateline';
export default defineConfig({ media: createS3Storage(${JSON.stringify(options)}) });`,
      );
      return { DATELINE_CONFIG: file };
    };
    try {
      const source = { ...(await createDatabase()), ...(await configure(servers[0]!)) };
      const file = await folders.createFolder('quay.jpg');
      await writeFile(file, await drawPicture());
      const [, key = ''] = /\/media\/(\S+)/.exec(await run(source, 'media', 'add', file)) ?? [];
      const backup = await folders.createFolder('backup');
      expect(await run(source, 'backup', backup)).toContain('1 media files');
      expect(await readdir(join(backup, 'media'))).toEqual([key]);
      const target = { ...(await createDatabase()), ...(await configure(servers[1]!)) };
      await run(target, 'restore', backup);
      const { options } = servers[1]!;
      const stored = await (await import('../../src/media/s3-storage.js')).createS3Storage(options).head(key);
      expect(stored?.size).toBe((await readFile(join(backup, 'media', key))).length);
    } finally {
      for (const server of servers) await server.close();
    }
  },
);
