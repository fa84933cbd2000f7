import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { buildSchema, isIntrospectionType, isScalarType } from 'graphql';
import { printGraph } from '../src/print-schema.js';

const checkedIn = () => readFile(new URL('../schema.graphql', import.meta.url), 'utf8');

test('schema.graphql is what the code serves (npm run fix:schema writes it)', async () => {
  expect(await printGraph()).toBe(await checkedIn());
});

test('a developer in the playground reads of every type what it is', async () => {
  const types = Object.values(buildSchema(await checkedIn()).getTypeMap());
  const silent = types.filter(
    (type) => !type.description && !isIntrospectionType(type) && !isScalarType(type),
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
});
