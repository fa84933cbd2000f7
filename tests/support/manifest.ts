import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { type GraphQLSchema, parse, printSchema } from 'graphql';

/** What graphql-codegen's client preset writes as persisted-documents.json for a front end with these operations. */
export async function generateManifest(schema: GraphQLSchema, operations: string[]): Promise<string> {
  const documents = operations.map((text, i) => ({
    document: parse(text),
    location: `page-${i}.ts`,
    rawSDL: text,
  }));
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: 'gql/',
    schema: parse(printSchema(schema)),
    schemaAst: schema,
    documents,
    config: {},
    plugins: [],
    pluginMap: {},
    presetConfig: { persistedDocuments: { hashAlgorithm: 'sha256' } },
  });
  // In order: the manifest names what the sections before it have met.
  const files = new Map<string, string>();
  for (const section of sections) files.set(section.filename, await codegen(section));
  return files.get('gql/persisted-documents.json')!;
}
