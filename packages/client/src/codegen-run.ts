import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { CodegenConfig } from './codegen.js';

/** A file with operations and fragments. */
export interface OperationFile {
  location: string;
  text: string;
}

/**
 * Runs a configuration as the command line of graphql-codegen does, with its library alone. Returns the files to write
 * by their paths. Throws an Error that names what is wrong in which file.
 */
export async function runCodegen(
  { generates }: CodegenConfig,
  schema: GraphQLSchema,
  files: OperationFile[],
): Promise<Record<string, string>> {
  const { concatAST, GraphQLError, parse, printSchema, Source, specifiedRules, validate } = await import(
    'graphql'
  );
  const { codegen } = await import('@graphql-codegen/core');
  const parseFile = ({ location, text }: OperationFile): DocumentNode => {
    try {
      return parse(new Source(text, location));
    } catch (error) {
      throw error instanceof GraphQLError ? new Error(String(error)) : error; // as text it has its place
    }
  };
  const documents = files.map((file) => ({
    ...{ location: file.location, rawSDL: file.text, document: parseFile(file) },
  }));
  // A fragment of the components that the front end does not use is no mistake.
  const rules = specifiedRules.filter(({ name }) => name !== 'NoUnusedFragmentsRule');
  const errors = validate(schema, concatAST(documents.map(({ document }) => document)), rules);
  if (errors.length > 0) throw new Error(errors.join('\n\n'));
  const written: Record<string, string> = {};
  for (const [baseOutputDir, { preset, presetConfig, config }] of Object.entries(generates)) {
    const options = {
      ...{ baseOutputDir, schema: parse(printSchema(schema)), schemaAst: schema, documents },
      ...{ presetConfig, config, plugins: [], pluginMap: {} },
    };
    const { buildGeneratesSection } =
      preset === 'client' ? (await import('@graphql-codegen/client-preset')).preset : preset;
    // In order: the manifest contains the documents that earlier sections have processed.
    for (const section of await buildGeneratesSection(options as any))
      written[section.filename] = await codegen(section as any);
  }
  return written;
}
