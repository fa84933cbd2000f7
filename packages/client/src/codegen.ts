import { createPreset, type Preset } from './codegen-preset.js';

/**
 * The types of the gateway's scalars in TypeScript, for graphql-codegen. `Date` comes with own fields that are days. A
 * site's own scalars are added to them.
 */
export const scalars = {
  Date: 'string',
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
  /**
   * The folder to write to, with the function `graphql` and a manifest of persisted documents; or a file that ends in
   * .ts, with types and documents alone. Defaults to ./src/gql/.
   */
  output?: string;
  /**
   * What documents are: strings, as `createClient` and `fetch` take them; `{ documentId }` with the hash of the
   * manifest; or parsed documents, as Apollo Client and urql take them. Defaults to `string`.
   */
  documentMode?: 'string' | 'documentId' | 'documentNode';
}

/** A configuration of graphql-codegen. */
export interface CodegenConfig {
  schema: string;
  documents: string[];
  ignoreNoDocuments: boolean;
  generates: Record<string, { preset: 'client' | Preset; presetConfig: object; config: object }>;
}

/**
 * Returns the configuration of graphql-codegen for its client preset: with the types of all scalars, the fragments of
 * the components, and a manifest of persisted documents. Strings and IDs are plain values, which Next.js can pass to
 * functions with `use cache`.
 */
export function codegenConfig({
  schema,
  documents,
  output = './src/gql/',
  documentMode = 'string',
}: CodegenOptions): CodegenConfig {
  const isFile = output.endsWith('.ts');
  if (isFile && documentMode !== 'string')
    throw new TypeError(`The documentMode ${documentMode} needs a folder as output, such as ./src/gql/.`);
  return {
    schema,
    documents: [...[documents].flat(), fragmentsFile],
    ignoreNoDocuments: true,
    generates: {
      [output]: {
        preset: documentMode === 'documentNode' ? 'client' : createPreset(documentMode),
        presetConfig: {
          // The components take the data of their fragments as it is.
          fragmentMasking: false,
          ...(!isFile && { persistedDocuments: { hashAlgorithm: 'sha256' } }),
        },
        config: {
          strictScalars: true, // fails when the graph has a scalar without a type
          scalars,
          useTypeImports: true,
          inlineFragmentTypes: 'combine', // types refer to those of fragments
          // Parsed documents are the default; named, they would have no manifest.
          ...(documentMode !== 'documentNode' && { documentMode: 'string' }),
        },
      },
    },
  };
}
