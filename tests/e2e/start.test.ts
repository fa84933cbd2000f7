import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { getConnectionSettings } from '../../src/database/embedded/socket.js';
import { DataFolderFixture, findServerPid, killServer } from '../support/data-folder.js';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import { findProgram } from '../support/programs.js';
import { getTestServer, queryAsAdmin } from '../support/test-database.js';
import { waitUntil } from '../support/until.js';

const COUNT = '{ articles(first: 1) { totalCount } }';

const folders = new DataFolderFixture();
const servers: Server[] = [];

afterEach(() => {
  DatelineProcess.killAll();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => folders.remove());

describe('Startup', () => {
  test('prints its addresses and seeds an empty database once', async () => {
    const DATA_DIR = await folders.createFolder();
    const first = await startDateline({ DATA_DIR });
    expect(first.dateline.output).toMatch(
      /^Preparing the database files in .+ …\n {2}done in [\d.]+ s\nApplying \d+ migrations …\n {2}done in .+\nImporting the \d+ sample articles of seeds\/ …\n {2}done in .+\n/,
    );
    expect(first.dateline.output).toContain(`
Dateline is ready.
  graph       ${first.address}/graphql
  playground  ${first.address}/graphql  (in a browser)
  database    embedded PostgreSQL in ${DATA_DIR}
  stop        Ctrl-C
`);
    const { articles } = await query(first.address, COUNT);
    expect(articles.totalCount).toBeGreaterThan(30);
    expect(await first.dateline.stop()).toBe(0);
    expect(findServerPid(DATA_DIR)).toBeNull();

    const second = await startDateline({ DATA_DIR });
    expect(second.dateline.output).toMatch(/^\nDateline is ready\./);
    expect(await query(second.address, COUNT)).toEqual({ articles });
    const database = await connected(DATA_DIR);
    const saves = await database.query('SELECT max(revision) FROM draft');
    // Some sample articles have a second revision, which is not published.
    expect(saves.rows).toEqual([{ max: 2 }]);
    expect(await second.dateline.stop()).toBe(0);
  });

  test('keeps the language of search when a command runs without the settings of the site', async () => {
    const settings = { DATA_DIR: await empty(), SEED: 'false' };
    const { dateline } = await startDateline({ ...settings, SITE_LANGUAGE: 'de' });
    await runCommand(['keys', 'create', '--name', 'Desk', '--scope', 'write'], settings);
    const database = await connected(settings.DATA_DIR);
    const { rows } = await database.query(
      "SELECT obj_description('public.site'::regconfig, 'pg_ts_config') AS language",
    );
    expect(rows).toEqual([{ language: 'german' }]);
    expect(await dateline.stop()).toBe(0);
  });

  test('handles characters beyond ASCII in a bundle as in modules', async () => {
    const settings = { DATA_DIR: await empty(), SEED: 'false' };
    const { dateline, address } = await startDateline(settings);
    const { stdout } = await runCommand(['keys', 'create', '--name', 'Desk', '--scope', 'write'], settings);
    const create =
      'mutation ($title: String!) { createArticle(input: { title: $title }) { article { slug } } }';
    const variables = { title: 'Łódź: “Große Straße”' };
    const { createArticle } = await query(address, create, { variables, key: stdout.trim() });
    expect(createArticle.article.slug).toBe('lodz-grosse-strasse');
    expect(await dateline.stop()).toBe(0);
  });

  (findProgram('script') ? test : test.skip)(
    'logs one readable line for each message on a terminal, in production too',
    async () => {
      const DATA_DIR = await empty();
      const main = new URL('../../dist/main.js', import.meta.url).pathname;
      const { PATH = '' } = process.env;
      const settings = {
        PATH,
        DATA_DIR,
        PORT: '0',
        SEED: 'false',
        NODE_ENV: 'production',
        CLOSING_SECONDS: '0',
      };
      // A pseudo terminal. It ends with the command.
      const terminal = spawn('script', ['-qec', `exec ${process.execPath} ${main}`, '/dev/null'], {
        env: settings,
      });
      let output = '';
      terminal.stdout.on('data', (text: Buffer) => {
        output += text.toString();
      });
      const ended = once(terminal, 'close');
      try {
        const findAddress = () => /graph +(http\S+)\/graphql/.exec(output)?.[1];
        await until(() => findAddress() !== undefined);
        const address = findAddress();
        await fetch(`${address}/nowhere`);
        await until(() => output.includes('/nowhere'));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
        const lines = output.replace(/\u001b\[\d+m/g, '').split(/\r?\n/);
        expect(lines.filter((line) => line.startsWith('{'))).toEqual([]);
        expect(lines).toContainEqual(
          expect.stringMatching(
            /^\[\d\d:\d\d:\d\d\] INFO: answered GET \/nowhere \{"status":404,"ms":\d+\}$/,
          ),
        );
      } finally {
        terminal.stdin.write('\u0003'); // Ctrl-C
        await ended;
      }
    },
  );

  test('leaves the database empty with SEED=false', async () => {
    const { dateline, address } = await startDateline({ DATA_DIR: await empty(), SEED: 'false' });
    expect(await query(address, COUNT)).toEqual({ articles: { totalCount: 0 } });
    expect(await dateline.stop()).toBe(0);
  });

  test('names each invalid setting and creates no data folder', async () => {
    const DATA_DIR = await folders.createFolder();
    const dateline = new DatelineProcess('main.js', [], { DATA_DIR, PORT: 'http', LOG_LEVEL: 'loud' });
    expect(await dateline.ended).toEqual({ code: 1, signal: null });
    expect(dateline.output).toMatch(/^Invalid settings:\n {2}PORT=http: .+\n {2}LOG_LEVEL=loud: .+\n$/);
    expect(existsSync(DATA_DIR)).toBe(false);
  });

  test('names a port that is already in use and stops its embedded database', async () => {
    const DATA_DIR = await empty();
    const port = await listen(() => undefined);
    const dateline = new DatelineProcess('main.js', [], { DATA_DIR, PORT: `${port}`, SEED: 'false' });
    expect(await dateline.ended).toEqual({ code: 1, signal: null });
    expect(dateline.output.split('\n').at(-2)).toBe(
      `Port ${port} is in use. Stop the program that listens on it, or choose another port: PORT=${port + 1} npx dateline start`,
    );
    expect(dateline.output).not.toContain('    at ');
    expect(findServerPid(DATA_DIR)).toBeNull();
  });

  test('names METRICS_PORT if another program listens on it', async () => {
    const port = await listen(() => undefined);
    const environment = { DATA_DIR: await empty(), SEED: 'false', METRICS_PORT: `${port}` };
    const dateline = new DatelineProcess('main.js', [], environment);
    expect(await dateline.ended).toEqual({ code: 1, signal: null });
    expect(dateline.output).toContain(`METRICS_PORT=${port}: the metrics cannot be served there (`);
    expect(dateline.output).not.toContain('    at ');
  });

  test('goes on when the reader of its output has ended, and stops its database', async () => {
    const DATA_DIR = await folders.createFolder();
    const dateline = new DatelineProcess('main.js', [], { DATA_DIR, SEED: 'false' });
    dateline.closeOutput();
    await waitUntil(() => existsSync(DATA_DIR) && findServerPid(DATA_DIR) !== null);
    expect(await dateline.stop()).toBe(0);
    expect(findServerPid(DATA_DIR)).toBeNull();
  });

  test('succeeds after earlier starts were killed together with their database', async () => {
    const DATA_DIR = await folders.createFolder();
    for (const moment of [300, 600, 900, 1200, 1800]) {
      const dateline = new DatelineProcess('main.js', [], { DATA_DIR });
      await new Promise((resolve) => setTimeout(resolve, moment));
      dateline.signal('SIGKILL');
      await dateline.ended;
      killServer(DATA_DIR);
    }
    const { dateline, address } = await startDateline({ DATA_DIR, SEED: 'false' });
    expect(await query(address, '{ __typename }')).toEqual({ __typename: 'Query' });
    expect(await dateline.stop()).toBe(0);
  });

  test('a process that receives SIGTERM before it is ready exits with 0', async () => {
    const DATA_DIR = await folders.createFolder();
    const dateline = new DatelineProcess('main.js', [], { DATA_DIR, SEED: 'false' });
    await until(() => findServerPid(DATA_DIR) !== null);
    expect(await dateline.stop()).toBe(0);
    expect(findServerPid(DATA_DIR)).toBeNull();
  });
});

describe('Startup with DATABASE_URL', () => {
  test('connects to the database and prints its host without the password', async () => {
    await queryAsAdmin('CREATE DATABASE elsewhere');
    const DATABASE_URL = `postgresql://dateline:hush@localhost/elsewhere?host=${getTestServer().host}`;
    const { dateline, address } = await startDateline({ DATABASE_URL, SEED: 'false' });
    expect(await query(address, COUNT)).toEqual({ articles: { totalCount: 0 } });
    expect(dateline.output).toContain(`database    PostgreSQL at ${getTestServer().host}\n`);
    expect(dateline.output).not.toContain('hush');
    expect(await dateline.stop()).toBe(0);
    await queryAsAdmin('DROP DATABASE elsewhere');
  });

  test.each([
    ['closes the connection', 'destroy', /ECONNRESET|Connection terminated/],
    ['does not respond', 'keep', /timeout/],
  ])('fails promptly with a message when the server %s', async (_kind, what, reason) => {
    const port = await listen((socket) => (what === 'destroy' ? socket.destroy() : undefined));
    const dateline = new DatelineProcess('main.js', [], {
      DATABASE_URL: `postgresql://me:hush@127.0.0.1:${port}/db`,
    });
    expect(await dateline.ended).toEqual({ code: 1, signal: null });
    expect(dateline.output).toMatch(
      new RegExp(
        `^The PostgreSQL at 127.0.0.1:${port} cannot be used: .*(${reason.source}).*DATABASE_URL\\.\n$`,
      ),
    );
  });
});

describe('Shutdown', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets a running request finish before the process exits',
    async (signal) => {
      const DATA_DIR = await empty();
      const { dateline, address } = await startDateline({ DATA_DIR, SEED: 'false' });
      const database = await connected(DATA_DIR);
      await database.query('BEGIN; LOCK TABLE article');
      const answer = query(address, COUNT);
      await until(async () => {
        const { rows } = await database.query('SELECT FROM pg_locks WHERE NOT granted');
        return rows.length > 0;
      });
      dateline.signal(signal);
      await until(() =>
        fetch(`${address}/healthz`).then(
          ({ ok }) => !ok,
          () => true,
        ),
      );
      dateline.signal(signal); // as a second Ctrl-C, or npm beside the terminal, does
      dateline.signal('SIGTERM');
      expect(findServerPid(DATA_DIR)).not.toBeNull();
      await database.query('ROLLBACK');
      expect(await answer).toEqual({ articles: { totalCount: 0 } });
      await database.end();
      expect(await dateline.ended).toEqual({ code: 0, signal: null });
      expect(findServerPid(DATA_DIR)).toBeNull();
    },
  );
});

