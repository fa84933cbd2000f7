import { expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { JitExecutor } from '../../../src/graphql/jit/jit-execution.js';

const schema = buildSchema(`
  type Query { list(filter: Filter, by: By, first: Int): [String!] }
  input Filter { slug: String and: [Filter!] nested: Nested }
  input Nested { not: Filter }
  input By { slug: String other: Other }
  input Other { id: ID }
`);

test.each([
  ['query ($first: Int) { list(first: $first) }', true],
  ['query ($by: By) { list(by: $by) }', true],
  ['query ($slug: String) { list(filter: { and: [{ slug: $slug }] }) }', true],
  ['query ($filter: Filter) { list(filter: $filter) }', false],
  ['query ($all: [Filter!]) { list(filter: { and: $all }) }', false],
  ['query ($nested: Nested!) { list(filter: { nested: $nested }) }', false],
])('"%s" is compiled unless a variable has a type that contains itself: %s', (text, isCompiled) => {
  const compiled = new JitExecutor(schema, 0).findCompiled(parse(text));
  expect(compiled !== null).toBe(isCompiled);
});
