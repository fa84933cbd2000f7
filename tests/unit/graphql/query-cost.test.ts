import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLObjectType, parse } from 'graphql';
import { QueryCostAnalyzer } from '../../../src/graphql/query-cost.js';
import { VariableChecker } from '../../../src/graphql/variables.js';

const schema = buildSchema(
  `type Query {
    by(by: By!): Int plain(first: Int): [Query!] long(first: Int): [Query!] own: [Int!] a: Int text: String many(lists: [[Int!]!]): Int
  }
  input By @oneOf { id: ID slug: String }`,
);
const fields = (schema.getQueryType() as GraphQLObjectType).getFields();
fields.long!.extensions = { maxPageSize: 10_000 };
fields.own!.extensions = { maxItems: 500 };
fields.text!.extensions = { weight: 50 };

function calculateCost(query: string): number {
  const state = { cost: { fields: 0 }, shouldReportCost: false, charge: () => undefined, viewer: null };
  const analyzer = new QueryCostAnalyzer(schema, new VariableChecker(schema, false), 1_000_000);
  analyzer.enforce(parse(query), null, undefined, state);
  return state.cost.fields;
}

describe('Cost of a list', () => {
  test('counts the requested length up to the maximum of the field', () => {
    expect(calculateCost('{ long(first: 10000) { a } }')).toBe(10_001);
    expect(calculateCost('{ long(first: 20000) { a } }')).toBe(10_001);
    expect(calculateCost('{ plain(first: 10000) { a } }')).toBe(101);
  });

  test('counts a long text as many fields', () => {
    expect(calculateCost('{ text a }')).toBe(51);
    expect(calculateCost('{ plain(first: 10) { text } }')).toBe(501);
  });

  test('counts its maximum length if it has no arguments', () => {
    expect(calculateCost('{ own }')).toBe(1);
    expect(calculateCost('{ plain { a } }')).toBe(4);
  });
});

describe('An operation is refused with advice', () => {
  const check =
    (query: string, variables?: Record<string, unknown>, hasKey = false) =>
    () => {
      const viewer = hasKey ? { keyId: 1, scopes: [] } : null;
      const state = { cost: { fields: 0 }, shouldReportCost: false, charge: () => undefined, viewer };
      const analyzer = new QueryCostAnalyzer(schema, new VariableChecker(schema, false), 1_000_000);
      analyzer.enforce(parse(query), null, variables, state);
    };
  const LISTS = 'query ($lists: [[Int!]!]) { many(lists: $lists) }';

  test('if the variable of a choice is null or missing', () => {
    const query = 'query ($slug: String) { by(by: { slug: $slug }) }';
    expect(check(query, { slug: 'a' })).not.toThrow();
    for (const variables of [{ slug: null }, {}])
      expect(check(query, variables)).toThrow(
        'Argument "by" has invalid value {slug: $slug}. A variable in it is null or was not sent. Declare it as required, and send a value.',
      );
  });

  test('if its variables have very many values, at any depth', () => {
    const most = Array.from({ length: 40 }, () => Array.from({ length: 48 }, (_, i) => i));
    expect(check(LISTS, { lists: most })).not.toThrow();
    expect(check(LISTS, { lists: [...most, [1], most[0]] })).toThrow(
      'The variables have more than 2,000 values. Send shorter lists, or several operations.',
    );
    expect(check(LISTS, { lists: [...most, [1], most[0]] }, true)).not.toThrow();
  });

  test('if its fragments multiply its fields', () => {
    const fragments = Array.from(
      { length: 20 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...on Query { ...F${i + 1} } }`,
    );
    const query = `{ ...F0 } ${fragments.join(' ')} fragment F20 on Query { a }`;
    expect(check(query)).toThrow(
      'The operation has more than 10,000 fields with those of its fragments. Select fewer.',
    );
  });
});
