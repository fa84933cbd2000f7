import { expect, test } from '@jest/globals';
import { buildSchema, execute, type GraphQLObjectType, parse } from 'graphql';
import { DependencyTracker } from '../../../src/cache/dependency-tracker.js';
import { EntityCache } from '../../../src/cache/entity-cache.js';
import { JsonExecutor } from '../../../src/graphql/json/json-executor.js';

const schema = buildSchema(`
  type Query { article(id: Int!): Article list(filter: Filter): [String!] things: [Thing!]! broken: [Int]! articles(count: Int!): [Article]! }
  input Filter { slug: String and: [Filter!] }
  type Article implements Thing { id: Int! title: String! author: Author tags: [String!]! first: Int second: Int third: Int late: String shared(times: Int = 1): Int }
  type Author implements Thing { id: Int! name: String }
  interface Thing { id: Int! }
`);

interface TestContext {
  dependencies: DependencyTracker;
  fragmentCache: EntityCache | null;
  calls: string[];
  /** Values that were loaded for a list, by the IDs of their articles. */
  shared: Map<number, number>;
}

const context = (fragmentCache: EntityCache | null = null): TestContext => ({
  dependencies: new DependencyTracker(),
  fragmentCache,
  calls: [],
  shared: new Map(),
});

/** Sets resolvers that note their calls, and track a cache tag. */
function setResolvers(
  type: string,
  resolvers: Record<string, (source: never, context: TestContext) => unknown>,
) {
  const fields = (schema.getType(type) as { getFields(): Record<string, { resolve?: unknown }> }).getFields();
  for (const [name, resolve] of Object.entries(resolvers))
    fields[name]!.resolve = (source: never, args: Record<string, number>, given: TestContext) => {
      given.calls.push(name);
      return resolve({ ...(source as object), ...args } as never, given);
    };
}

setResolvers('Query', {
  article: async ({ id }: { id: number }) => ({
    id,
    title: `Eels \u0000 "${id}"`,
    tags: ['a', 'b'],
    late: null,
  }),
  list: () => ['x', 'y'],
  things: () => [{ __typename: 'Article', id: 1 }, Promise.resolve({ __typename: 'Author', id: 2 })],
  articles: ({ count }: { count: number }) =>
    Array.from({ length: count }, (_, i) => (i === 2 ? null : { id: i + 1, title: 'Eels', tags: [] })),
  broken: () => [1, Promise.reject(new Error('no')), 'two'],
});
setResolvers('Article', {
  author: ({ id }: { id: number }, { dependencies }) => {
    dependencies.trackTags([`author:${id}`]);
    return { id, name: null };
  },
  first: () => 1,
  second: () => 2,
  third: (_source, { dependencies }) => {
    dependencies.trackTags(['third']);
    return 3;
  },
  late: async () => 'later',
  shared: ({ id }: { id: number }, { shared }) => shared.get(id) ?? Promise.resolve(10 * id),
});
const { shared } = (schema.getType('Article') as GraphQLObjectType).getFields();
shared!.extensions = {
  preload: (articles: { id: number }[], { times }: { times: number }, given: TestContext) => {
    given.calls.push(`load ${articles.length}`);
    if (times === 0) throw new Error('none');
    if (times < 0) return Promise.reject(new Error('no'));
    return Promise.resolve().then(() => {
      for (const { id } of articles) given.shared.set(id, 10 * id);
    });
  },
};

async function run(text: string, variables: Record<string, unknown> = {}, given = context()) {
  const document = parse(text);
  const executor = new JsonExecutor(schema);
  const compiled = executor.findCompiled(document);
  return compiled && executor.execute(compiled, given, variables);
}

test.each<[text: string, variables: Record<string, unknown>]>([
  ['{ article(id: 1) { title author { name } late tags } }', {}],
  [
    'query ($id: Int!) { one: article(id: $id) { ...F } two: article(id: 2) { ...F title } } fragment F on Article { t: title __typename }',
    { id: 3 },
  ],
  [
    'query ($yes: Boolean!) { article(id: 1) { title @include(if: $yes) id late @skip(if: $yes) } }',
    { yes: true },
  ],
  [
    'query ($yes: Boolean!) { article(id: 1) { title @include(if: $yes) id late @skip(if: $yes) } }',
    { yes: false },
  ],
  ['{ things { id ... on Article { first } ... on Author { name } __typename } }', {}],
  ['query ($filter: Filter) { list(filter: $filter) }', { filter: { and: [{ slug: 'a' }] } }],
])('The JSON of %s equals that of graphql-js', async (text, variables) => {
  const expected = await execute({
    schema,
    document: parse(text),
    variableValues: variables,
    contextValue: context(),
  });
  expect(expected.errors).toBeUndefined();
  expect(await run(text, variables)).toBe(JSON.stringify(expected.data));
});

