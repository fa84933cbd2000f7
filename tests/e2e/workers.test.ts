import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DataFolderFixture, findServerPid } from '../support/data-folder.js';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import { waitUntil } from '../support/until.js';

const TITLES = '{ articles(first: 5) { nodes { title } } }';
/** Clients that each send one request after the other, on a connection that stays open. */
const CLIENTS = 12;

const folders = new DataFolderFixture();
let dateline: DatelineProcess;
let address: string;
let DATA_DIR: string;
let key: string;

beforeAll(async () => {
  DATA_DIR = await folders.createFolder();
  const settings = { WORKERS: '2', SEED: 'false', RATE_EXEMPT: '127.0.0.1', CLOSING_SECONDS: '2' };
  ({ dateline, address } = await startDateline({ DATA_DIR, LOG_LEVEL: 'error', ...settings }));
  const create = ['keys', 'create', '--name', 'Desk', '--scope', 'write,publish'];
  key = (await runCommand(create, { DATA_DIR })).stdout.trim();
});
afterAll(() => {
  DatelineProcess.killAll();
  return folders.remove();
});

/** Publishes an article with a tag, and returns the ID of the tag. */
async function publishArticle(title: string, tag: string): Promise<string> {
  const change = async (field: string, input: string, selection: string) => {
    const result = await query(
      address,
      `mutation { ${field}(input: ${input}) { ${selection} userErrors { message } } }`,
      { key },
    );
    expect(result[field].userErrors).toEqual([]);
    return result[field];
  };
  const created = await change('createTag', `{ name: "${tag}" }`, 'tag { id }');
  const input = `{ title: "${title}", body: { markdown: "Text." }, tags: ["${created.tag.id}"] }`;
  const { article } = await change('createArticle', input, 'article { id }');
  await change('publishArticle', `{ id: "${article.id}" }`, 'article { id }');
  return created.tag.id;
}

/** Returns the process IDs of the workers. */
function listWorkers({ pid }: DatelineProcess): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, ...args]) => Number(parent) === pid && args.some((arg) => arg.startsWith('--worker=')),
    )
    .map(([child]) => Number(child));
}

/** Sends a query over a connection of its own, which stays open. Rejects with the error of the connection. */
class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly address: string) {}

  async send(document: string): Promise<any> {
    const url = `${this.address}/graphql?query=${encodeURIComponent(document)}`;
    const sent = request(url, { agent: this.agent }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part;
    if (response.statusCode !== 200) throw new Error(`Status ${response.statusCode}: ${text}`);
    return JSON.parse(text).data;
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Sends requests of many clients until it is stopped, and counts those that fail by client. */
function startLoad(address: string) {
  let isRunning = true;
  const sent: number[] = [];
  const errors: string[][] = [];
  const loops = Array.from({ length: CLIENTS }, async (_, i) => {
    const client = new Client(address);
    sent[i] = 0;
    errors[i] = [];
    while (isRunning) {
      sent[i] += 1;
      await client.send(TITLES).catch((error) => errors[i]?.push(error.code ?? error.message));
    }
    client.close();
  });
  return {
    sent,
    errors,
    stop: async () => {
      isRunning = false;
      await Promise.all(loops);
    },
  };
}

async function readMetric(address: string, name: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const lines = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'gm'))];
  return lines.reduce((sum, [, value]) => sum + Number(value), 0);
}

test('A worker that is killed is replaced, and only requests that it was answering fail', async () => {
  expect(dateline.output).toMatch(/Dateline is ready\.[\s\S]+ {2}workers {5}2\n {2}stop/);
  const [first, second] = listWorkers(dateline) as [number, number];
  const load = startLoad(address);
  const waitForRequests = async (count: number) => {
    const from = [...load.sent];
    await waitUntil(() => load.sent.every((each, i) => each >= (from[i] ?? 0) + count));
  };
  const places = await readMetric(address, 'dateline_live_connections_limit');
  await waitForRequests(20);
  for (const killed of [second, first]) {
    const before = await readMetric(address, 'dateline_http_responses_total');
    process.kill(killed, 'SIGKILL');
    await waitForRequests(20);
    // Each worker has half of the places: both serve again.
    await waitUntil(() => !listWorkers(dateline).includes(killed));
    await waitUntil(async () => (await readMetric(address, 'dateline_live_connections_limit')) === places);
    expect(await readMetric(address, 'dateline_http_responses_total')).toBeGreaterThanOrEqual(before);
  }
  await dateline.waitForOutput(/"signal":"SIGKILL".+"a worker ended, and is replaced"/);
  await waitForRequests(20);
  await load.stop();
  // A client has one request at a time: one can fail for each worker that is killed.
  expect(load.errors.every((codes) => codes.length <= 2)).toBe(true);
  expect(load.errors.flat().filter((code) => code !== 'ECONNRESET' && code !== 'EPIPE')).toEqual([]);
  // The first worker, which runs the jobs, is back.
  await waitUntil(async () => (await readMetric(address, 'dateline_worker_up')) === 3);
});

