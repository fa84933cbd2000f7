import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { findServerPid, killServer } from '../support/data-folder.js';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import { canMount, SmallDisk } from '../support/small-disk.js';
import { waitUntil } from '../support/until.js';

const CREATE = 'mutation($input: CreateArticleInput!) { createArticle(input: $input) { article { slug } } }';
const WAL_SEGMENT = 16 * 1_048_576;

const disks: SmallDisk[] = [];
afterEach(() => {
  DatelineProcess.killAll();
  for (const disk of disks.splice(0)) {
    killServer(join(disk.folder, 'data'));
    disk.unmount();
  }
});

// Without a mount, filling a disk would harm the machine.
const onSmallDisk = canMount() ? describe : describe.skip;

onSmallDisk('Full disk (needs root to mount a small one)', () => {
  test.each([
    [20, /^The database cannot be created in \S+: the disk is full\. .*DATA_DIR=\S+ npx dateline start\n$/],
    [42, /^(The disk is full: .*|The embedded PostgreSQL did not start: the disk of .* is full\..*)\n$/],
  ])('the first start and a command report the full disk with %i MB', async (megabytes, sentence) => {
    const DATA_DIR = join(mount(megabytes).folder, 'data');
    const dateline = new DatelineProcess('main.js', [], { DATA_DIR });
    expect(await dateline.ended).toEqual({ code: 1, signal: null });
    expect(withoutSteps(dateline.output)).toMatch(sentence);
    const { code, output } = await runCommand(['keys', 'list'], { DATA_DIR });
    expect([code, withoutSteps(output)]).toEqual([1, expect.stringMatching(sentence)]);
    expect(findServerPid(DATA_DIR)).toBeNull();
  });

  test('writes fail with INSUFFICIENT_STORAGE while reads continue, and resume once space is free', async () => {
    const { disk, address, key, dateline } = await startOnDisk(140);
    await write(address, key);
    await disk.fill();
    const refusals = await writeUntil(address, key, ({ code }) => code !== undefined);
    expect(refusals.at(-1)).toEqual({
      status: 503,
      code: 'INSUFFICIENT_STORAGE',
      message: 'The disk of the database is full: writes fail until space is freed.',
    });
    expect(await query(address, '{ articles(first: 1) { totalCount } }')).toEqual({
      articles: { totalCount: 0 },
    });
    const ready = await fetch(`${address}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      expect.objectContaining({ writes: 'no space' }),
    ]);
    expect(await metric(address, 'dateline_database_full')).toBe(1);

    await disk.makeRoom();
    await waitUntil(async () => (await metric(address, 'dateline_database_full')) === 0);
    expect(await write(address, key)).toMatchObject({ status: 200 });
    expect(await (await fetch(`${address}/readyz`)).json()).not.toHaveProperty('writes');
    expect(await dateline.stop()).toBe(0);
  });

  test('the embedded PostgreSQL restarts once space is free after its WAL filled the disk', async () => {
    const { disk, address, key, dateline } = await startOnDisk(140);
    await disk.fill(WAL_SEGMENT - 2 * 1_048_576);
    const answers = await writeUntil(address, key, ({ code }) => code !== undefined);
    // The commit during which PostgreSQL stopped is not confirmed, and not promised.
    expect(answers.at(-1)!.code).toMatch(/^(WRITE_UNCONFIRMED|SERVICE_UNAVAILABLE)$/);
    const acknowledged = answers.filter(({ code }) => code === undefined).length;
    await waitUntil(
      async () => (await write(address, key)).message?.includes('disk of the database is full') === true,
    );
    expect((await fetch(`${address}/readyz`)).status).toBe(503);

    await disk.makeRoom();
    await waitUntil(async () => (await fetch(`${address}/readyz`)).status === 200);
    await waitUntil(async () => (await write(address, key)).status === 200);
    expect(await countDrafts(address, key)).toBeGreaterThanOrEqual(acknowledged + 1);
    expect(await dateline.stop()).toBe(0);
    expect(findServerPid(join(disk.folder, 'data'))).toBeNull();
  });
});

function mount(megabytes: number): SmallDisk {
  const disk = new SmallDisk(megabytes);
  disks.push(disk);
  return disk;
}

/** Removes the progress lines of a first start, and the name of the database. */
function withoutSteps(output: string): string {
  return output.replace(/^(Database: .*|.* …| {2}done in .*)\n/gm, '');
}

async function startOnDisk(megabytes: number) {
  const disk = mount(megabytes);
  const settings = { DATA_DIR: join(disk.folder, 'data'), SEED: 'false', LOG_LEVEL: 'silent' };
  const { address, dateline } = await startDateline(settings);
  const create = ['keys', 'create', '--name', 'Desk', '--scope', 'preview,write'];
  const key = (await runCommand(create, settings)).stdout.trim();
  return { disk, address, key, dateline };
}

interface Answer {
  status: number;
  code?: string;
  message?: string;
}

/** Saves an article of about 100 kB that cannot be compressed. */
async function write(address: string, key: string): Promise<Answer> {
  const bodyMarkdown = Array.from({ length: 100 }, () => randomBytes(500).toString('hex')).join('\n\n');
  const response = await ask(address, key, CREATE, { input: { title: 'A title', bodyMarkdown } });
  const { errors } = (await response.json()) as any;
  const [error] = errors ?? [];
  return { status: response.status, ...(error && { code: error.extensions.code, message: error.message }) };
}

async function writeUntil(
  address: string,
  key: string,
  isEnough: (answer: Answer) => boolean,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < 400; i++) {
    answers.push(await write(address, key));
    if (isEnough(answers.at(-1)!)) return answers;
  }
  throw new Error(`400 writes, the last: ${JSON.stringify(answers.at(-1))}`);
}

async function countDrafts(address: string, key: string): Promise<number> {
  const response = await ask(address, key, '{ articles(first: 1) { totalCount } }', {});
  return ((await response.json()) as any).data.articles.totalCount;
}

function ask(address: string, key: string, document: string, variables: object): Promise<Response> {
  return fetch(`${address}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      'x-perspective': 'preview',
    },
    body: JSON.stringify({ query: document, variables }),
  });
}

async function metric(address: string, name: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
}
