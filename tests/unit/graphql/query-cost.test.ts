import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLObjectType, parse } from 'graphql';
import { QueryCostAnalyzer } from '../../../src/graphql/query-cost.js';
import { VariableChecker } from '../../../src/graphql/variables.js';

const schema = buildSchema(
  'type Query { plain(first: Int): [Query!] long(first: Int): [Query!] own: [Int!] a: Int }',
);
const fields = (schema.getQueryType() as GraphQLObjectType).getFields();
fields.long!.extensions = { maxPageSize: 10_000 };
fields.own!.extensions = { maxItems: 500 };

function calculateCost(query: string): number {
  const state = { cost: { fields: 0 }, shouldReportCost: false, charge: () => undefined };
  const analyzer = new QueryCostAnalyzer(schema, new VariableChecker(schema, false), 1_000_000);
  analyzer.enforce(parse(query), null, undefined, state);
  return state.cost.fields;
}

describe('Cost of a list', () => {
  test('counts the requested length up to the maximum of its own field', () => {
    expect(calculateCost('{ long(first: 10000) { a } }')).toBe(10_001);
    expect(calculateCost('{ long(first: 20000) { a } }')).toBe(10_001);
    expect(calculateCost('{ plain(first: 10000) { a } }')).toBe(101);
  });

  test('counts its maximum length if it has no arguments', () => {
    expect(calculateCost('{ own }')).toBe(1);
    expect(calculateCost('{ plain { a } }')).toBe(4);
  });
});
