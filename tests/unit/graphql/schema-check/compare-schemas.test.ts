import { expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { compareSchemas, type KnownOperation } from '../../../../src/graphql/schema-check/compare-schemas.js';

const RELEASED = `
  enum Order { NEWEST OLDEST POPULAR }
  input Filter { section: String tag: String }
  interface Node { id: ID! }
  type Article implements Node {
    id: ID!
    title: String!
    standfirst: String
    wordCount: Int!
    related(first: Int): [Article!]!
  }
  type Query {
    article(slug: String!, preview: Boolean): Article
    articles(first: Int, order: Order, filter: Filter): [Article!]!
    node(id: ID!): Node
    tags(first: Int! = 10): [String!]!
  }
`;

/** Replaces parts of the released schema, each of which must be in it. */
function change(...replacements: [string, string][]) {
  const text = replacements.reduce((sdl, [part, by]) => {
    expect(sdl).toContain(part);
    return sdl.replace(part, by);
  }, RELEASED);
  return buildSchema(text);
}

function operation(text: string): KnownOperation {
  const document = parse(text);
  const [definition] = document.definitions;
  const name = (definition as { name?: { value: string } }).name?.value ?? null;
  return { id: String(name), name, document, isPersisted: false, clients: [] };
}

/** Returns the verdict, path and operations of each change. */
async function judge(replacements: [string, string][], ...operations: string[]) {
  const { changes } = await compareSchemas(
    buildSchema(RELEASED),
    change(...replacements),
    operations.map(operation),
  );
  return changes.map(({ verdict, path, operations }) => [verdict, path, operations.map(({ name }) => name)]);
}

test.each<[title: string, replacement: [string, string], path: string, breaks: string, keeps: string]>([
  [
    'a field is removed',
    ['standfirst: String', ''],
    'Article.standfirst',
    'query Used { node(id: 1) { ... on Article { standfirst } } }',
    'query Other { node(id: 1) { ... on Article { title } } }',
  ],
  [
    'an argument becomes required',
    ['preview: Boolean', 'preview: Boolean!'],
    'Query.article.preview',
    'query Used($preview: Boolean) { article(slug: "a", preview: $preview) { id } }',
    'query Other($preview: Boolean!) { article(slug: "a", preview: $preview) { id } }',
  ],
  [
    'a field changes its type',
    ['wordCount: Int!', 'wordCount: String!'],
    'Article.wordCount',
    'query Used { articles { ...Length } } fragment Length on Article { wordCount }',
    'query Other { articles { title } }',
  ],
  [
    'a value of an enum of an input is removed',
    [' POPULAR', ''],
    'Order.POPULAR',
    'query Used { articles(order: POPULAR) { id } }',
    'query Other { articles(order: NEWEST) { id } }',
  ],
  [
    'a field that was never null may be null',
    ['title: String!', 'title: String'],
    'Article.title',
    'query Used { articles { title } }',
    'query Other { articles { id } }',
  ],
])(
  'A breaking change names the operations that break when %s',
  async (_title, replacement, path, breaks, keeps) => {
    expect(await judge([replacement], breaks, keeps)).toEqual([['breaking', path, ['Used']]]);
    expect(await judge([replacement], keeps)).toEqual([['unused', path, []]]);
  },
);

test.each<[title: string, replacement: [string, string], path: string]>([
  [
    'a field is added',
    ['title: String!', 'title: String! "Above the title." kicker(words: Int): String'],
    'Article.kicker',
  ],
  ['an optional argument is added', ['slug: String!', 'slug: String! path: String'], 'Query.article.path'],
  ['a description changes', ['title: String!', '"The headline." title: String!'], 'Article.title'],
  [
    'a field is deprecated',
    ['standfirst: String', 'standfirst: String @deprecated(reason: "Use summary.")'],
    'Article.standfirst.@deprecated',
  ],
  ['a type is added', ['type Query', 'type Tag { id: ID! } type Query'], 'Tag'],
])('A change is safe when %s, whatever operations are in use', async (_title, replacement, path) => {
  const all = 'query Everything { article(by: { slug: "a" }) { id title standfirst wordCount } }';
  expect(await judge([replacement], all)).toEqual([['safe', path, []]]);
});

test('A new value of an enum is dangerous, since clients may not expect it', async () => {
  expect(await judge([['POPULAR', 'POPULAR RANDOM']])).toEqual([['dangerous', 'Order.RANDOM', []]]);
});

test('A variable of an input type may use every field and value of the type', async () => {
  const variable = 'query Used($filter: Filter) { articles(filter: $filter) { id } }';
  const literal = 'query Other { articles(filter: { section: "world" }) { id } }';
  expect(await judge([[' tag: String', '']], variable, literal)).toEqual([
    ['breaking', 'Filter.tag', ['Used']],
  ]);
});

test('A new required input field breaks operations that use the input type', async () => {
  const literal = 'query Used { articles(filter: { section: "world" }) { id } }';
  const other = 'query Other { articles { id } }';
  expect(await judge([[' tag: String', ' tag: String day: Int!']], literal, other)).toEqual([
    ['breaking', 'Filter.day', ['Used']],
  ]);
});

test('A field removed from an interface breaks operations that read it through the interface', async () => {
  const through = 'query Used { node(id: 1) { id } }';
  const direct = 'query Other { articles { id } }';
  const verdicts = await judge(
    [['interface Node { id: ID! }', 'interface Node { title: String! }']],
    through,
    direct,
  );
  expect(verdicts).toContainEqual(['breaking', 'Node.id', ['Used']]);
});

test('An operation that the released schema refuses breaks by no change', async () => {
  expect(
    await judge([['standfirst: String', '']], 'query Old { article(by: { slug: "a" }) { teaser } }'),
  ).toEqual([['unused', 'Article.standfirst', []]]);
});

test('A change of type is found together with a new description of the same field', async () => {
  expect(await judge([['title: String!', '"The headline." title: Int!']])).toEqual([
    ['unused', 'Article.title', []],
    ['safe', 'Article.title', []],
  ]);
});

test('An operation that the new schema refuses is reported even if its change is not called breaking', async () => {
  const operations = ['query Used { tags }', 'query Other { tags(first: 5) }'].map(operation);
  const { changes, refused } = await compareSchemas(buildSchema(RELEASED), change([' = 10', '']), operations);
  expect(changes).toMatchObject([{ verdict: 'dangerous', path: 'Query.tags.first' }]);
  expect(refused).toEqual([
    { operation: operations[0], message: expect.stringContaining('"first" of type "Int!" is required') },
  ]);
});
