// Readers at many addresses, who request pages that are in no cache at a steady pace.
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

/** Pages a second of all readers together. */
const PACE = 60;
const ADDRESSES = 200;
const PAGE = `query Page($slug: String!, $path: String!) {
  route(path: $path) { __typename }
  article(by: { slug: $slug }) {
    title standfirst publishedAt body { html } section { name path } tags { name path } authors { name path }
    related(first: 6) { article { title path } }
  }
}`;

/** Documents that readers send if only trusted ones are executed. */
export const READER_DOCUMENTS = [PAGE];

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(JSON.parse(process.argv[2]));

function serve({ url, slugs, trust }) {
  const agents = Array.from(
    { length: ADDRESSES },
    (_, i) => new Agent({ keepAlive: true, localAddress: `127.1.0.${1 + i}` }),
  );
  let sent = 0;

  process.on('message', async ({ seconds }) => {
    const waits = [];
    let failed = 0;
    const all = [];
    const begin = performance.now();
    for (let i = 0; i < PACE * seconds; i++) {
      const due = begin + (i * 1_000) / PACE;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      all.push(
        ask(sent++).then((status) => {
          if (status === 200) waits.push(performance.now() - due);
          else failed += 1;
        }),
      );
    }
    await Promise.all(all);
    waits.sort((a, b) => a - b);
    const at = (share) => Number((waits[Math.floor(waits.length * share)] ?? 0).toFixed(1));
    process.send({ p50: at(0.5), p99: at(0.99), max: at(0.9999), failed });
  });
  process.send('ready');

  function ask(i) {
    // Its path keeps the response out of the cache, and so does its text where any text is executed.
    const variables = { slug: slugs[(i * 7919) % slugs.length], path: `/${process.pid}/${i}` };
    const query = trust === 'only' ? PAGE : `${PAGE} # ${process.pid} ${i}`;
    const body = JSON.stringify({ query, variables });
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    return new Promise((resolve) => {
      const sending = request(url, { method: 'POST', agent: agents[i % ADDRESSES], headers }, (response) => {
        response.on('error', () => undefined);
        response.resume().on('close', () => resolve(response.complete ? response.statusCode : 0));
      });
      sending.on('error', () => resolve(0)).end(body);
    });
  }
}
