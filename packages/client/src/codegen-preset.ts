import type { DefinitionNode } from 'graphql';

/** A preset of graphql-codegen: the part of its types that is used here. */
export interface Preset {
  prepareDocuments: (output: string, documents: string[]) => string[];
  buildGeneratesSection: (options: { baseOutputDir: string }) => Promise<Section[]>;
}

/** A file that graphql-codegen writes, with the plugins that make it. */
export interface Section {
  filename: string;
  plugins: Record<string, any>[];
  pluginMap: Record<string, { plugin: (...args: any[]) => unknown }>;
}

/** A definition, and the name that the client preset gives to its document. */
interface NamedDefinition {
  initialName: string;
  definition: Extract<DefinitionNode, { kind: 'OperationDefinition' | 'FragmentDefinition' }>;
}

const IMPORT = `import type { DocumentString, TrustedDocument } from '@dateline/client';`;

/**
 * Creates the client preset of graphql-codegen with documents that are plain values. Its own are instances of a class,
 * in whose place functions of Next.js with `use cache` get an empty object.
 */
export function createPreset(documentMode: 'string' | 'documentId'): Preset {
  return {
    prepareDocuments: (output, documents) => [...documents, `!${output}`],
    buildGeneratesSection: async (options) => {
      const { preset } = await import('@graphql-codegen/client-preset');
      const isFile = options.baseOutputDir.endsWith('.ts');
      const baseOutputDir = isFile ? './' : options.baseOutputDir;
      const sections = (await preset.buildGeneratesSection({
        ...options,
        baseOutputDir,
      } as any)) as Section[];
      const documents = await printDocuments(findDefinitions(sections));
      const isId = documentMode === 'documentId';
      const lines = documents
        // Without the function `graphql`, no code uses the documents of fragments.
        .filter(({ hash }) => hash || !isFile)
        .map(({ name, types, text, hash }) =>
          isId && hash
            ? `export const ${name}: TrustedDocument<${types}> = ${JSON.stringify({ documentId: hash })};`
            : `export const ${name} = ${JSON.stringify(text)} as DocumentString<${types}>;`,
        );
      const manifest = Object.fromEntries(
        documents.flatMap(({ hash, text }) => (hash ? [[hash, text]] : [])),
      );
      const plugins = {
        'typed-document-node': { plugin: () => ({ prepend: [IMPORT], content: lines.join('\n') }) },
        'persisted-operations': { plugin: () => JSON.stringify(manifest, null, 2) },
      };
      const replaced = sections.map((section) => ({
        ...section,
        pluginMap: { ...section.pluginMap, ...plugins },
      }));
      return isFile
        ? replaced
            .filter(({ filename }) => filename === './graphql.ts')
            .map((section) => ({ ...section, filename: options.baseOutputDir }))
        : replaced;
    },
  };
}

/** Returns the definitions for which the client preset writes documents. */
function findDefinitions(sections: Section[]): NamedDefinition[] {
  const settings = sections.flatMap(({ plugins }) => plugins).find((plugin) => plugin['gen-dts']);
  return settings?.['gen-dts'].sourcesWithOperations.flatMap(({ operations }: any) => operations) ?? [];
}

interface PrintedDocument {
  /** The name of the constant. */
  name: string;
  /** The types of data and variables. */
  types: string;
  /** The definition with all fragments that it needs. */
  text: string;
  /** The ID in the manifest. Undefined for fragments. */
  hash: string | undefined;
}

async function printDocuments(definitions: NamedDefinition[]): Promise<PrintedDocument[]> {
  const printDefinition = await createPrinter(definitions.map(({ definition }) => definition));
  const documents = definitions.map(async ({ initialName: name, definition }) => {
    const text = printDefinition(definition);
    if (definition.kind === 'FragmentDefinition')
      return { name, types: `${name.replace(/Doc$/, '')}, unknown`, text, hash: undefined };
    const kind = definition.operation.replace(/^./, (first) => first.toUpperCase());
    const type = name.replace(/Document$/, kind);
    return { name, types: `${type}, ${type}Variables`, text, hash: await hashText(text) };
  });
  return Promise.all(documents);
}

/** Returns the ID of a text in a manifest: its SHA-256. */
async function hashText(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const bytes = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `sha256:${bytes.join('')}`;
}

/** Returns a function that prints a definition with all fragments that it needs, in as few characters as possible. */
export async function createPrinter(
  definitions: readonly DefinitionNode[],
): Promise<(definition: DefinitionNode) => string> {
  const { print, stripIgnoredCharacters, visit } = await import('graphql');
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition] as const] : [],
    ),
  );
  return (definition) => {
    const needed = new Set([definition]);
    const collect = (from: DefinitionNode): unknown =>
      visit(from, {
        FragmentSpread({ name }) {
          const fragment = fragments.get(name.value);
          if (!fragment || needed.has(fragment)) return;
          needed.add(fragment);
          collect(fragment);
        },
      });
    collect(definition);
    return stripIgnoredCharacters([...needed].map(print).join('\n'));
  };
}
