/** The types of the gateway's scalars in TypeScript, for graphql-codegen. A site's own scalars are added to them. */
export const scalars = {
  DateTime: 'string',
  URL: 'string',
  HTML: 'string',
  EmailAddress: 'string',
  JSON: 'unknown',
} as const;

/** The file with the fragments of the components, from the folder of the front end. */
export const fragmentsFile = 'node_modules/@dateline/client/fragments.graphql';

/** Settings of `codegenConfig`. */
export interface CodegenOptions {
  /** The schema: a file such as schema.graphql, or the URL of a gateway that allows introspection. */
  schema: string;
  /** Files with the front end's own operations, e.g. `src/**` with an extension. */
  documents: string | string[];
  /** The folder to write to. Defaults to ./src/gql/. */
  output?: string;
  /**
   * What documents are: strings, as `createClient` and `fetch` take them, or parsed documents, as Apollo Client and
   * urql do. Defaults to `string`.
   */
  documentMode?: 'string' | 'documentNode';
}

/** A configuration of graphql-codegen. */
export interface CodegenConfig {
  schema: string;
  documents: string[];
  ignoreNoDocuments: boolean;
  generates: Record<string, { preset: 'client'; presetConfig: object; config: object }>;
}

/**
 * Returns the configuration of graphql-codegen for its client preset: with the types of all scalars, the fragments of
 * the components, and a manifest of persisted documents.
 */
export function codegenConfig({
  schema,
  documents,
  output = './src/gql/',
  documentMode = 'string',
}: CodegenOptions): CodegenConfig {
  return {
    schema,
    documents: [...[documents].flat(), fragmentsFile],
    ignoreNoDocuments: true,
    generates: {
      [output]: {
        preset: 'client',
        presetConfig: {
          // The components take the data of their fragments as it is.
          fragmentMasking: false,
          persistedDocuments: { hashAlgorithm: 'sha256' },
        },
        config: {
          strictScalars: true, // fails when the graph has a scalar without a type
          scalars,
          enumsAsTypes: true,
          useTypeImports: true,
          // Parsed documents are the default; named, they would have no manifest.
          ...(documentMode === 'string' && { documentMode }),
        },
      },
    },
  };
}
