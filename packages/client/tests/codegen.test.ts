import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { transform } from '@swc/core';
import { buildSchema, isScalarType, isSpecifiedScalarType, parse } from 'graphql';
import { printGraphQLSchema } from '../../../src/app/print-schema.js';
import { loadExampleModel } from '../../../tests/support/own-fields/model.js';
import { type CodegenOptions, codegenConfig, fragmentsFile, scalars } from '../src/codegen.js';
import { runCodegen } from '../src/codegen-run.js';
import { getSource } from '../src/document.js';
import * as kitDocuments from '../src/fragments.js';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');
const OPERATION =
  'query Page { site { title } articles(first: 1) { nodes { publishedAt kind image { ...DatelinePicture } } } }';

/** Generates the files of a front end with one operation. */
async function generate(
  options: Partial<CodegenOptions> = {},
  text = OPERATION,
): Promise<Record<string, string>> {
  const config = codegenConfig({ schema: 'x', documents: 'src/*.ts', ...options });
  expect(config.documents).toEqual(['src/*.ts', fragmentsFile]);
  return runCodegen(config, buildSchema(await read('../../../schema.graphql')), [
    { location: 'src/page.ts', text },
    { location: fragmentsFile, text: await read('../fragments.graphql') },
  ]);
}

/** Runs a generated module, and returns what it exports. */
async function run(module: string): Promise<Record<string, any>> {
  const { code } = await transform(module, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

test('Every scalar of the schema has a type, also that of own fields', async () => {
  const schema = buildSchema(await printGraphQLSchema(await loadExampleModel()));
  const own = Object.values(schema.getTypeMap()).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type),
  );
  expect(own.map(({ name }) => name).sort()).toEqual(Object.keys(scalars).sort());
});

test('Generated documents are strings with the text of the manifest, which Next.js passes on as they are', async () => {
  const files = await generate();
  const types = files['./src/gql/graphql.ts']!;
  expect(types).toMatch(/PageQuery = .*publishedAt: string \| null/s);
  const { PageDocument, DatelinePictureFragmentDoc } = await run(types);
  expect(typeof PageDocument).toBe('string');
  expect(parse(PageDocument).definitions).toHaveLength(2);
  expect(DatelinePictureFragmentDoc).toBe(kitDocuments.pictureFragment);
  const manifest = JSON.parse(files['./src/gql/persisted-documents.json']!);
  const id = `sha256:${createHash('sha256').update(PageDocument).digest('hex')}`;
  expect(manifest[id]).toBe(PageDocument);
  // What the components send is in it too.
  expect(Object.values(manifest)).toContain(kitDocuments.suggestDocument);
  expect(files['./src/gql/gql.ts']).toContain('types.PageDocument');
});

test('Generated documents can be the IDs of a manifest', async () => {
  const files = await generate({ documentMode: 'documentId' });
  const { PageDocument } = await run(files['./src/gql/graphql.ts']!);
  expect(PageDocument).toEqual({ documentId: expect.stringMatching(/^sha256:/) });
  expect(JSON.parse(files['./src/gql/persisted-documents.json']!)).toHaveProperty([PageDocument.documentId]);
});

test('Generated documents can be parsed ones', async () => {
  const files = await generate({ documentMode: 'documentNode' });
  expect(files['./src/gql/graphql.ts']).toContain('{"kind":"Document"');
  const manifest = JSON.parse(files['./src/gql/persisted-documents.json']!);
  expect(Object.keys(manifest)[0]).toMatch(/^sha256:/);
});

test('A file as output has types and operations alone', async () => {
  const files = await generate({ output: 'generated.ts' });
  expect(Object.keys(files)).toEqual(['generated.ts']);
  const exported = await run(files['generated.ts']!);
  expect(Object.keys(exported)).toContain('PageDocument');
  expect(Object.keys(exported)).not.toContain('DatelinePictureFragmentDoc');
  await expect(generate({ output: 'generated.ts', documentMode: 'documentId' })).rejects.toThrow(/a folder/);
});

test('A mistake in an operation is named with its place', async () => {
  await expect(generate({}, 'query Page { site { name } }')).rejects.toThrow(
    /Cannot query field "name" on type "Site"[\s\S]*src\/page.ts:1:21/,
  );
  await expect(generate({}, 'query Page { site { title }')).rejects.toThrow(
    /Syntax Error: Expected Name[\s\S]*src\/page.ts:1:28/,
  );
});

test('An empty object in place of a document is refused with the reason', () => {
  // React passes instances of a class as empty objects, and `graphql` returns one for an unknown text.
  for (const document of [{}, Object.create(null), undefined])
    expect(() => getSource(document, {})).toThrow(/Generate code again.*`use cache`.*codegenConfig/);
});

test('The file of the fragments is in the package', async () => {
  const { files } = JSON.parse(await read('../package.json'));
  const name = fragmentsFile.replace('node_modules/@dateline/client/', '');
  expect(files).toContain(name);
  expect(await read(`../${name}`)).toContain('fragment DatelinePicture');
});
