import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { DataFolderFixture, findServerPid } from '../support/data-folder.js';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';

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
    expect(output).toMatch(/^(.* …\n {2}done in .*\n)*notanaddress is not a valid email address\.\n$/);
  },
);

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

test('A folder in which the system lets nobody create anything is named in a sentence', async () => {
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
  expect([code, complaints]).toEqual([141, '']);
  expect(findServerPid(await shared)).toBeNull();
});

test.each([
  [
    ['keys', 'list'],
    ['prefix', 'name', 'scopes', 'issuer', 'subject', 'createdAt', 'lastUsedAt', 'expiresAt', 'revokedAt'],
  ],
  [['newsletter', 'list'], []],
  [
    ['webhooks', 'list'],
    ['id', 'url', 'description', 'kinds', 'failingSince', 'disabledAt', 'disabledReason'],
  ],
  [['webhooks', 'deliveries', '1'], []],
  [['schema', 'usage'], []],
])('%p --json prints its list as JSON', async (command, fields) => {
  if (command[0] === 'keys') {
    await runCommand(['keys', 'create', '--name', 'Desk', '--scope', 'write'], await settings());
  } else if (command[1] === 'list') {
    await runCommand(['webhooks', 'add', 'https://www.example.com/hooks'], await settings());
  }
  const { code, output } = await runCommand([...command, '--json'], await settings());
  expect(code).toBe(0);
  const listed = JSON.parse(output);
  expect(Array.isArray(listed)).toBe(true);
  expect(Object.keys(listed[0] ?? {})).toEqual(fields);
  expect(output).not.toMatch(/secret|whsec_/);
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
