// Writes src/generated from schema.graphql and fragments.graphql, and generated.ts of the site in packages/site.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import {
  buildSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  validate,
} from 'graphql';
import { codegenConfig, scalars } from '../dist/codegen.js';
import { createPrinter } from '../dist/codegen-preset.js';
import { runCodegen } from '../dist/codegen-run.js';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const HEADER = '// Generated from schema.graphql and fragments.graphql: npm run generate\n';

/** Generates the files of src/generated, by name, and the one of the site by its path from there. */
export async function generateFiles() {
  const schema = buildSchema(read('../../../schema.graphql'));
  const document = parseDocument(schema, read('../fragments.graphql'));
  return {
    'block-inputs.ts': generateBlockInputs(schema),
    'cache-types.ts': generateCacheTypes(schema),
    'documents.ts': [
      HEADER,
      `import type { Document } from '../document.js';\nimport type * as types from './types.js';\n`,
      ...(await generateDocuments(document)),
    ].join('\n'),
    'types.ts': await generateTypes(schema, document),
    '../../../site/generated.ts': await generateSiteFile(schema),
  };
}

/** Generates what `npm run generate` of the site writes. */
async function generateSiteFile(schema) {
  const config = codegenConfig({ schema: '', documents: [], output: 'generated.ts' });
  const files = ['../../site/queries.graphql', '../fragments.graphql'];
  const documents = files.map((location) => ({ location, text: read(location) }));
  return (await runCodegen(config, schema, documents))['generated.ts'];
}

function parseDocument(schema, text) {
  const document = parse(text);
  const errors = validate(schema, document).filter(({ message }) => !message.includes('is never used'));
  if (errors.length > 0) throw errors[0];
  return document;
}

/** Generates what normalized caches need to know of the schema. */
function generateCacheTypes(schema) {
  const rootTypes = ['Query', 'Mutation', 'Subscription'];
  const types = Object.values(schema.getTypeMap()).filter(
    ({ name }) => !name.startsWith('__') && !rootTypes.includes(name),
  );
  const possibleTypes = Object.fromEntries(
    types
      .filter(isAbstractType)
      .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  );
  // Caches store nothing of the payloads of mutations but the objects in them.
  const keyless = types
    .filter((type) => isObjectType(type) && !type.getFields().id && !type.name.endsWith('Payload'))
    .map(({ name }) => name);
  // Pages may read pictures without their ID.
  keyless.push('Image');
  const withoutSuffix = (suffix) =>
    keyless
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .join(' ');
  const connections = {};
  for (const type of [schema.getQueryType(), ...types.filter(isObjectType)]) {
    const fields = Object.values(type.getFields()).filter((field) =>
      getNamedType(field.type).name.endsWith('Connection'),
    );
    if (fields.length > 0) connections[type.name] = fields.map(({ name }) => name);
  }
  return [
    HEADER,
    '/** The types of each interface. */',
    `export const possibleTypes = readWords(${toSource(joinWords(possibleTypes))});\n`,
    '/** The types whose objects may have no ID; caches store those inside of their parent. */',
    'export const keyless: string[] = [',
    `  ...'${withoutSuffix('Connection')}'.split(' ').flatMap((name) => [\`\${name}Connection\`, \`\${name}Edge\`]),`,
    `  ...'${keyless.filter((name) => !/(Connection|Edge)$/.test(name)).join(' ')}'.split(' '),`,
    '];\n',
    '/** The fields of each type that are connections. */',
    `export const connections = readWords(${toSource(joinWords(connections))});\n`,
    '/** Splits lists that are written as words, which take fewer bytes than arrays of strings. */',
    'function readWords(lists: Record<string, string>): Record<string, string[]> {',
    "  return Object.fromEntries(Object.entries(lists).map(([name, words]) => [name, words.split(' ')]));",
    '}\n',
  ].join('\n');
}

/** Generates the fields of the inputs of blocks, each with the type of its own fields if it has any. */
function generateBlockInputs(schema) {
  const inputs = {};
  const add = (type) => {
    if (inputs[type.name]) return;
    inputs[type.name] = {};
    for (const field of Object.values(type.getFields())) {
      const inner = getNamedType(field.type);
      inputs[type.name][field.name] = isInputObjectType(inner) ? inner.name : '';
      if (isInputObjectType(inner)) add(inner);
    }
  };
  add(schema.getType('BlockInput'));
  const words = Object.entries(inputs).map(([name, fields]) => [
    name,
    Object.entries(fields).map(([field, type]) => (type ? `${field}:${type}` : field)),
  ]);
  return [
    HEADER,
    '/** Fields of the inputs of blocks, as words: `field`, or `field:Type` for one with fields of its own. */',
    `export const blockInputs: Record<string, string> = ${toSource(joinWords(Object.fromEntries(words)))};\n`,
  ].join('\n');
}

/** Writes each list of an object as words. */
function joinWords(lists) {
  return Object.fromEntries(Object.entries(lists).map(([name, words]) => [name, words.join(' ')]));
}

/** Generates a constant for each definition, with the fragments that it needs. */
async function generateDocuments({ definitions }) {
  const printDefinition = await createPrinter(definitions);
  return definitions.map((definition) => {
    const { value } = definition.name;
    const text = JSON.stringify(printDefinition(definition));
    const name = value.replace('Dateline', '').replace(/^./, (first) => first.toLowerCase());
    return definition.kind === Kind.FRAGMENT_DEFINITION
      ? `/** The fragment ${value} with all fragments that it needs. */\nexport const ${name}Fragment = ${text};\n`
      : `/** The ${definition.operation} ${value}. */\nexport const ${name}Document: Document<${toTypeNames(definition).join(', ')}> = ${text};\n`;
  });
}

function toTypeNames({ name: { value }, operation }) {
  const suffix = operation.replace(/^./, (first) => first.toUpperCase());
  return [`types.${value}${suffix}`, `types.${value}${suffix}Variables`];
}

/** Generates the types of all fragments and operations. */
async function generateTypes(schema, document) {
  const sections = await preset.buildGeneratesSection({
    ...{ baseOutputDir: './', schema: parse(read('../../../schema.graphql')), schemaAst: schema },
    documents: [{ document, location: 'fragments.graphql', rawSDL: document.loc.source.body }],
    presetConfig: { fragmentMasking: false, onlyOperationTypes: true },
    config: {
      strictScalars: true,
      scalars,
      documentMode: 'string',
      enumsAsTypes: true,
      skipTypename: true,
      inlineFragmentTypes: 'combine',
    },
    ...{ plugins: [], pluginMap: {} },
  });
  const section = sections.find(({ filename }) => filename.endsWith('graphql.ts'));
  const text = await codegen(section);
  // Without the documents, which documents.ts has.
  const types = (HEADER + text)
    .replace(/^import .*\n/m, '')
    .replace(/^export class TypedDocumentString[\s\S]*/m, '')
    .trimEnd()
    .concat('\n');
  return openEnums(types, schema);
}

/** Lets enums have further values, so that the data of a site with kinds of its own, or of a newer gateway, fit. */
function openEnums(types, schema) {
  return types.replace(/^export type (\w+) =$/gm, (line, name) =>
    isEnumType(schema.getType(name))
      ? `${line}\n  /** A value of the site's own, or of a newer gateway. */\n  | (string & {})`
      : line,
  );
}

function toSource(value) {
  return JSON.stringify(value, null, 2);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(await generateFiles())) {
    writeFileSync(new URL(`../src/generated/${name}`, import.meta.url), text);
  }
}
