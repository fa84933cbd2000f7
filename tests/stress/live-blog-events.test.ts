import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NetworkError } from 'graphql-sse';
import { DatelineProcess, startDateline } from '../support/dateline-process.js';
import type { Gateway } from '../support/gateway.js';
import { startGateway } from '../support/gateway.js';
import { addManyEntries, createLiveBlog, type LiveBlogDesk } from '../support/live-blog.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../support/live-clients.js';
import { createRandom } from '../support/random.mjs';
import { countRowsRead, recordStatements } from '../support/statements.js';

/** Entries of the live blog at first, clients that follow it, and changes that they follow. */
const ENTRIES = Number(process.env.LIVE_ENTRIES ?? 2_000);
const CLIENTS = Number(process.env.LIVE_CLIENTS ?? 500);
const CHANGES = Number(process.env.LIVE_CHANGES ?? 150);
/** Queries of a page before and while its duration is measured. */
const [WARM_UPS, REPETITIONS] = [20, 300];
/** Milliseconds after which a client that was refused subscribes again. */
const RETRY_MS = 500;

const EVENTS = `subscription ($id: ID!, $after: String) { liveBlogEvents(id: $id, after: $after) {
  cursor kind entryId entry { id title body { html } } } }`;
const CURSOR = 'query ($id: ID!) { article(by: { id: $id }) { liveBlog { cursor } } }';
const PAGE = `query ($id: ID!, $after: String) { article(by: { id: $id }) { liveBlog { entries(first: 40, after: $after) {
  nodes { id title body { html } } pageInfo { endCursor } } } } }`;

/** The gateway of the editor, in the process of the test. */
let gateway: Gateway;
let blog: LiveBlogDesk;
/** Gateways of the readers, in processes of their own. */
let instances: { address: string; pid: number }[];
beforeAll(async () => {
  gateway = await startGateway();
  blog = await createLiveBlog(gateway, 'storm');
  await addManyEntries(gateway, blog.id, ENTRIES);
  const { user, database, host, port } = gateway.database.connection;
  const settings = {
    DATABASE_URL: `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(String(host))}&port=${port}`,
    SEED: 'false',
    RATE_EXEMPT: '127.0.0.1',
    LIVE_SUBSCRIPTIONS: '1000',
    LIVE_BUFFER: '2000',
    // All clients of the test have one address.
    WAITING_PER_CLIENT: String(CLIENTS),
    // They share one process too, which is late with the first messages of all on a busy machine.
    LIVE_INIT_SECONDS: '120',
  };
  const started = [await startDateline(settings), await startDateline(settings)];
  instances = started.map(({ dateline, address }) => ({ address, pid: dateline.pid ?? 0 }));
});
afterAll(async () => {
  DatelineProcess.killAll();
  await gateway.close();
});

/** A client that is cut off and resumes after its last event. */
class Follower {
  readonly events: SubscriptionRecorder['events'] = [];
  readonly errors: unknown[] = [];
  private recorder: SubscriptionRecorder | undefined;
  isComplete = false;
  cuts = 0;
  retries = 0;

  constructor(
    private readonly number: number,
    private after: string,
  ) {}

  /** Subscribes over the transport and to the instance of its turn. */
  connect(): void {
    const turn = this.number + this.cuts;
    const { address } = instances[turn % 2]!;
    const client = turn % 4 < 2 ? createWebSocketClient(address) : createSseClient(address);
    const recorder = recordSubscription(client, { id: blog.id, after: this.after }, EVENTS);
    this.recorder = recorder;
    void recorder.ended.then(async (error) => {
      const isCurrent = () => this.recorder === recorder;
      if (isRetryable(error)) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        if (isCurrent()) this.retry();
        return;
      }
      if (error) this.errors.push(error);
      if (isCurrent()) this.isComplete = true;
    });
  }

  cut(): void {
    this.take();
    this.cuts += 1;
    this.connect();
  }

  /** Subscribes again after the last event, as clients do that a busy gateway has refused. */
  private retry(): void {
    this.take();
    this.retries += 1;
    this.connect();
  }

  /** Takes the events received so far, and ends the connection. */
  take(): void {
    const { recorder } = this;
    if (!recorder) return;
    this.recorder = undefined;
    recorder.stop();
    this.events.push(...recorder.events);
    this.errors.push(...recorder.errors);
    this.after = this.events.at(-1)?.cursor ?? this.after;
  }
}

test(`${CLIENTS} clients get every change of a live blog once and in order, however often they are cut off`, async () => {
  const random = createRandom(20_261_130);
  const { article } = await gateway.query(CURSOR, { id: blog.id });
  const followers = Array.from({ length: CLIENTS }, (_, i) => new Follower(i, article.liveBlog.cursor));
  const idle = await readMemory();
  for (const follower of followers) follower.connect();
  const entries: string[] = [];
  for (let i = 0; i < CHANGES; i++) {
    await change(random, entries, i);
    followers[pick(random, CLIENTS)]?.cut();
  }
  const memory = await readMemory();
  const endedAt = performance.now();
  await blog.run('endLiveBlog', { id: blog.id });
  await Promise.all(followers.map(whenComplete));
  const lastMs = Math.round(performance.now() - endedAt);
  for (const follower of followers) follower.take();

  const expected = await readExpected(article.liveBlog.cursor);
  const wrong = followers.map(({ events }) => compare(events, expected));
  const sum = (name: 'missed' | 'doubled' | 'unordered') => wrong.reduce((all, each) => all + each[name], 0);
  const totals = { missed: sum('missed'), doubled: sum('doubled'), unordered: sum('unordered') };
  console.log({
    ...totals,
    events: expected.length,
    clients: CLIENTS,
    cuts: followers.reduce((all, { cuts }) => all + cuts, 0),
    retries: followers.reduce((all, { retries }) => all + retries, 0),
    lastMs,
    idleMB: idle,
    withClientsMB: memory,
  });
  expect(followers.flatMap(({ errors }) => errors)).toEqual([]);
  expect(totals).toEqual({ missed: 0, doubled: 0, unordered: 0 });
  expect(expected.length).toBeGreaterThan(CHANGES / 2);
});

