import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DatelineProcess, query } from '../support/dateline-process.js';
import { copyCheckout } from '../support/recipe.js';

const run = promisify(execFile);

/** Folder that nothing but the module's line in src/app/modules.ts may import. */
const FOLDER = 'src/modules/newsletter';
const LINE =
  /^ {2}\{\n {4}load: [^\n]+newsletter\.module\.js'\),\n {4}command: \{\n(?: {6}[^\n]+\n)+ {4}\},\n {2}\},\n/m;

describe('A build without the line of newsletters', () => {
  let top: string;
  let checkout: string;
  beforeAll(async () => {
    checkout = await copyCheckout();
    top = dirname(checkout);
    const list = join(checkout, 'src/app/modules.ts');
    const text = await readFile(list, 'utf8');
    expect(text).toMatch(LINE);
    await writeFile(list, text.replace(LINE, ''));
    await rm(join(checkout, FOLDER), { recursive: true });
    await run('npm', ['run', 'build'], { cwd: checkout });
  }, 300_000);
  afterAll(async () => {
    DatelineProcess.killAll();
    await rm(top, { recursive: true });
  });

  test('prints a schema that has everything but newsletters', async () => {
    const { stdout } = await runCommand('schema');
    const complete = await readFile(join(checkout, 'schema.graphql'), 'utf8');
    expect(listTypes(stdout)).toEqual(listTypes(complete).filter((name) => !isOfNewsletters(name)));
    expect(stdout).not.toMatch(/^ +\w*newsletter\w*[(:]/im);
  });

  test('has no command of newsletters', async () => {
    const { stdout } = await runCommand('--help');
    expect(stdout).toContain('import');
    expect(stdout).not.toContain('newsletter');
  });

  test('starts with the sample content, and serves articles but no pages of newsletters', async () => {
    const settings = { DATA_DIR: join(top, 'data') };
    const dateline = new DatelineProcess(join(checkout, 'dist/main.js'), [], settings);
    const [, address = ''] = await dateline.waitForOutput(/graph +(\S+)\/graphql[\s\S]*stop/);
    const { articles } = await query(address, '{ articles(first: 1) { totalCount nodes { title } } }');
    expect(articles).toEqual({ totalCount: expect.any(Number), nodes: [{ title: expect.any(String) }] });
    expect((await fetch(`${address}/newsletters`)).status).toBe(404);
    expect(await dateline.stop()).toBe(0);
    expect(dateline.output).not.toMatch(/error|warn/i);
  }, 300_000);

  test('imports the posts of Ghost, and leaves out its members', async () => {
    const file = join(top, 'ghost.json');
    await writeFile(file, JSON.stringify({ db: [{ meta: { version: '5.0.0' }, data: GHOST }] }));
    const { stdout } = await runCommand('import', 'ghost', file, '--json');
    const items = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(items).toContainEqual(expect.objectContaining({ kind: 'post', outcome: 'created' }));
    expect(items).toContainEqual(
      expect.objectContaining({
        kind: 'member',
        outcome: 'left out',
        reasons: ['this build has no newsletters'],
      }),
    );
  });

  function runCommand(...args: string[]) {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, SEED: 'false', DATA_DIR: join(top, 'data') };
    return run(process.execPath, [join(checkout, 'dist/cli.js'), ...args], { env });
  }
});

const TIME = '2026-01-01T08:00:00.000Z';
const GHOST = {
  posts: [
    {
      ...{ id: '1', type: 'post', status: 'published', visibility: 'public' },
      ...{ slug: 'talks-open', title: 'Talks open', html: '<p>They began.</p>' },
      ...{ created_at: TIME, updated_at: TIME, published_at: TIME },
    },
  ],
  newsletters: [{ id: '2', slug: 'weekly', name: 'Weekly', status: 'active' }],
  members: [{ id: '3', email: 'reader@example.org', created_at: TIME }],
  members_newsletters: [{ member_id: '3', newsletter_id: '2' }],
};

function listTypes(schema: string): string[] {
  return [...schema.matchAll(/^(?:type|input|enum|interface|union|scalar) (\w+)/gm)].map(([, name]) => name!);
}

/** Returns true for the types of newsletters, and for the scalar that only their fields have. */
function isOfNewsletters(type: string): boolean {
  return type.includes('Newsletter');
}
