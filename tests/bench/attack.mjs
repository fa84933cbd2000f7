// Sends expensive requests over every transport to a gateway in production. Prints responses, resolver counts and
// CPU time, then how long readers wait meanwhile: `npm run bench -- attack`. `--documents also` or `only` trusts
// documents; `--seconds 15` is how long readers read.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ATTACKS, FRONT_END } from '../security/documents.mjs';
import { createProductionSettings, TRUST } from '../security/production.mjs';
import { TRANSPORTS } from '../security/transports.mjs';
import { readNumberOption, withDatabase } from '../stress/gateways.mjs';

const CPU_LIMIT_MS = 100;
const RESPONSE_LIMIT_BYTES = 2_000;
const READERS = 4;
const SECONDS = readNumberOption('--seconds', 15);
const COUNTER = fileURLToPath(new URL('../security/count-resolvers.mjs', import.meta.url));
const ARTICLE =
  'article(by: { slug: "first-electric-ferry-ties-up" }) { title authors { name } section { name } related(first: 6) { article { title } } }';
const PAGE = `{ ${ARTICLE} }`;
const PAGE_AND_PATH = `query ($path: String!) { route(path: $path) { __typename } ${ARTICLE} }`;
const MANIFEST = [PAGE, PAGE_AND_PATH, ...FRONT_END];

/** Creates a request for an article page that is in no cache. */
const createPageRequest = (name) =>
  TRUST === 'only'
    ? { query: PAGE_AND_PATH, variables: { path: `/${name}` } }
    : { query: `${PAGE} # ${name}` };

/** Returns the code that refuses an attack. Untrusted documents are refused before they are parsed, unlike batches. */
const getExpectedCode = (operation, expected) =>
  TRUST !== 'only' || Array.isArray(operation) || MANIFEST.includes(operation.query)
    ? expected
    : 'DOCUMENT_NOT_TRUSTED';

await withDatabase(async ({ start }) => {
  const gateway = await start({
    ...createProductionSettings(MANIFEST),
    RATE_PER_CLIENT: '100000000',
    NODE_OPTIONS: `--import=${COUNTER}`,
  });
  const sendTo = (transport, operation) => TRANSPORTS[transport](gateway.address, operation);
  await Promise.all(Object.keys(TRANSPORTS).map((transport) => sendTo(transport, { query: PAGE })));

  const table = {};
  const failures = [];
  for (const [name, [operation, expected]] of Object.entries(ATTACKS)) {
    const row = {};
    let [cpu, bytes, resolvers] = [0, 0, 0];
    for (const transport of Object.keys(TRANSPORTS)) {
      if (Array.isArray(operation) && transport === 'GET') continue;
      const before = [readCpuMs(gateway.pid), await gateway.ask()];
      const result = await sendTo(transport, operation);
      const after = [readCpuMs(gateway.pid), await gateway.ask()];
      cpu = Math.max(cpu, after[0] - before[0]);
      resolvers += after[1].count - before[1].count;
      bytes = Math.max(bytes, result.bytes);
      row[transport] = `${result.status} ${result.code}`;
      const codes = [
        getExpectedCode(operation, expected),
        ...(transport === 'GET' ? ['BAD_REQUEST'] : []),
        'closed 4400',
      ];
      if (!codes.includes(result.code)) failures.push(`${name} by ${transport}: ${row[transport]}`);
    }
    table[name] = { ...row, resolvers, 'CPU ms': Number(cpu.toFixed(1)), bytes };
    if (resolvers > 0) failures.push(`${name}: ${resolvers} resolvers`);
    if (cpu >= CPU_LIMIT_MS) failures.push(`${name}: ${cpu} ms of CPU`);
    if (bytes >= RESPONSE_LIMIT_BYTES) failures.push(`${name}: ${bytes} bytes`);
  }
  console.table(table);
  const alone = await read(sendTo, async () => undefined);
  const attacked = await read(sendTo, async (i) => {
    const attacks = Object.values(ATTACKS);
    const transports = Object.keys(TRANSPORTS);
    const [operation] = attacks[i % attacks.length];
    const transport = transports[Math.floor(i / attacks.length) % transports.length];
    if (!Array.isArray(operation)) await sendTo(transport, operation);
  });
  console.log(`${READERS} readers, p50 and p99 of an uncached article page:`);
  console.log(`  alone ${alone.p50} and ${alone.p99} ms (${alone.count} responses)`);
  console.log(
    `  with one attacker ${attacked.p50} and ${attacked.p99} ms (${attacked.count} responses, ${attacked.attacks} attacks)`,
  );
  for (const failure of failures) console.log(failure);
  console.log(failures.length === 0 ? 'Every attack was rejected.' : `${failures.length} failures`);
  process.exitCode = failures.length === 0 ? 0 : 1;
});

async function read(sendTo, attack) {
  const end = Date.now() + SECONDS * 1_000;
  const waits = [];
  let attacks = 0;
  const reading = Array.from({ length: READERS }, async (_, reader) => {
    while (Date.now() < end) {
      const began = performance.now();
      const { status } = await sendTo('POST', createPageRequest(`${reader}-${waits.length}`));
      if (status !== 200) throw new Error(`A reader received status ${status}.`);
      waits.push(performance.now() - began);
    }
  });
  const attacking = (async () => {
    for (; Date.now() < end; attacks++) {
      await attack(attacks);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  await Promise.all([...reading, attacking]);
  waits.sort((a, b) => a - b);
  const at = (share) => Math.round(waits[Math.floor(waits.length * share)]);
  return { p50: at(0.5), p99: at(0.99), count: waits.length, attacks };
}

/**
 * Returns the CPU time of a process in milliseconds, from scheduler statistics, which are finer than clock
 * ticks.
 */
function readCpuMs(pid) {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}
