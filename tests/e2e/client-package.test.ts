import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';
import { CHECKOUT } from '../support/documentation.js';
import { startServer, type TestServer } from '../support/test-server.js';

const execute = promisify(execFile);

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
  await rm(project, { recursive: true });
});

test('npm installs the client from the gateway, and the client reads from the same gateway', async () => {
  const url = `${gateway.address}/client.tgz`;
  // No registry is needed: the package has no dependencies.
  const install = ['install', '--no-audit', '--no-fund', '--registry', 'http://127.0.0.1:9', url];
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
  expect(names).toEqual(expect.arrayContaining(['app', 'package.json', 'queries.graphql']));
  expect(names).not.toContain('node_modules');
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  expect(existsSync(join(folder, manifest.dependencies['@dateline/client'].replace('file:', '')))).toBe(true);
  const again = await runCommand(['new', 'site', folder], {});
  expect([again.code, again.output]).toEqual([1, expect.stringContaining('not empty')]);
});