test.each<[what: string, text: string]>([
  ['a rejected value and one that cannot be serialized', '{ broken }'],
  ['a variable that is missing', 'query ($id: Int!) { article(id: $id) { id } }'],
  ['introspection', '{ __schema { types { name } } }'],
])('graphql-js has to execute an operation with %s', async (_what, text) => {
  expect(await run(text)).toBeNull();
});

test('Mutations and large queries are not compiled', () => {
  const executor = new JsonExecutor(schema, 2);
  expect(executor.findCompiled(parse('mutation { article }'))).toBeNull();
  expect(executor.findCompiled(parse('{ article(id: 1) { id title } }'))).toBeNull();
  expect(executor.findCompiled(parse('{ article(id: 1) { id } }'))).not.toBeNull();
});

test('Fields of a list load their data before the first of its objects is written', async () => {
  const given = context();
  const text = '{ one: articles(count: 1) { shared } two: articles(count: 2) { id shared } }';
  const expected = await execute({ schema, document: parse(text), contextValue: context() });
  expect(await run(text, {}, given)).toBe(JSON.stringify(expected.data));
  expect(given.calls).toEqual(['articles', 'shared', 'articles', 'load 2', 'shared', 'shared']);
  expect([...given.shared.keys()]).toEqual([1, 2]);
});

test('Objects of a list with a missing one load their data themselves', async () => {
  const given = context();
  expect(await run('{ articles(count: 3) { shared } }', {}, given)).toBe(
    '{"articles":[{"shared":10},{"shared":20},null]}',
  );
  expect(given.calls).toEqual(['articles', 'shared', 'shared']);
});

test('Lists load nothing ahead where fragments are cached', async () => {
  const given = context(createCache());
  expect(await run('{ articles(count: 2) { shared } }', {}, given)).toBe(
    '{"articles":[{"shared":10},{"shared":20}]}',
  );
  expect(given.calls).toEqual(['articles', 'shared', 'shared']);
});

test('A field that cannot load ahead leaves no rejection of another unhandled', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  expect(await run('{ articles(count: 2) { one: shared(times: -1) two: shared(times: 0) } }')).toBeNull();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

test('graphql-js has to execute a list after its data could not be loaded', async () => {
  expect(await run('{ articles(count: 2) { shared(times: -1) } }')).toBeNull();
});

const PAGE = '{ article(id: 7) { title author { id } first second third } }';

function createCache(): EntityCache {
  const cache = new EntityCache(1_000_000);
  cache.isSynchronized = true;
  return cache;
}

test('A fragment is written once, and its cache tags are tracked each time', async () => {
  const cache = createCache();
  const executor = new JsonExecutor(schema);
  const compiled = executor.findCompiled(parse(PAGE))!;
  const [first, second] = [context(cache), context(cache)];
  const json = await executor.execute(compiled, first);
  expect(await executor.execute(compiled, second)).toBe(json);
  expect(first.calls).toEqual(['article', 'author', 'first', 'second', 'third']);
  expect(second.calls).toEqual(['article']);
  expect([...second.dependencies.tags].sort()).toEqual(['article:7', 'author:7', 'third']);
  cache.invalidate(['author:7']);
  const third = context(cache);
  await executor.execute(compiled, third);
  expect(third.calls).toHaveLength(5);
});

test.each([
  ['waits for a value', '{ article(id: 7) { title first second third late } }'],
  ['has few resolvers', '{ article(id: 7) { title first second } }'],
])('An entity is not cached if its selection %s', async (_what, text) => {
  const cache = createCache();
  await run(text, {}, context(cache));
  expect(cache.size.entries).toBe(0);
});

test('A fragment is not cached if a tag was invalidated after the execution began', async () => {
  const cache = createCache();
  const running = run(PAGE, {}, context(cache));
  cache.invalidate(['article:7']);
  await running;
  expect(cache.size.entries).toBe(0);
});

test('A fragment that expires is not cached', async () => {
  const cache = createCache();
  setResolvers('Article', {
    first: (_source, { dependencies }) => {
      dependencies.limitTtl(60_000);
      return 1;
    },
  });
  await run(PAGE, {}, context(cache));
  expect(cache.size.entries).toBe(0);
});

test('A resolver that changes its arguments changes those of one execution only', async () => {
  const field = (schema.getType('Article') as GraphQLObjectType).getFields().shared!;
  const { resolve } = field;
  const seen: unknown[] = [];
  field.resolve = (_source, args) => {
    seen.push(args.times);
    args.times = 9;
    return args.times;
  };
  const document = parse('{ article(id: 1) { shared(times: 3) } }');
  const executor = new JsonExecutor(schema);
  const compiled = executor.findCompiled(document)!;
  for (let i = 0; i < 2; i++)
    expect(await executor.execute(compiled, context())).toBe('{"article":{"shared":9}}');
  expect(seen).toEqual([3, 3]);
  field.resolve = resolve!;
});
