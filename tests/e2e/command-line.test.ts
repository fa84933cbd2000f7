import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { DataFolderFixture, findServerPid } from '../support/data-folder.js';
import { DatelineProcess, runCommand, startDateline } from '../support/dateline-process.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const folders = new DataFolderFixture();
afterEach(() => DatelineProcess.killAll());
afterAll(() => folders.remove());

const shared = folders.createFolder();
const sites: Server[] = [];
afterAll(() => {
  for (const site of sites) site.closeAllConnections();
  for (const site of sites) site.close();
});
const settings = async () => ({ DATA_DIR: await shared });

test.each(['forget', 'suppress', 'allow'])(
  'newsletter %s rejects an argument that is not an email address',
  async (verb) => {
    const { code, output } = await runCommand(['newsletter', verb, 'notanaddress'], await settings());
    expect(code).toBe(1);
    expect(output).toMatch(
      /^(Database: .*\n(.* …\n {2}done in .*\n)*)?notanaddress is not a valid email address\.\n$/,
    );
  },
);

describe('The database of a command', () => {
  test.each([
    [['keys', 'list']],
    [['import', 'markdown', 'seeds']],
    [['check-move', 'https://old.example/', '--no-pages']],
    [['schema', 'usage']],
  ])('is not created by %p in a folder that has none', async (command) => {
    const folder = dirname(await folders.createFolder());
    const { code, output } = await runCommand(command, {}, folder);
    expect(code).toBe(1);
    expect(output).toContain(`There is no database in ${folder}/.data, and none was created.\n`);
    expect(output).toContain(`DATA_DIR=${folder}/.data`);
    expect(existsSync(join(folder, '.data'))).toBe(false);
  });

  test('is named on stderr, and created in a folder that DATA_DIR names', async () => {
    const DATA_DIR = await folders.createFolder();
    const first = await runCommand(['keys', 'list', '--json'], { DATA_DIR });
    expect(first).toMatchObject({ code: 0, stdout: '[]\n' });
    expect(first.output).toContain(`Database: embedded PostgreSQL in ${DATA_DIR}, which is new\n`);
    const second = await runCommand(['keys', 'list', '--json'], { DATA_DIR });
    expect(second.output).toContain(`Database: embedded PostgreSQL in ${DATA_DIR}\n`);
    const named = await runCommand(['keys', 'list'], {
      DATABASE_URL: 'postgresql://desk:secret@127.0.0.1:1/news',
    });
    expect(named.output).toMatch(/^Database: PostgreSQL at 127\.0\.0\.1:1\/news\n/);
  });

  test('is compared with that of a gateway that runs in parallel', async () => {
    const [DATA_DIR, other] = [await folders.createFolder(), await folders.createFolder('.data')];
    const { dateline, address } = await startDateline({ DATA_DIR, SEED: 'false' });
    const { port: PORT } = new URL(address);
    const warning = `The gateway at http://127.0.0.1:${PORT} has another database.`;
    expect((await runCommand(['keys', 'list'], { DATA_DIR, PORT })).output).not.toContain(warning);
    const beside = await runCommand(['keys', 'list'], { DATA_DIR: other, PORT });
    expect([beside.code, beside.output]).toEqual([0, expect.stringContaining(warning)]);

    const elsewhere = dirname(await folders.createFolder());
    const { output } = await runCommand(['keys', 'list'], { PORT }, elsewhere);
    expect(output).toContain(`The gateway at http://127.0.0.1:${PORT} has another one.`);

    const { PATH } = process.env;
    // A pseudo terminal, in which a person can answer.
    const terminal = spawn('script', ['-qec', `exec ${process.execPath} ${CLI} keys list`, '/dev/null'], {
      cwd: dirname(other),
      env: { PATH, PORT },
    });
    let asked = '';
    terminal.stdout.on('data', (text: Buffer) => {
      asked += text.toString();
      if (asked.includes('[y/N]') && !terminal.stdin.writableEnded) terminal.stdin.end('\n');
    });
    const [code] = await once(terminal, 'close');
    expect(code).toBe(1);
    expect(asked).toMatch(/Go on with the database in \S+\.data\? \[y\/N\][\s\S]*Nothing was done\./);
    await dateline.stop();
  });
});

test('The help lists the commands of the core and of the modules in one order', async () => {
  const { output } = await runCommand(['--help'], {});
  const names = [...output.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name]) => name);
  expect(names.join(' ')).toBe(
    'start schema codemod import sync check-move export backup restore media redirects fields rebuild related keys webhooks jobs machine-reads doctor migrate new newsletter help',
  );
});