test('Page 50 of a live blog takes as many statements as page 1, and reads no more rows', async () => {
  const plain = await startGateway({}, { beside: gateway });
  // As autovacuum does within a minute: the entries were added all at once.
  await gateway.database.pool.query('ANALYZE');
  try {
    const cursors: (string | null)[] = [null];
    for (let page = 1; page < Math.min(50, ENTRIES / 40); page++) {
      const { article } = await plain.query(PAGE, { id: blog.id, after: cursors.at(-1) });
      cursors.push(article.liveBlog.entries.pageInfo.endCursor);
    }
    const load = (after: string | null | undefined) => () => plain.query(PAGE, { id: blog.id, after });
    const [first, last] = [load(null), load(cursors.at(-1))];
    const statements = await recordStatements(first);
    expect((await recordStatements(last)).length).toBe(statements.length);
    const rows = {
      first: await countRowsRead(gateway.database.pool, first),
      last: await countRowsRead(gateway.database.pool, last),
    };
    console.log({
      pages: cursors.length,
      statements: statements.length,
      rows,
      ...(await measure({ first, last })),
    });
    expect(rows.last).toBeLessThanOrEqual(rows.first);
  } finally {
    await plain.close();
  }
});

/** Reads the resident memory of the instances in MiB. */
function readMemory(): Promise<number[]> {
  return Promise.all(
    instances.map(async ({ pid }) => {
      const [, kB] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
      return Math.round(Number(kB) / 1024);
    }),
  );
}

/** Returns a random whole number below a limit. */
function pick(random: () => number, limit: number): number {
  return Math.floor(random() * limit);
}

async function change(random: ReturnType<typeof createRandom>, entries: string[], i: number): Promise<void> {
  const entry = entries[pick(random, Math.max(1, entries.length))];
  const kind = pick(random, 10);
  if (entry === undefined || kind < 5) {
    entries.push(await blog.add({ title: `New ${i}`, body: { markdown: `Text ${i}` } }));
  } else if (kind < 8) {
    await blog.run('updateLiveBlogEntry', { id: entry, title: `Edit ${i}` });
  } else if (kind < 9) {
    await blog.run('retractLiveBlogEntry', { id: entry });
    entries.splice(entries.indexOf(entry), 1);
  } else {
    await blog.run('pinLiveBlogEntry', { id: entry });
  }
}

/** Reads the cursors of all changes of the live blog after a cursor from the change log. */
async function readExpected(after: string): Promise<string[]> {
  const position = BigInt(Buffer.from(after, 'base64url').toString().slice('change:'.length));
  const rows = await gateway.database.prisma.contentChange.findMany({
    where: { sequence: { gt: position }, nodeType: { in: ['LiveBlog', 'LiveBlogEntry'] } },
    orderBy: { sequence: 'asc' },
  });
  return rows.map(({ sequence }) => Buffer.from(`change:${sequence}`).toString('base64url'));
}

function compare(events: SubscriptionRecorder['events'], expected: string[]) {
  const received = events.map(({ cursor }) => cursor);
  const distinct = new Set(received);
  const places = received.map((cursor) => expected.indexOf(cursor));
  return {
    missed: expected.filter((cursor) => !distinct.has(cursor)).length,
    doubled: received.length - distinct.size,
    unordered: places.filter((place, i) => i > 0 && place < (places[i - 1] ?? 0)).length,
  };
}

/** Returns true for an error after which clients try again: 1013 over WebSocket, a refusal or a cut of the stream over SSE. */
function isRetryable(error: unknown): boolean {
  return error instanceof NetworkError || (error as { code?: unknown } | undefined)?.code === 1013;
}

async function whenComplete(follower: Follower): Promise<void> {
  for (const end = performance.now() + 60_000; !follower.isComplete && performance.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Runs queries in turns. Returns the median and the 95th percentile of the durations of each, in milliseconds. */
async function measure(queries: Record<string, () => Promise<unknown>>): Promise<Record<string, object>> {
  const times = Object.entries(queries).map(([name, run]) => ({ name, run, durations: [] as number[] }));
  for (let i = 0; i < WARM_UPS + REPETITIONS; i++) {
    for (const { run, durations } of times) {
      const start = performance.now();
      await run();
      if (i >= WARM_UPS) durations.push(performance.now() - start);
    }
  }
  const pick = (durations: number[], share: number) =>
    Number((durations.sort((a, b) => a - b)[Math.floor(durations.length * share)] ?? 0).toFixed(2));
  return Object.fromEntries(
    times.map(({ name, durations }) => [
      name,
      { medianMs: pick(durations, 0.5), p95Ms: pick(durations, 0.95) },
    ]),
  );
}