describe('Import command', () => {
  const FILES = 150;

  test('resumes after the process and its database were killed, without losses or duplicates', async () => {
    const DATA_DIR = await empty();
    const folder = await articlesFolder(FILES);
    const killed = new DatelineProcess('cli.js', ['import', 'markdown', '--json', folder], { DATA_DIR });
    await killed.waitForOutput(/(?:.*"created".*\n){30}/);
    killed.signal('SIGKILL');
    await killed.ended;
    killServer(DATA_DIR);

    const { code, output } = await runCommand(['import', 'markdown', '--json', folder], { DATA_DIR });
    expect(code).toBe(0);
    const receipts = output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const outcomes = receipts.map(({ outcome }) => outcome);
    const unchanged = outcomes.filter((outcome) => outcome === 'unchanged').length;
    expect(new Set(receipts.map(({ item }) => item)).size).toBe(FILES);
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(FILES - unchanged);
    // Every reported article is stored. A few more may have been written.
    expect(unchanged).toBeGreaterThanOrEqual(killed.output.match(/"created"/g)!.length);
    expect(output).toContain(
      `${FILES} articles: ${FILES - unchanged} created, 0 updated, ${unchanged} unchanged`,
    );

    const { dateline, address } = await startDateline({ DATA_DIR, SEED: 'false' });
    expect(await query(address, COUNT)).toEqual({ articles: { totalCount: FILES } });
    const database = await connected(DATA_DIR);
    const { rows } = await database.query(`
      SELECT FROM draft d LEFT JOIN article a USING (id) WHERE d.revision <> 1 OR a.revision IS DISTINCT FROM 1
        OR (SELECT html FROM article_body WHERE article_id = d.id) IS DISTINCT FROM
           (SELECT html FROM preview.article_body WHERE article_id = d.id)
        OR (SELECT count(*) FROM article_author WHERE article_id = d.id) <> 2
        OR (SELECT count(*) FROM article_tag WHERE article_id = d.id) <> 2
        OR (SELECT count(*) FROM draft_author WHERE article_id = d.id) <> 2
        OR (SELECT count(*) FROM draft_tag WHERE article_id = d.id) <> 2
        OR (SELECT count(*) FROM article_revision WHERE article_id = d.id) <> 1`);
    expect(rows).toHaveLength(0);
    expect(await dateline.stop()).toBe(0);
  });

  test('leaves the embedded database to the gateway that runs on it', async () => {
    const DATA_DIR = await empty();
    const { dateline, address } = await startDateline({ DATA_DIR, SEED: 'false' });
    const { code } = await runCommand(['import', 'markdown', await articlesFolder(3)], { DATA_DIR });
    expect(code).toBe(0);
    expect(await query(address, COUNT)).toEqual({ articles: { totalCount: 3 } });
    expect(await dateline.stop()).toBe(0);
  });

  test('stops on SIGINT with exit code 130 and stops its embedded database', async () => {
    const DATA_DIR = await empty();
    const interrupted = new DatelineProcess(
      'cli.js',
      ['import', 'markdown', '--json', await articlesFolder(FILES)],
      {
        DATA_DIR,
      },
    );
    await interrupted.waitForOutput(/created/);
    interrupted.signal('SIGINT');
    expect((await interrupted.ended).code).toBe(130);
    expect(interrupted.output).toMatch(
      /Interrupted\. Completed work is kept; run the command again to continue\.\n$/,
    );
    expect(findServerPid(DATA_DIR)).toBeNull();
  });
});

/** A data folder with a migrated database that holds nothing. */
async function empty(): Promise<string> {
  return folders.createFolder();
}

async function articlesFolder(count: number): Promise<string> {
  const folder = await folders.createFolder('articles');
  await mkdir(folder);
  for (let i = 1; i <= count; i++) {
    const fields = [
      `title: Article ${i}`,
      'date: 2026-01-02',
      `tags: [all, t${i % 5}]`,
      `authors: [Ann, A${i % 7}]`,
    ];
    const text = `---\n${fields.join('\n')}\n---\n\n${`Some *words* of article ${i}.\n\n`.repeat(20)}`;
    await writeFile(join(folder, `article-${i}.md`), text);
  }
  return folder;
}

async function connected(dataDir: string): Promise<pg.Client> {
  const client = new pg.Client(getConnectionSettings(await realpath(join(dataDir, 'postgres')), 'dateline'));
  client.on('error', () => undefined); // when the database stops, or is killed
  await client.connect();
  return client;
}

async function listen(onConnection: (socket: import('node:net').Socket) => void): Promise<number> {
  const server = createServer(onConnection);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
