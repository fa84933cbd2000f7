import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { query } from '../support/dateline-process.js';
import { buildImage, type Image, ORDINARY_ACCOUNT } from '../support/image.js';
import { drawPicture } from '../support/pictures.js';
import { openPostgresPort, type PostgresPort } from '../support/postgres-port.js';
import { queryAsAdmin } from '../support/test-database.js';

let image: Image;
let postgres: PostgresPort;
let gateway: ChildProcess;
let greeting: string;
let address: string;
const folders: string[] = [];

beforeAll(async () => {
  [image, postgres] = await Promise.all([buildImage(), openPostgresPort()]);
  await queryAsAdmin('CREATE DATABASE image');
  gateway = start(image.command, image.folder, { HOST: '127.0.0.1', PORT: '0' });
  greeting = await greetingOf(gateway);
  [, address = ''] = /graph +(\S+)\/graphql/.exec(greeting)!;
}, 300_000);

afterAll(async () => {
  gateway?.kill('SIGKILL');
  await queryAsAdmin('DROP DATABASE IF EXISTS image WITH (FORCE)');
  await postgres?.close();
  await image?.remove();
  for (const folder of folders) await rm(folder, { recursive: true });
});

test('The image runs the gateway from its own files without write access', async () => {
  expect(await query(address, '{ articles(first: 1) { totalCount } }')).toEqual({
    articles: { totalCount: 0 },
  });
  const { port } = new URL(address);
  expect(await finish(start(image.healthCheck, image.folder, { PORT: port }))).toMatchObject({ code: 0 });
  const written = await finish(start(['touch', 'made-here'], image.folder));
  expect(written).toEqual({ code: 1, output: expect.stringMatching(/denied/) });
});

test('A production start warns of each missing setting', () => {
  const lines = greeting.split('\n').filter((line) => line.startsWith('{'));
  const missing = lines.map((line) => JSON.parse(line)).filter(({ setting }) => setting);
  expect(missing.map(({ setting }) => setting)).toEqual([
    'SITE_TITLE',
    'SITE_DESCRIPTION',
    'GATEWAY_URL',
    'SMTP_URL',
    'SECRET_KEY',
    'TRUSTED_PROXIES',
  ]);
});

test('The dateline command works from any folder of the container', async () => {
  const { version } = JSON.parse(await readFile(join(image.folder, 'package.json'), 'utf8'));
  for (const folder of ['/', image.folder, await makeFolder()]) {
    const release = await finish(start(['dateline', '--version'], folder));
    expect([folder, release]).toEqual([folder, { code: 0, output: `${version}\n` }]);
  }
  expect(await finish(start(['dateline', '--help'], '/'))).toEqual({
    code: 0,
    output: expect.stringMatching(/^Usage: dateline /),
  });
});

test('The dateline command creates a key and imports articles that the gateway serves', async () => {
  const made = await finish(
    start(['dateline', 'keys', 'create', '--name', 'Desk', '--scope', 'preview'], '/'),
  );
  expect(made).toEqual({ code: 0, output: expect.stringMatching(/^dl_[\w-]+\n$/m) });
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${made.output.trim().split('\n').at(-1)}`,
      'x-perspective': 'preview',
    },
    body: JSON.stringify({ query: '{ articles(first: 1) { totalCount } }' }),
  });
  expect(await response.json()).toEqual({ data: { articles: { totalCount: 0 } } });

  const folder = await makeFolder();
  await writeFile(join(folder, 'ferry.jpg'), await drawPicture());
  await writeFile(
    join(folder, 'ferry.md'),
    '---\ntitle: A ferry\ndate: 2026-01-02\nimage: ferry.jpg\n---\n\nIt *sails*.\n',
  );
  expect(await finish(start(['dateline', 'import', 'markdown', '.'], folder))).toEqual({
    code: 0,
    output: expect.stringContaining('1 article: 1 created'),
  });
  const { article } = await query(
    address,
    '{ article(by: { slug: "ferry" }) { title image { width variant(width: 100, format: WEBP) { url } } } }',
  );
  expect(article).toMatchObject({ title: 'A ferry', image: { width: 1_200 } });
  const variant = await fetch(address + new URL(article.image.variant.url).pathname);
  expect([variant.status, variant.headers.get('content-type')]).toEqual([200, 'image/webp']);
});

test('The gateway exits with 0 when the container is stopped', async () => {
  const ended = finish(gateway);
  gateway.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0 });
});

/** Starts a process as in the container: with its files, its account and its environment. */
function start(
  [program, ...args]: string[],
  folder: string,
  settings: Record<string, string> = {},
): ChildProcess {
  const path = [join(image.root, 'usr/local/bin'), dirname(process.execPath), '/usr/bin', '/bin'];
  return spawn(program!, args, {
    cwd: folder,
    ...ORDINARY_ACCOUNT,
    env: {
      ...image.environment,
      PATH: path.join(delimiter),
      HOME: '/nonexistent',
      LOG_LEVEL: 'warn',
      CLOSING_SECONDS: '0',
      DATABASE_URL: postgres.urlOf('image'),
      SITE_URL: 'https://courier.example',
      ...settings,
    },
  });
}

async function finish(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  const output = collect(child);
  const [code] = await once(child, 'close');
  return { code, output: output.text };
}

async function greetingOf(child: ChildProcess): Promise<string> {
  const output = collect(child);
  const ended = once(child, 'close').then(([code]) => `It ended with ${code}:\n${output.text}`);
  for (;;) {
    if (/graph +\S+\/graphql[\s\S]*stop/.test(output.text)) return output.text;
    const end = await Promise.race([ended, new Promise<null>((resolve) => setTimeout(resolve, 20, null))]);
    if (end) throw new Error(end);
  }
}

function collect(child: ChildProcess): { text: string } {
  const output = { text: '' };
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.text += text;
    });
  }
  return output;
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-anywhere-'));
  folders.push(folder);
  await chmod(folder, 0o755);
  return folder;
}
