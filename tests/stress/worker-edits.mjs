// Edits through several workers while readers look: after each mutation, readers on connections of all workers must get the
// change, and WebSockets of all workers its event. Exits with 1 if one got a stale response, or an event is missing.
//   npm run test:stress -- worker-edits --edits 1000 --workers 2
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { withDatabase } from './gateways.mjs';

const { values } = parseArgs({
  options: {
    edits: { type: 'string', default: '1000' },
    workers: { type: 'string', default: '2' },
    readers: { type: 'string', default: '8' },
    sockets: { type: 'string', default: '8' },
  },
});
const [EDITS, READERS, SOCKETS] = [values.edits, values.readers, values.sockets].map(Number);
/** Milliseconds that events have to arrive after the last edit. */
const EVENTS_TIMEOUT_MS = 20_000;
/** Edits after which the article is published too, which sends an event. */
const PUBLISH_EVERY = 5;

const READ = `query ($slug: String!) {
  article(by: { slug: $slug }) { title tags { name } }
  articles(first: 5) { nodes { title } }
}`;
const CREATE = `mutation ($input: CreateArticleInput!) {
  createArticle(input: $input) { article { id slug } userErrors { message } } }`;
const UPDATE = `mutation ($input: UpdateArticleInput!) {
  updateArticle(input: $input) { article { id } userErrors { message } } }`;
const PUBLISH = `mutation ($input: PublishArticleInput!) {
  publishArticle(input: $input) { article { id } userErrors { message } } }`;
const CREATE_TAG = 'mutation { createTag(input: { name: "Name" }) { tag { id } userErrors { message } } }';
const RENAME = `mutation ($input: UpdateTagInput!) {
  updateTag(input: $input) { tag { id } userErrors { message } } }`;

/** A connection of its own, which a worker keeps. */
function openConnection(address, key) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
  return async (query, variables) => {
    const sent = request(address, { agent, method: 'POST', headers });
    sent.end(JSON.stringify({ query, variables }));
    const [response] = await once(sent, 'response');
    const { data, errors } = JSON.parse(Buffer.concat(await response.toArray()));
    const [result] = Object.values(data ?? {});
    const failures = [...(errors ?? []), ...(result?.userErrors ?? [])];
    if (failures.length > 0) throw new Error(failures[0].message);
    return data;
  };
}

/** Opens a WebSocket that counts the events of publications. */
async function listen(address) {
  const socket = new WebSocket(address.replace('http', 'ws'), 'graphql-transport-ws');
  const query = 'subscription { articleEvents { kind } }';
  const events = { count: 0, close: () => socket.close() };
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.on('message', (text) => {
    if (JSON.parse(text).type === 'next') events.count += 1;
  });
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  return events;
}

/** Changes the title or the tag of an article, by turns, and returns what readers must see. */
async function edit(editors, { id, tag }, shown, number) {
  const send = editors[number % editors.length];
  if (number % PUBLISH_EVERY !== 0) {
    const name = `Name ${number}`;
    await send(RENAME, { input: { id: tag, name } });
    return { ...shown, name };
  }
  const title = `Title ${number}`;
  await send(UPDATE, { input: { id, title } });
  await editors[(number + 1) % editors.length](PUBLISH, { input: { id } });
  return { ...shown, title };
}

async function countStale(readers, slug, { title, name }) {
  const results = await Promise.all(readers.map((read) => read(READ, { slug })));
  return results.filter(
    ({ article, articles }) =>
      article.title !== title || article.tags[0].name !== name || articles.nodes[0].title !== title,
  ).length;
}

await withDatabase(async ({ start, createKey }) => {
  const key = await createKey('Desk', ['write', 'publish']);
  const { address } = await start({ WORKERS: values.workers, LOG_LEVEL: 'error', RATE_EXEMPT: '127.0.0.1' });
  const editors = Array.from({ length: 4 }, () => openConnection(address, key));
  const readers = Array.from({ length: READERS }, () => openConnection(address));
  const { createTag } = await editors[0](CREATE_TAG);
  const input = { title: 'Title', body: { markdown: 'Text.' }, tags: [createTag.tag.id] };
  const { createArticle } = await editors[0](CREATE, { input });
  const { id, slug } = createArticle.article;
  await editors[0](PUBLISH, { input: { id } });
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => listen(address)));
  let shown = { title: 'Title', name: 'Name' };
  const result = { edits: EDITS, reads: EDITS * READERS, stale: await countStale(readers, slug, shown) };
  for (let number = 1; number <= EDITS; number++) {
    shown = await edit(editors, { id, tag: createTag.tag.id }, shown, number);
    result.stale += await countStale(readers, slug, shown);
  }
  const expected = Math.floor(EDITS / PUBLISH_EVERY);
  const deadline = Date.now() + EVENTS_TIMEOUT_MS;
  while (sockets.some(({ count }) => count < expected) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 100));
  result.events = sockets.map(({ count }) => `${count} of ${expected}`).join(', ');
  console.log(result);
  for (const socket of sockets) socket.close();
  if (result.stale > 0 || sockets.some(({ count }) => count !== expected)) process.exitCode = 1;
});
process.exit();
