import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execute, type GraphQLSchema, parse, validate } from 'graphql';
import { createContext } from '../../src/app/load-modules.js';
import { PLAYGROUND_TABS } from '../../src/app/playground-tabs.js';
import { EntityCache } from '../../src/cache/entity-cache.js';
import { JsonExecutor } from '../../src/graphql/json/json-executor.js';
import type { FindService } from '../../src/graphql/loaders.js';
import { createModuleGraph } from '../support/module-graph.js';
import { createRandom } from '../support/random.mjs';
import { RandomOperationGenerator } from '../support/random-operations.js';
import { createSampleQueries } from '../support/sample-queries.js';
import { startServer, type TestServer } from '../support/test-server.js';

/** Generated operations; more with `MADE_UP_OPERATIONS=1000 npm run test:stress -- json-execution`. */
const MADE_UP = Number(process.env.MADE_UP_OPERATIONS ?? 150);

let gateway: TestServer;
let schema: GraphQLSchema;
let findService: FindService;
let texts: string[];
const cache = new EntityCache(2 ** 28);
cache.isSynchronized = true;
beforeAll(async () => {
  gateway = await startServer({ withSeeds: true });
  ({ schema, findService } = await createModuleGraph(gateway.database, {
    SITE_TITLE: 'The Harbour Courier',
    SITE_URL: 'https://courier.example/',
    SITE_DESCRIPTION: '',
  }));
  const { rows } = await gateway.database.pool.query(
    `SELECT slug AS text FROM article UNION SELECT path FROM article UNION SELECT slug FROM tag
     UNION SELECT slug FROM author UNION SELECT slug FROM section ORDER BY 1`,
  );
  texts = [...rows.map(({ text }) => text), 'QXJ0aWNsZTox', 'VGFnOjE', 'nothing', 'fer', 'harbour'];
});
afterAll(() => gateway.close());

function newContext(entityCache: EntityCache | null = null) {
  const { readClients: readers, prisma: editorial } = gateway.database;
  return createContext({
    ...{
      readClients: readers,
      prisma: editorial,
      findService,
      perspective: 'published',
      viewer: null,
      entityCache,
      idempotencyKey: null,
    },
    ...{
      requestId: 'test',
    },
    ...{ shouldReportCost: false, charge: () => undefined },
    client: { headers: {}, ip: '' },
  });
}

async function answers({ query, variables }: { query: string; variables?: Record<string, unknown> }) {
  const document = parse(query);
  const wrong = validate(schema, document);
  if (wrong.length > 0) return { invalid: wrong };
  const executor = new JsonExecutor(schema, Number.POSITIVE_INFINITY);
  const compiled = executor.findCompiled(document);
  const write = (entityCache?: EntityCache) =>
    compiled && executor.execute(compiled, newContext(entityCache), variables);
  const json = await write();
  // The first fills the cache with entities, the second with fragments, which the third reads.
  for (let i = 0; i < 3; i++) expect([query, await write(cache)]).toEqual([query, json]);
  const expected = await execute({ schema, document, variableValues: variables, contextValue: newContext() });
  return {
    given: json === null ? JSON.stringify(expected) : `{"data":${json}}`,
    expected: JSON.stringify(expected),
    isCompiled: json !== null,
    hasFailed: expected.errors !== undefined,
  };
}

test('Compiled execution of the sample queries equals graphql-js', async () => {
  const examples = PLAYGROUND_TABS.filter((query) => !/^\s*(mutation|subscription)/m.test(query));
  const operations = [...createSampleQueries(), ...examples].map((query) => ({ query }));
  for (const operation of operations) {
    const { given, expected } = await answers(operation);
    expect([operation.query, given]).toEqual([operation.query, expected]);
  }
});

test('Compiled execution of random operations equals graphql-js in all caches, errors included', async () => {
  const operations = new RandomOperationGenerator(schema, createRandom(41), texts);
  const counts = { valid: 0, failed: 0, compiled: 0 };
  while (counts.valid < MADE_UP) {
    const operation = operations.next();
    const { given, expected, isCompiled, hasFailed, invalid } = await answers(operation);
    if (invalid) continue;
    expect([operation, given]).toEqual([operation, expected]);
    counts.valid++;
    expect([operation, isCompiled]).toEqual([operation, !hasFailed]);
    counts[hasFailed ? 'failed' : 'compiled']++;
  }
  if (process.env.MADE_UP_OPERATIONS) console.log(JSON.stringify(counts));
  expect(counts.failed).toBeGreaterThan(0);
}, 600_000);

test('An operation with fragments that expand exponentially is not compiled', async () => {
  const executor = new JsonExecutor(schema);
  const doubled = async (times: number) => {
    const fragments = Array.from(
      { length: times },
      (_, i) => `fragment F${i + 1} on Article { previous { ...F${i} } next { ...F${i} } }`,
    );
    const document = parse(`{ article(by: { slug: "none" }) { ...F${times} } }
      fragment F0 on Article { title } ${fragments.join(' ')}`);
    expect(validate(schema, document)).toEqual([]);
    const query = executor.findCompiled(document);
    return query && executor.execute(query, newContext());
  };
  expect(await doubled(6)).toBe('{"article":null}');
  expect(await doubled(12)).toBeNull();
});
