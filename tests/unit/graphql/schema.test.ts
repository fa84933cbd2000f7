import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLNamedType,
  isEnumType,
  isIntrospectionType,
} from 'graphql';
import { printGraphQLSchema } from '../../../src/app/print-schema.js';

const checkedIn = () => readFile(new URL('../../../schema.graphql', import.meta.url), 'utf8');

test('schema.graphql equals the schema printed from code (npm run generate writes it)', async () => {
  expect(await printGraphQLSchema()).toBe(await checkedIn());
});

test('Every type, field, argument and enum value of the schema has a description', async () => {
  const types = Object.values(buildSchema(await checkedIn()).getTypeMap());
  const described = types.filter((type) => !isIntrospectionType(type)).flatMap(partsOf);
  expect(described.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
});

/** A type, its values or fields, and their arguments, each with its whole name. */
function partsOf(type: GraphQLNamedType): { name: string; description?: string | null }[] {
  const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
  const members = isEnumType(type) ? type.getValues() : fields;
  return [
    type,
    ...members.flatMap((member) => {
      const name = `${type.name}.${member.name}`;
      const args: readonly GraphQLArgument[] = 'args' in member ? member.args : [];
      return [
        { name, description: member.description },
        ...args.map((arg) => ({ name: `${name}(${arg.name}:)`, description: arg.description })),
      ];
    }),
  ];
}
