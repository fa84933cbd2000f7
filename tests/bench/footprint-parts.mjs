// Loads the parts of a gateway into this process one after the other, and prints the memory of each as JSON: resident and
// heap, in MiB after a collection. tests/bench/footprint.mjs runs it in a process of its own, with the connection.
import { existsSync } from 'node:fs';

const dist = new URL('../../dist/', import.meta.url);
const [connection, main] = JSON.parse(process.argv[2] ?? '[null]');
const root = main ? new URL('.', `file://${main}`) : dist;
const load = (path) => import(new URL(path, root).href);
const parts = [];

const { collectGarbage, limitHeapGrowth } = await load('app/heap.js');
limitHeapGrowth();

/** Adds a part after `work`. */
async function measure(name, work) {
  const startedAt = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(startedAt);
  await collectGarbage();
  await collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  parts.push({ name, cpu: (user + system) / 1e6, rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 });
}

if (!existsSync(new URL('main.js', root))) throw new Error('Build first.');
await measure('Node.js', async () => undefined);
await measure('graphql and type-graphql', async () => {
  await import('reflect-metadata');
  await import('graphql');
  await import('type-graphql');
});
await measure('Apollo Server and Fastify', async () => {
  await import('@apollo/server');
  await import('fastify');
});
await measure('modules of the gateway', () => load('app/run-gateway.js'));
let schema;
await measure('schema', async () => {
  const { createUnboundSchema } = await load('app/print-schema.js');
  const { EMPTY_MODEL } = await load('fields/content-model.js');
  schema = await createUnboundSchema(EMPTY_MODEL);
});
const { openDatabase } = await load('database/database.js');
let database;
await measure("connection to PostgreSQL, and Prisma's client", async () => {
  database = openDatabase(connection, 4);
  await database.pool.query('SELECT 1');
});
await measure(
  "Prisma's query compiler, which the first job or mutation loads",
  () => database.prisma.$queryRaw`SELECT 1`,
);
await measure('thread of rich text, which the first body that is written starts', async () => {
  const { renderInWorker } = await load('content/prerender.js');
  await renderInWorker({ format: 'markdown', text: 'Text.' });
});
await database.close();
console.log(JSON.stringify({ types: Object.keys(schema.getTypeMap()).length, parts }));
process.exit();