test('media add --json prints the result of each file', async () => {
  const DATA_DIR = await folders.createFolder();
  const folder = dirname(await folders.createFolder());
  await writeFile(join(folder, 'a.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');
  await writeFile(join(folder, 'b.exe'), 'MZ no picture');
  const { code, stdout } = await runCommand(['media', 'add', folder, '--json'], { DATA_DIR });
  expect(code).toBe(1);
  const results = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(results).toEqual([
    { file: join(folder, 'a.svg'), outcome: 'added', path: expect.stringMatching(/^\/media\/\S+\.svg$/) },
    { file: join(folder, 'b.exe'), outcome: 'refused', reason: expect.stringMatching(/\S/) },
  ]);
});

test('A command names a data folder that is not writable, without a stack trace', async () => {
  const file = await folders.createFolder('file');
  await writeFile(file, '');
  const { code, output } = await runCommand(['keys', 'list'], { DATA_DIR: file });
  expect(code).toBe(1);
  expect(output.split('\n').at(-2)).toMatch(
    /^The database cannot be created in \S+ \(\w+\)\. Choose a writable folder/,
  );
  expect(output).not.toContain('    at ');
});

test('An error in a sentence names a folder in which no file can be created', async () => {
  const exported = await runCommand(['export', 'markdown', '/proc/none'], await settings());
  expect(exported.code).toBe(1);
  expect(exported.output).toMatch(/^\/proc\/none is not a writable folder\.$/m);
  const listed = await runCommand(['keys', 'list'], { DATA_DIR: '/proc/none' });
  expect(listed.code).toBe(1);
  expect(listed.output).toMatch(
    /^The database cannot be created in \/proc\/none \(ENOENT\)\. Choose a writable folder/m,
  );
});

test.each([
  ['new site', ['new', 'site', '/sys/none']],
  ['new site', ['new', 'site', '/proc/none/site']],
  ['backup', ['backup', '/sys/none']],
  ['backup', ['backup', '/proc/none/site']],
])('The command %s names a folder that it cannot create, without a stack trace', async (_, args) => {
  const { code, output } = await runCommand(args, await settings());
  expect(code).toBe(1);
  expect(output).toMatch(
    /^\/(?:sys|proc)\/none(?:\/site)? cannot be created \(\w+\)\. .* a folder that can be written\.$/m,
  );
  expect(output).not.toContain('    at ');
});

test.each([
  ['without a database', ['schema']],
  ['with a database', ['newsletter', 'list', '--json']],
])('A command %s exits with 141, as by SIGPIPE, when its stdout is closed', async (_kind, args) => {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { env: { PATH, ...(await settings()) } });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect([code, complaints.replace(/^Database: .*\n/, '')]).toEqual([141, '']);
  expect(findServerPid(await shared)).toBeNull();
});

test.each([
  [
    ['keys', 'list'],
    [
      ...['prefix', 'name', 'scopes', 'limits', 'issuer', 'subject'],
      ...['createdAt', 'updatedAt', 'lastUsedAt', 'expiresAt', 'revokedAt'],
    ],
  ],
  [['newsletter', 'list'], []],
  [
    ['webhooks', 'list'],
    [
      'id',
      'url',
      'description',
      'kinds',
      'filter',
      'document',
      'failingSince',
      'disabledAt',
      'disabledReason',
    ],
  ],
  [['webhooks', 'deliveries', '1'], []],
  [['schema', 'usage'], []],
])('%p --json prints its list as JSON', async (command, fields) => {
  if (command[0] === 'keys') {
    await runCommand(['keys', 'create', '--name', 'Desk', '--scope', 'write'], await settings());
  } else if (command[1] === 'list') {
    await runCommand(['webhooks', 'add', 'https://www.example.com/hooks'], await settings());
  }
  const { code, stdout } = await runCommand([...command, '--json'], await settings());
  expect(code).toBe(0);
  const listed = JSON.parse(stdout);
  expect(Array.isArray(listed)).toBe(true);
  expect(Object.keys(listed[0] ?? {})).toEqual(fields);
  expect(stdout).not.toMatch(/secret|whsec_/);
});

test('An import repeats a progress line while it waits for a slow source', async () => {
  let isWaitedFor = () => {};
  const hasWaited = new Promise<void>((resolve) => {
    isWaitedFor = resolve;
  });
  const site = createServer(async (_request, response) => {
    await hasWaited;
    response.writeHead(200, { 'content-type': 'application/rss+xml' });
    response.end('<rss version="2.0"><channel><title>A</title></channel></rss>');
  });
  sites.push(site);
  await once(site.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}/feed`;
  const importing = new DatelineProcess('cli.js', ['import', 'feed', address], {
    ...(await settings()),
    IMPORT_ALLOW_PRIVATE: 'true',
  });
  await importing.waitForOutput(/^Reading the source, [\d.]+ s\n(?:.*\n)*Reading the source, [\d.]+ s\n/m);
  isWaitedFor();
  expect((await importing.ended).code).toBe(0);
  expect(importing.output).toMatch(/\n0 articles: .+\n$/);
});
