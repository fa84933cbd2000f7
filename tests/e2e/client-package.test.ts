import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, runCommand, startDateline } from '../support/dateline-process.js';
import { CHECKOUT } from '../support/documentation.js';
import { SITE_FILE } from '../support/own-fields/model.js';
import { findPort } from '../support/site-process.js';
import { startServer, type TestServer } from '../support/test-server.js';
import { waitUntil } from '../support/until.js';

const execute = promisify(execFile);

const CREATE = `mutation ($input: CreateArticleInput!) {
  createArticle(input: $input) { article { path } userErrors { message } }
}`;

const folders = new DataFolderFixture();
let gateway: TestServer;
let project: string;
beforeAll(async () => {
  gateway = await startServer({ withSeeds: true });
  project = await mkdtemp(join(tmpdir(), 'dateline-package-'));
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(async () => {
  DatelineProcess.killAll();
  await gateway.close();
  await folders.remove();
  await rm(project, { recursive: true });
});

/** Replaces a text of a file, which must be there. */
async function editFile(file: string, before: string, after: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(before);
  await writeFile(file, text.replace(before, after));
}

test('npm installs the client from the gateway, and the client reads from the same gateway', async () => {
  const url = `${gateway.address}/client.tgz`;
  // No registry is needed: the package has no dependencies. npm looks for the peers, which are optional.
  const registry = ['--registry', 'http://127.0.0.1:9', '--fetch-retries', '0'];
  const install = ['install', '--no-audit', '--no-fund', ...registry, url];
  await execute('npm', install, { cwd: project });
  const { version } = JSON.parse(await readFile(join(CHECKOUT, 'package.json'), 'utf8'));
  const manifest = join(project, 'node_modules/@dateline/client/package.json');
  expect(JSON.parse(await readFile(manifest, 'utf8')).version).toBe(version);
  await writeFile(
    join(project, 'use.js'),
    `import { createClient } from '@dateline/client';
const client = createClient({ url: '${gateway.address}/graphql' });
console.log((await client.query('{ site { title } }')).site.title);
`,
  );
  const { stdout } = await execute(process.execPath, ['use.js'], { cwd: project });
  expect(stdout).toBe('The Harbour Courier\n');
});

test('The client package is sent once to a client that has it', async () => {
  const first = await gateway.get('/client.tgz');
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/gzip']);
  const etag = first.headers.get('etag')!;
  const again = await gateway.get('/client.tgz', { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('A copy of the site has the client of this gateway, and is not written over other files', async () => {
  const folder = join(project, 'my-site');
  const copied = await runCommand(['new', 'site', folder], { LOG_LEVEL: 'warn' });
  expect([copied.code, copied.output]).toEqual([0, expect.stringContaining('npm install')]);
  const names = await readdir(folder);
  expect(names).toEqual(expect.arrayContaining(['.gitignore', 'app', 'package.json', 'queries.graphql']));
  expect(names).not.toContain('node_modules');
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  expect(existsSync(join(folder, manifest.dependencies['@dateline/client'].replace('file:', '')))).toBe(true);
  const again = await runCommand(['new', 'site', folder], {});
  expect([again.code, again.output]).toEqual([1, expect.stringContaining('not empty')]);
});

test('A copy of the site generates its types from a gateway with an own kind, and is built and served with them', async () => {
  const settings = { DATA_DIR: await folders.createFolder(), DATELINE_CONFIG: SITE_FILE };
  const { address } = await startDateline(settings);
  const created = await runCommand(['keys', 'create', '--name', 'Desk', '--scope', 'admin'], settings);
  const key = created.stdout.trim().split('\n').at(-1)!;
  const folder = join(project, 'own-site');
  expect((await runCommand(['new', 'site', folder], {})).code).toBe(0);
  await execute('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder });
  const port = await findPort();
  const env = { ...process.env, DATELINE_URL: address, NEXT_TELEMETRY_DISABLED: '1', PORT: port };
  const run = (name: string, ...options: string[]) =>
    execute('npm', ['run', name, '--', ...options], { cwd: folder, env });

  await editFile(
    join(folder, 'queries.graphql'),
    'fragment Story on Article {',
    'fragment Story on Article {\n  review { stars }',
  );
  await run('generate');
  expect(await readFile(join(folder, 'generated.ts'), 'utf8')).toMatch(/ArticleKind =[^;]*'REVIEW'/);
  await editFile(
    join(folder, 'app/~content/[[...path]]/page.tsx'),
    '<ArticleHeader\n',
    '{story.review && <p>{story.review.stars} stars</p>}\n        <ArticleHeader\n',
  );
  await run('build'); // checks the types too

  const input = {
    ...{ title: 'The Harbour Kitchen', kind: 'REVIEW', review: { stars: 5 }, publish: {} },
    bodyMarkdown: 'Go.',
  };
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: CREATE, variables: { input } }),
  });
  const { path } = ((await response.json()) as any).data.createArticle.article;
  const next = join(folder, 'node_modules/next/dist/bin/next');
  const site = spawn(process.execPath, [next, 'start'], { cwd: folder, env });
  try {
    const read = (each: string) => fetch(`http://127.0.0.1:${port}${each}`).catch(() => null);
    await waitUntil(async () => (await read('/'))?.status === 200);
    expect(await (await read('/archive'))!.text()).toContain('data-kind="review"');
    const page = (await read(path))!;
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/5(<!-- -->)? stars/);
  } finally {
    site.kill();
  }
}, 600_000);
