import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { BLOCK_KEYS } from '../../../src/content/blocks/input/block-input.js';

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));

/** Fields of blocks that no input has, because they follow from others. */
const DERIVED: Record<string, string[]> = {
  EmbedBlock: ['provider', 'thumbnail'],
  FileBlock: [],
  GalleryBlock: ['images'],
  HtmlBlock: ['text', 'inlines'],
  Inline: ['tex'],
  Link: ['route'],
  Media: ['bytes', 'duration'],
  ListItem: ['html'],
  QuoteBlock: ['contentHtml'],
  RelatedLinkBlock: ['route'],
  SocialPostBlock: ['provider'],
};

/** The input of each type whose name is not that of the type with the word Input. */
const INPUT_NAMES: Record<string, string> = { Image: 'BlockImageInput', Block: 'BlockInput' };

const getInput = (name: string) =>
  schema.getType(INPUT_NAMES[name] ?? `${name}Input`) as GraphQLInputObjectType;
const blockTypes = schema.getPossibleTypes(schema.getType('Block') as GraphQLInterfaceType);

/** Describes a type by its lists and its name, without what is required. */
function describeType(type: GraphQLInputType | GraphQLOutputType): string {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `[${describeType(nullable.ofType)}]`;
  const { name } = getNamedType(type);
  return isScalarType(nullable) || isEnumType(nullable) || name.endsWith('Input')
    ? name
    : getInput(name).name;
}

function listFields({ name }: GraphQLObjectType): [string, string][] {
  const fields: GraphQLField<unknown, unknown>[] = Object.values(
    (schema.getType(name) as GraphQLObjectType).getFields(),
  );
  return fields
    .filter((field) => field.name !== 'id' && !DERIVED[name]?.includes(field.name))
    .map((field): [string, string] => [field.name, describeType(field.type)])
    .sort();
}

/** Object types within blocks but pictures, whose fields are those of all pictures. */
function listInnerTypes(): GraphQLObjectType[] {
  const found = new Map<string, GraphQLObjectType>();
  const visit = (type: GraphQLObjectType) => {
    if (found.has(type.name) || type.name === 'Image') return;
    found.set(type.name, type);
    for (const field of Object.values(type.getFields())) {
      const inner = getNamedType(field.type);
      if (isObjectType(inner) && !DERIVED[type.name]?.includes(field.name)) visit(inner);
    }
  };
  blockTypes.forEach(visit);
  return [...found.values()];
}

test('Every type of block has a field of BlockInput with its input', () => {
  const fields = Object.values(getInput('Block').getFields()).map(({ name, type }) => [
    name,
    getNamedType(type).name,
  ]);
  const expected = blockTypes.map(({ name }) => [
    BLOCK_KEYS[name as keyof typeof BLOCK_KEYS],
    `${name}Input`,
  ]);
  expect(fields.sort()).toEqual(expected.sort());
  expect(getInput('Block').isOneOf).toBe(true);
});

test.each(listInnerTypes().map(({ name }) => name))(
  'The input of %s has its fields, but those that follow from others',
  (name) => {
    const fields = Object.values(getInput(name).getFields()).map(({ name, type }) => [
      name,
      describeType(type),
    ]);
    expect(fields.sort()).toEqual(listFields(schema.getType(name) as GraphQLObjectType));
  },
);