test('A connection that a worker is given and does not accept before it is killed is served by another', async () => {
  const [first, second] = listWorkers(dateline) as [number, number];
  const places = await readMetric(address, 'dateline_live_connections_limit');
  for (const pid of [first, second]) process.kill(pid, 'SIGSTOP');
  const clients = [new Client(address), new Client(address)];
  const results = clients.map((client) => client.send(TITLES));
  // Each worker is given one.
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.kill(second, 'SIGKILL');
  process.kill(first, 'SIGCONT');
  for (const data of await Promise.all(results)) expect(data).toHaveProperty('articles');
  for (const client of clients) client.close();
  await waitUntil(async () => (await readMetric(address, 'dateline_live_connections_limit')) === places);
});

test('Neither a scrape nor a mutation waits for a worker that is starting', async () => {
  const [first, second] = listWorkers(dateline) as [number, number];
  const places = await readMetric(address, 'dateline_live_connections_limit');
  const measure = async (title: string, expected: number) => {
    const startedAt = performance.now();
    expect(await readMetric(address, 'dateline_live_connections_limit')).toBe(expected);
    await publishArticle(title, `${title}, then`);
    return performance.now() - startedAt;
  };
  const usual = await measure('While all workers run', places);
  process.kill(second, 'SIGKILL');
  let starting: number | undefined;
  await waitUntil(() => {
    starting = listWorkers(dateline).find((pid) => pid !== first && pid !== second);
    return starting !== undefined;
  });
  process.kill(starting!, 'SIGSTOP'); // it stays at the start
  const client = new Client(address);
  try {
    await client.send(TITLES);
    // One question that waits takes 2 s. Four are asked.
    expect(await measure('While a worker starts', places / 2)).toBeLessThan(usual + 6_000);
  } finally {
    process.kill(starting!, 'SIGCONT');
    client.close();
  }
  await waitUntil(async () => (await readMetric(address, 'dateline_live_connections_limit')) === places);
});

test('What an editor changes through one worker is at once what readers get from each', async () => {
  const id = await publishArticle('Edited', 'Name');
  const read = '{ tag(by: { slug: "name" }) { name } }';
  const readers = Array.from({ length: 4 }, () => new Client(address));
  for (const reader of readers) await reader.send(read);
  const update =
    'mutation ($id: ID!, $name: String!) { updateTag(input: { id: $id, name: $name }) { userErrors { message } } }';
  const stale: string[] = [];
  for (let edit = 1; edit <= 25; edit++) {
    const name = `Name ${edit}`;
    const { updateTag } = await query(address, update, { variables: { id, name }, key });
    expect(updateTag.userErrors).toEqual([]);
    for (const reader of readers) {
      const { tag: found } = await reader.send(read);
      if (found.name !== name) stale.push(`${found.name} after ${name}`);
    }
  }
  expect(stale).toEqual([]);
  for (const reader of readers) reader.close();
});

test('Event streams of all workers get the events of a change', async () => {
  const url = `${address}/graphql/stream?query=${encodeURIComponent('subscription { articleEvents { kind article { title } } }')}`;
  const streams = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const sent = request(url, { agent: false, headers: { accept: 'text/event-stream' } }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const stream = { text: '', close: () => sent.destroy() };
      response.setEncoding('utf8').on('data', (part) => {
        stream.text += part;
      });
      return stream;
    }),
  );
  await publishArticle('Seen by all', 'Events');
  await waitUntil(() => streams.every(({ text }) => text.includes('Seen by all')));
  for (const stream of streams) stream.close();
});

test('SIGTERM lets all workers answer what they have received, and stops the embedded database', async () => {
  const load = startLoad(address);
  await waitUntil(() => load.sent.every((count) => count > 10));
  dateline.signal('SIGTERM');
  await waitUntil(async () => (await fetch(`${address}/readyz`)).status === 503);
  await load.stop();
  expect(load.errors.flat()).toEqual([]);
  expect(await dateline.ended).toEqual({ code: 0, signal: null });
  expect(listWorkers(dateline)).toEqual([]);
  expect(findServerPid(DATA_DIR)).toBeNull();
});

test('A worker that cannot start ends the start with its message', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const settings = { PORT: `${port}`, SEED: 'false', WORKERS: 'auto' };
  const refused = new DatelineProcess('main.js', [], { DATA_DIR, ...settings });
  expect(await refused.ended).toEqual({ code: 1, signal: null });
  expect(refused.output).toContain(`Port ${port} is in use.`);
  expect(findServerPid(DATA_DIR)).toBeNull();
  server.close();
});
