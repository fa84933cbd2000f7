// Checks that memory stays bounded while distinct operations are executed, each once.
import { postJson } from '../support/graph.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { readMemoryMiB } from './processes.mjs';
import { startGateway } from './servers.mjs';

const CONNECTIONS = 32;

async function main() {
  const { operations, megabytes } = readOptions({ operations: 1_000_000, megabytes: 32 });
  const data = await createTemporaryFolder();
  await startPostgres(data);
  const gateway = await startGateway(data, {
    CACHE_MB: String(megabytes),
    SEED: 'true',
    READ_SECONDS: '60', // other work on the machine must not make it fail
  });
  console.log(`CACHE_MB=${megabytes}, ${operations} distinct operations; MiB of memory after each:`);
  let next = 0;
  let report = 0;
  const step = operations / 20;
  const ask = async () => {
    while (next < operations) {
      const n = next++;
      await answer(gateway.url, createOperation(n));
      if (n >= report) {
        console.log(`${String(n).padStart(9)}  ${readMemoryMiB(gateway.pid).toFixed(0)}`);
        report += step;
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, ask));
  console.log(`${String(operations).padStart(9)}  ${readMemoryMiB(gateway.pid).toFixed(0)}`);
}

/** Creates an operation that differs from all others in its document, its variables or its page. */
function createOperation(n) {
  const shapes = [
    { query: `{ a${n}: articles(first: ${1 + (n % 20)}) { nodes { title tags { name } } } }` },
    {
      query: 'query ($slug: String!) { article(by: { slug: $slug }) { title } }',
      variables: { slug: `nothing-${n}` },
    },
    { query: '{ site { title } }', operationName: null, extensions: { n } },
    { query: `query Q${n} { popular(first: 3) { rank article { title } } }` },
  ];
  return shapes[n % shapes.length];
}

async function answer(url, body) {
  const response = await postJson(url, body);
  const text = await response.text();
  if (!response.ok) throw new Error(`${JSON.stringify(body)}: ${text}`);
}

await runBenchmark(main);
