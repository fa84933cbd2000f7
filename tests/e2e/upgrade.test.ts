import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { killServer } from '../support/data-folder.js';
import { CHECKOUT, readPage } from '../support/documentation.js';
import { findPort } from '../support/site-process.js';
import { waitUntil } from '../support/until.js';

const run = promisify(execFile);
const { blocks } = readPage('docs/operations/upgrading.md');

/** The first release before this commit, as `git archive` names it, or null in a clone that has no history. */
const firstRelease = findFirstRelease();
if (!firstRelease)
  console.warn('Skipped: this clone does not have the first release (git fetch --unshallow).');

const WRITES: [field: string, input: object][] = [
  ['createTag', { name: 'Dredging' }],
  ['createSection', { name: 'Harbour works' }],
  [
    'createArticle',
    {
      title: 'The dredger leaves',
      standfirst: 'After nine weeks.',
      bodyMarkdown: 'It left at dawn.\n\n- one\n- two\n',
      section: 'harbour-works',
      tags: ['Dredging'],
      aliases: ['/2024/dredger'],
      publish: {},
    },
  ],
  ['createArticle', { title: 'A draft of the harbour', bodyMarkdown: 'Not yet.' }],
  ['createRedirect', { from: '/old-harbour', to: '/harbour-works' }],
];
const READS = [
  '{ articles(first: 100) { totalCount nodes { id title path standfirst publishedAt authors { name } tags { name } section { path } image { url } } } }',
  '{ article(by: { path: "/harbour-works/the-dredger-leaves" }) { id title body { html text } slug } }',
  '{ sections { name path articles(first: 5) { nodes { title } } } tags(first: 100) { nodes { name } } authors(first: 100) { nodes { name } } }',
  '{ route(path: "/2024/dredger") { status redirectTo } old: route(path: "/old-harbour") { status redirectTo } }',
  '{ search(query: "dredger", first: 3) { totalCount edges { node { title } } } }',
  '{ popular(window: ALL, first: 3) { rank article { title } } }',
];
const DRAFTS = '{ articles(first: 100) { nodes { title status body { html } } } }';

let top: string | undefined;
let child: ChildProcess | undefined;
afterEach(() => {
  if (child?.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
});
afterAll(async () => {
  if (!top) return;
  killServer(join(top, 'site/.data'));
  await rm(top, { recursive: true });
});

(firstRelease ? test : test.skip)(
  'Content of the first release is the same after an upgrade by the steps of the guide',
  async () => {
    top = await mkdtemp(join(tmpdir(), 'dateline-upgrade-'));
    const folder = join(top, 'site');
    await installFirstRelease(join(top, 'first'), folder);
    const port = await findPort();
    const env = {
      ...process.env,
      DATA_DIR: undefined,
      DATABASE_URL: undefined,
      PORT: port,
      LOG_LEVEL: 'warn',
      SLOW_MS: '0',
      npm_config_prefer_offline: 'true',
    };
    const address = `http://127.0.0.1:${port}/graphql`;
    const start = async (command: string) => {
      const gateway = spawn('bash', ['-ec', command], { cwd: folder, env, detached: true });
      child = gateway;
      let output = '';
      for (const stream of [gateway.stdout, gateway.stderr])
        stream.on('data', (text: Buffer) => {
          output += text.toString();
        });
      await waitUntil(() => {
        if (gateway.exitCode !== null) throw new Error(`It ended with ${gateway.exitCode}:\n${output}`);
        return output.includes('Dateline is ready.');
      });
      return async () => {
        process.kill(-gateway.pid!, 'SIGTERM');
        await once(gateway, 'close');
        return output;
      };
    };
    const runBlocks = async (when: string) => {
      for (const { text } of findBlocks(when)) await run('bash', ['-euc', text], { cwd: folder, env });
    };

    const stopFirst = await start('exec node node_modules/dateline/dist/main.js');
    const { stdout } = await run(
      'npx',
      ['dateline', 'keys', 'create', '--name', 'Desk', '--scope', 'preview,write,publish,admin'],
      { cwd: folder, env },
    );
    const key = stdout.trim();
    for (const [field, input] of WRITES) await write(address, key, field, input);
    const before = await readAll(address, key);
    expect(before[1]).toMatchObject({ article: { title: 'The dredger leaves' } });
    await runBlocks('before');
    await stopFirst();

    await packNextRelease(folder);
    await runBlocks('stopped');
    const [{ text: command = '' } = {}] = findBlocks('start');
    const stopNext = await start(command);
    expect(await readAll(address, key)).toEqual(before);
    await write(address, key, 'createArticle', { title: 'After', bodyMarkdown: 'Words.', publish: {} });
    await runBlocks('after');
    expect(await stopNext()).not.toMatch(/"level":[45]0/);
  },
  900_000,
);

function findBlocks(when: string) {
  const found = blocks.filter(({ marker }) => marker === `upgrade: ${when}`);
  if (found.length === 0) throw new Error(`The guide has no block for: ${when}`);
  return found;
}

/** Returns the first tag of a release or, without one, the commit that first-release.txt names. */
function findFirstRelease(): string | null {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: CHECKOUT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const [tag] = git(
      'tag',
      '--list',
      'v*',
      '--sort=version:refname',
      '--merged',
      'HEAD',
      '--no-contains',
      'HEAD',
    ).split('\n');
    const commit = tag || readFileSync(join(CHECKOUT, 'tests/e2e/first-release.txt'), 'utf8').trim();
    return git('rev-parse', '--verify', `${commit}^{commit}`);
  } catch {
    return null;
  }
}

/** Builds the first release in `checkout`, and makes it the package `dateline` of `folder`. */
async function installFirstRelease(checkout: string, folder: string): Promise<void> {
  await mkdir(checkout);
  await run('bash', [
    '-ec',
    `git -C "$1" archive "$2" | tar -x -C "$3"`,
    '-',
    CHECKOUT,
    firstRelease!,
    checkout,
  ]);
  const [lock, ownLock] = await Promise.all(
    [checkout, CHECKOUT].map((each) => readFile(join(each, 'package-lock.json'), 'utf8')),
  );
  if (lock === ownLock) await symlink(join(CHECKOUT, 'node_modules'), join(checkout, 'node_modules'));
  else await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: checkout });
  await run(process.execPath, ['bin/build.mjs'], { cwd: checkout });
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  await symlink(checkout, join(modules, 'dateline'));
  await symlink(join(checkout, 'bin/dateline.mjs'), join(modules, '.bin/dateline'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
}

/** Packs the checkout under the name that the guide gives to the new release. */
async function packNextRelease(folder: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: CHECKOUT });
  await rename(join(folder, stdout.trim()), join(folder, 'dateline-next.tgz'));
}

async function send(address: string, query: string, variables: object, headers: Record<string, string>) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as any;
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

async function write(address: string, key: string, field: string, input: object): Promise<void> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { message } } }`;
  const data = await send(address, document, { input }, { authorization: `Bearer ${key}` });
  expect([field, data[field].userErrors]).toEqual([field, []]);
}

async function readAll(address: string, key: string): Promise<object[]> {
  const published = await Promise.all(READS.map((document) => send(address, document, {}, {})));
  const headers = { authorization: `Bearer ${key}`, 'x-perspective': 'preview' };
  return [...published, await send(address, DRAFTS, {}, headers)];
}
