import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const READERS = 8;
const LISTENERS = 20;
const TIMEOUT_MS = 20_000;

const FRONT_PAGE =
  'query FrontPage { articles(first: 20) { nodes { title path authors { name } tags { name } } } }';
const LATEST =
  'query Latest { articles(first: 3) { totalCount nodes { title related { article { title } } } } }';
const SEARCH =
  '{ search(query: "storry watch", first: 3) { totalCount didYouMean nodes { title } edges { titleHighlight } } suggest(prefix: "storx") { __typename } popular(first: 3) { article { title } } }';
const EVENTS = 'subscription ($after: String) { articleEvents(after: $after) { cursor articleId } }';
const CREATE =
  'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id slug } } }';
const PUBLISH = 'mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { status } }';

/** Returns the loopback address of a client, since limits apply to each address. */
function createLocalAddress(group, number) {
  return `127.${group}.${number >> 8}.${number & 255 || 255}`;
}

/** Sends queries of several readers in sequence, on persistent connections. */
export async function read(address, signal) {
  const tally = createTally();
  const agents = [];
  const reader = async (number) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: createLocalAddress(1, number) });
    agents.push(agent);
    for (let i = number; !signal.aborted; i++) {
      const query = i % 7 === 0 ? SEARCH : i % 2 ? FRONT_PAGE : LATEST;
      const asked = i % 5 ? post(query) : { path: `/graphql?query=${encodeURIComponent(query)}` };
      await tally.count(send(address, { agent, ...asked }), (text) => JSON.parse(text).data !== undefined);
      await sleep(5);
    }
  };
  await Promise.all(Array.from({ length: READERS }, (_, number) => reader(number)));
  for (const agent of agents) agent.destroy();
  return tally;
}

/** Creates and publishes articles in sequence as an editor. */
export async function edit(address, signal, key) {
  const tally = Object.assign(createTally(), { ids: [] });
  const headers = { authorization: `Bearer ${key}` };
  while (!signal.aborted) {
    const input = {
      title: `Story ${randomUUID()}`,
      bodyMarkdown: 'Words.',
      tags: [`Tag ${tally.ids.length % 9}`],
      authors: ['Ada'],
    };
    let id;
    await tally.count(send(address, post(CREATE, { input }, headers)), (text) => {
      id = JSON.parse(text).data?.createArticle.article?.id;
      return id !== undefined;
    });
    if (id === undefined) continue;
    const isPublished = (text) => JSON.parse(text).data?.publishArticle.status === 'PUBLISHED';
    const isDone = await tally.count(send(address, post(PUBLISH, { input: { id } }, headers)), isPublished);
    if (isDone) tally.ids.push(id);
    await sleep(200);
  }
  return tally;
}

/** Sends beacons, each of a new visitor. */
export async function view(address, signal) {
  const tally = createTally();
  for (let visitor = 1; !signal.aborted; visitor++) {
    const headers = {
      'content-type': 'text/plain',
      'user-agent': `Mozilla/5.0 (X11; Linux x86_64) Firefox/${visitor}.0`,
    };
    const localAddress = createLocalAddress(2, visitor);
    const beacon = { method: 'POST', path: '/beacon', body: 'watched', headers, localAddress };
    await tally.count(send(address, beacon), () => true);
    await sleep(200);
  }
  return tally;
}

/** Opens subscriptions from one address, as of an office, that reconnect when they are closed. Reports which articles were missed. */
export function listen(address) {
  const codes = {};
  const heard = Array.from({ length: LISTENERS }, () => {
    const ids = new Set();
    const variables = {};
    const client = createClient({
      url: `${address.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: () => sleep(50 + 200 * Math.random()),
      shouldRetry: () => true,
      on: {
        connected: (_socket, payload) => {
          variables.after ??= payload.cursor;
        },
        closed: ({ code }) => {
          codes[code] = (codes[code] ?? 0) + 1;
        },
      },
    });
    client.subscribe(
      { query: EVENTS, variables },
      {
        next: ({ data }) => {
          variables.after = data.articleEvents.cursor;
          ids.add(data.articleEvents.articleId);
        },
        error: console.error,
        complete: () => undefined,
      },
    );
    return { ids, client, variables };
  });
  const missedBy = ({ ids }, all) => all.filter((id) => !ids.has(id)).length;
  return {
    count: LISTENERS,
    /** Resolves when each listener has a cursor from which it receives all events. */
    connected: async () => {
      while (heard.some(({ variables }) => variables.after === undefined)) await sleep(20);
    },
    closeCodes: () => JSON.stringify(codes),
    missed: async (all) => {
      const most = () => Math.max(...heard.map((listener) => missedBy(listener, all)));
      for (const end = Date.now() + 10_000; most() > 0 && Date.now() < end; ) await sleep(50);
      const missed = most();
      for (const { client } of heard) await client.dispose();
      return missed;
    },
  };
}

function createTally() {
  const tally = { answered: 0, failed: 0, failures: [], longest: 0 };
  tally.count = async (sending, isGood) => {
    const begun = Date.now();
    try {
      const { status, text } = await sending;
      if (status >= 300 || !isGood(text)) throw new Error(`${status} ${text.slice(0, 200)}`);
      tally.answered += 1;
      return true;
    } catch (error) {
      tally.failed += 1;
      const time = new Date().toISOString().slice(11, 23);
      if (tally.failures.length < 10) tally.failures.push(`${time} after ${Date.now() - begun} ms: ${error}`);
      return false;
    } finally {
      tally.longest = Math.max(tally.longest, Date.now() - begun);
    }
  };
  return tally;
}

function post(query, variables, headers) {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  };
}

/** Sends a request with no retries. */
function send(address, { body, ...options }) {
  return new Promise((resolve, reject) => {
    const sent = request(address + options.path, { timeout: TIMEOUT_MS, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, text })).on('error', reject);
    });
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error('no response in time')));
    sent.end(body);
  });
}
