import { readFile } from 'node:fs/promises';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { expect, test } from '@jest/globals';
import { buildSchema, isScalarType, isSpecifiedScalarType, parse } from 'graphql';
import { codegenConfig, fragmentsFile, scalars } from '../src/codegen.js';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');
const OPERATION =
  'query Page { site { title } articles(first: 1) { nodes { publishedAt kind image { ...DatelinePicture } } } }';

test('Every scalar of the schema has a type', async () => {
  const types = Object.values(buildSchema(await read('../../../schema.graphql')).getTypeMap());
  const own = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  expect(own.map(({ name }) => name).sort()).toEqual(Object.keys(scalars).sort());
});

test.each(['string', 'documentNode'] as const)(
  'The client preset makes types and documents from the configuration, as %s',
  async (documentMode) => {
    const { documents, generates } = codegenConfig({ schema: 'x', documents: 'src/*.ts', documentMode });
    expect(documents).toEqual(['src/*.ts', fragmentsFile]);
    const { presetConfig, config } = generates['./src/gql/']!;
    const sdl = await read('../../../schema.graphql');
    const fragments = await read('../fragments.graphql');
    const sections = await preset.buildGeneratesSection({
      ...{ baseOutputDir: './', schema: parse(sdl), schemaAst: buildSchema(sdl), plugins: [], pluginMap: {} },
      documents: [OPERATION, fragments].map((text, index) => ({
        ...{ document: parse(text), location: `${index}.graphql`, rawSDL: text },
      })),
      ...{ presetConfig, config },
    });
    const files = new Map<string, string>();
    // In order: the manifest contains the documents that earlier sections have processed.
    for (const section of sections) files.set(section.filename, await codegen(section));
    const types = files.get('./graphql.ts')!;
    expect(types).toMatch(/PageQuery = .*publishedAt: string \| null/s);
    expect(types).toContain(documentMode === 'string' ? 'new TypedDocumentString' : '{"kind":"Document"');
    expect(Object.keys(JSON.parse(files.get('./persisted-documents.json')!))[0]).toMatch(/^sha256:/);
  },
);

test('The file of the fragments is in the package', async () => {
  const { files } = JSON.parse(await read('../package.json'));
  const name = fragmentsFile.replace('node_modules/@dateline/client/', '');
  expect(files).toContain(name);
  expect(await read(`../${name}`)).toContain('fragment DatelinePicture');
});
