// Sends requests over a number of connections, one after the other on each, and returns when each ended and what it took.
// tests/bench/start.mjs runs it in a process of its own.
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';

/** Rounds of requests over all connections, with which V8 compiles the load. */
const WARM_UP_ROUNDS = 1_000;
const HEADERS = { 'content-type': 'application/json' };

/** Sends a request and resolves to whether the response has data and no errors. */
function post(url, body, agent) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'POST', headers: HEADERS }, async (response) => {
      const parts = await response.toArray();
      resolve(response.statusCode === 200 && !Buffer.concat(parts).includes('"errors"'));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends requests to a server of this process, until V8 has compiled the load itself. */
async function warmUp(agent) {
  const server = createServer((received, response) => {
    received.resume();
    response.end('{"data":{}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/`;
  for (let i = 0; i < WARM_UP_ROUNDS; i++)
    await Promise.all(Array.from({ length: agent.maxSockets }, () => post(url, '{}', agent)));
  server.close();
  server.closeAllConnections();
}

const [{ bodies, connections, seconds }] = await once(process, 'message');
const agent = new Agent({ keepAlive: true, maxSockets: connections });
await warmUp(agent);
process.send('loaded');
const [{ url }] = await once(process, 'message');
const results = [];
const startedAt = performance.now();
let next = 0;
async function work() {
  while (performance.now() - startedAt < seconds * 1_000) {
    const sentAt = performance.now();
    const isOk = await post(url, bodies[next++ % bodies.length], agent);
    const endedAt = performance.now();
    results.push({ isOk, end: endedAt - startedAt, took: endedAt - sentAt });
  }
}
await Promise.all(Array.from({ length: connections }, work));
process.send(results);
