// Checks that memory stays bounded while distinct operations are executed, each once.
import { parseArgs } from 'node:util';
import { cleanUp, createTemporaryFolder, installSignalHandlers } from './clean-up.mjs';
import { startPostgres } from './postgres.mjs';
import { readMemoryMiB } from './processes.mjs';
import { startGateway } from './servers.mjs';

const CONNECTIONS = 32;

async function main() {
  const { values } = parseArgs({
    options: {
      operations: { type: 'string', default: '1000000' },
      megabytes: { type: 'string', default: '32' },
    },
  });
  const [operations, megabytes] = [Number(values.operations), Number(values.megabytes)];
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
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${JSON.stringify(body)}: ${text}`);
}

installSignalHandlers();
main()
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(cleanUp);
