import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  access,
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { killServer } from '../support/data-folder.js';
import { query } from '../support/dateline-process.js';
import { CHECKOUT } from '../support/documentation.js';
import { ORDINARY_ACCOUNT } from '../support/image.js';
import { waitUntil } from '../support/until.js';

const run = promisify(execFile);
const SITE_FILE = `import { defineConfig, text } from 'dateline';
import { createTideImporter } from 'dateline-importer-tide';

export default defineConfig({
  importers: {
    tides: createTideImporter('https://tides.example'),
    inline: {
      description: 'import one article',
      async *read() {
        yield { id: '1', title: 'Written inline', draft: false, publishedAt: '2026-11-01' };
      },
    },
  },
  fields: { article: { kicker: text({ description: 'The words above the headline.' }) } },
  schema: {
    typeDefs: 'extend type Query { tide: String! }',
    resolvers: { Query: { tide: () => 'ebb' } },
  },
});
`;
/** A wrong type, so that the compiler has seen the types of the package. */
const MISTAKE = "import { text } from 'dateline';\n// @ts-expect-error\ntext({ maxLength: 'long' });\n";
/** A package of another author, which knows nothing of this repository but the types of the package. */
const IMPORTER_PACKAGE = {
  'package.json': JSON.stringify({
    name: 'dateline-importer-tide',
    version: '1.0.0',
    type: 'module',
    exports: { types: './index.d.ts', default: './index.js' },
    peerDependencies: { dateline: '*' },
  }),
  'index.d.ts': `import type { Importer } from 'dateline';
export declare function createTideImporter(site: string): Importer;
`,
  'index.js': `export const createTideImporter = (site) => ({
  description: 'import the tides of a harbour',
  site,
  sync: true,
  async *read({ args, since }) {
    const url = site + '/2026/high-tide';
    yield { id: 'high', title: 'High tide', draft: false, url, html: '<p>At noon.</p>', publishedAt: '2026-11-02' };
    yield { id: 'low', title: 'Low tide', draft: true, warnings: [args.join() + (since ? ' again' : ' first')] };
  },
});
`,
};
const ROOT = { uid: 0, gid: 0 };
const accounts = process.getuid!() === 0 ? [ROOT, ORDINARY_ACCOUNT] : [ORDINARY_ACCOUNT];
type Account = (typeof accounts)[number];

let top: string;
/** Folder with nothing but the installed package. */
let installed: string;
let packedBytes: number;
let child: ChildProcess | undefined;

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'dateline-packed-'));
  await chmod(top, 0o755);
  installed = join(top, 'installed');
  await mkdir(installed);
  // The build is there; scripts would build again, below the feet of other tests.
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', top], { cwd: CHECKOUT });
  packedBytes = (await stat(join(top, stdout.trim()))).size;
  const importer = join(top, 'importer');
  await mkdir(importer);
  for (const [name, text] of Object.entries(IMPORTER_PACKAGE)) await writeFile(join(importer, name), text);
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', top], { cwd: importer });
  const archives = [stdout, packed.stdout].map((name) => `../${name.trim()}`);
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...archives];
  await run('npm', install, { cwd: installed });
}, 600_000);
afterEach(() => {
  if (child?.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
});
afterAll(async () => {
  for (const name of await readdir(top)) killServer(join(top, name, '.data'));
  await rm(top, { recursive: true });
});

/** Creates a folder of an account, with the package and a configuration. The package belongs to another account. */
async function createFolder({ uid, gid }: Account): Promise<string> {
  const folder = join(top, `of-${uid}`);
  await mkdir(folder);
  await chown(folder, uid, gid);
  await symlink(join(installed, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'dateline.config.ts'), SITE_FILE);
  return folder;
}

test('The package installs without development dependencies and sources', async () => {
  const names = await readdir(join(installed, 'node_modules'));
  expect(names).toContain('dateline');
  expect(packedBytes).toBeLessThan(5_000_000);
  for (const name of ['typescript', 'prisma', 'jest', '@biomejs']) expect(names).not.toContain(name);
  expect((await readdir(join(installed, 'node_modules/dateline'))).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin',
    'dist',
    'docs',
    'package.json',
    'packages',
    'prisma',
    'seeds',
  ]);
});

test("The compiler checks a site's configuration against the types of the package", async () => {
  const folder = join(top, 'typed');
  await mkdir(folder);
  await symlink(join(installed, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'dateline.config.ts'), SITE_FILE);
  await writeFile(join(folder, 'mistake.ts'), MISTAKE);
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
  const compiler = join(CHECKOUT, 'node_modules/typescript/bin/tsc');
  const files = ['dateline.config.ts', 'mistake.ts'];
  await run(process.execPath, [compiler, ...options, ...files], { cwd: folder });
});

test.each(accounts)(
  'dateline start serves the sample content, and npx dateline works beside it, as %p',
  async (account) => {
    const folder = await createFolder(account);
    const env = { PATH: process.env.PATH, HOME: folder, PORT: '0', LOG_LEVEL: 'warn', SLOW_MS: '0' };
    const dateline = async (...args: string[]) =>
      (await run('npx', ['dateline', ...args], { cwd: folder, env, ...account })).stdout;
    // Without npx, which ends by the signal itself.
    const program = join(folder, 'node_modules/.bin/dateline');
    child = spawn(program, ['start'], { cwd: folder, env, ...account, detached: true });
    let output = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const ended = once(child, 'close').then(([code]) => code);
    const findAddress = () => /graph +(\S+)\/graphql[\s\S]*stop/.exec(output)?.[1];
    await Promise.race([
      ended.then((code) => Promise.reject(new Error(`It ended with ${code}:\n${output}`))),
      waitUntil(() => findAddress() !== undefined),
    ]);
    const address = findAddress()!;
    const { articles, tide } = await query(
      address,
      '{ tide articles(first: 1) { totalCount nodes { fields { kicker } } } }',
    );
    expect(tide).toBe('ebb');
    expect(articles.totalCount).toBeGreaterThan(30);
    expect(articles.nodes).toEqual([{ fields: { kicker: null } }]);
    expect((await fetch(`${address}/client.tgz`)).status).toBe(200);

    expect(await dateline('keys', 'create', '--name', 'Desk', '--scope', 'write')).toMatch(/^dl_\S+\n$/);
    expect(await dateline('doctor')).toMatch(/^ok +migrations +all \d+ applied$/m);
    await dateline('export', 'markdown', 'exported');
    await mkdir(join(folder, 'posts'));
    await writeFile(
      join(folder, 'posts/tide.md'),
      '---\ntitle: The tide\ndate: 2026-11-01\n---\nIt turned.\n',
    );
    expect(await dateline('import', 'markdown', 'posts')).toMatch(/1 created/);
    expect(await dateline('import', '--help')).toMatch(
      /tides .*import the tides of a harbour[\s\S]*inline .*import one article/,
    );
    expect(await dateline('import', 'inline', '--dry-run')).toMatch(/1 created/);
    expect(await dateline('import', 'inline')).toMatch(/1 created/);
    // The gateway syncs it too, and may be the first.
    expect(await dateline('import', 'tides', 'one', 'two')).toMatch(/low: \w+: one,two first/);
    await dateline('sync', 'tides');
    expect(await dateline('sync', 'tides')).toMatch(/low: unchanged: {2}again/);
    const { high, low, inline } = await query(
      address,
      `{ high: route(path: "/2026/high-tide") { status } low: article(by: { slug: "low-tide" }) { title }
        inline: article(by: { slug: "written-inline" }) { title } }`,
    );
    expect({ high, low, inline }).toEqual({
      high: { status: 'FOUND' },
      low: null,
      inline: { title: 'Written inline' },
    });
    await writeFile(join(folder, 'old.txt'), 'https://tides.example/2026/high-tide\n');
    expect(await dateline('check-move', 'old.txt', '--no-pages')).toMatch(/FOUND +1 +100\.0 %/);
    await dateline('backup', 'saved');
    expect(await dateline('schema')).toContain('kicker: String');
    expect(await dateline('schema', 'check', '--no-usage')).toContain('Breaking: 0');
    await dateline('new', 'site', 'site');
    await access(join(folder, 'site', '.gitignore'));

    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output).not.toMatch(/"level":[45]0/);
    expect((await readdir(folder)).sort()).toEqual(
      expect.arrayContaining(['.data', 'exported', 'saved', 'site']),
    );
  },
  600_000,
);
