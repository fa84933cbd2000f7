import { readdir, readFile } from 'node:fs/promises';
import {
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { isLive } from '../../graphql/live-directive.js';
import type { TrustedDocuments } from '../../graphql/persisted-documents/persisted-documents.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { describeVariables, type ObjectSchema } from './json-schema.js';

/** A document that assistants can execute. */
export interface McpTool {
  /** Name of the operation. */
  name: string;
  /** Description of the operation. */
  description: string;
  /** The variables of the operation. */
  inputSchema: ObjectSchema;
  document: string;
  effect: ToolEffect;
}

/** Effect of a tool on content. Mutations that only add content are not destructive. */
export type ToolEffect = 'none' | 'additive' | 'destructive';

const DEFAULT_DOCUMENTS = new URL('./documents/', import.meta.url);

/** Names of mutations that only add content. */
const ADDITIVE_MUTATION = /^(?:add|create)[A-Z]/;

/** Thrown at start if the documents cannot be tools; the message names the remedy. */
class ToolsError extends UserFacingError {
  override name = 'ToolsError';
}

/**
 * Lists the tools of a site: of its trusted documents with a description the queries, and the mutations that `mutationNames`
 * permits. Without such a query, the queries are those of the folder `documents`, unless the site permits its trusted
 * documents alone. Throws ToolsError if there is no query then, or if a mutation is missing.
 */
export async function listTools(
  trusted: TrustedDocuments,
  schema: GraphQLSchema,
  mutationNames: readonly string[] = [],
): Promise<McpTool[]> {
  const described = trusted.list().flatMap((document) => createTool(document, schema) ?? []);
  const own = described.filter(({ effect, name }) => effect === 'none' || mutationNames.includes(name));
  assertDistinctNames(own);
  assertMutations(own, mutationNames);
  if (own.some(({ effect }) => effect === 'none')) return own;
  if (trusted.isExclusive)
    throw new ToolsError(
      'MCP=true, but no query of TRUSTED_DOCUMENTS_FILE has a description, so that assistants would have no tools. Write one above the operation: """What it finds.""" query Name …',
    );
  const files = (await readdir(DEFAULT_DOCUMENTS)).filter((file) => file.endsWith('.graphql'));
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, DEFAULT_DOCUMENTS), 'utf8')));
  const tools = [...texts.flatMap((document) => createTool(document, schema) ?? []), ...own];
  assertDistinctNames(tools);
  return tools;
}

/** Creates the tool of a document; null if it is not a query or mutation with a name and a description, or not valid. */
function createTool(document: string, schema: GraphQLSchema): McpTool | null {
  const node = parse(document, { noLocation: true });
  const operations = node.definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation] = operations;
  if (operations.length !== 1 || !operation?.name || !operation.description) return null;
  if (operation.operation === OperationTypeNode.SUBSCRIPTION || isLive(operation)) return null;
  if (validate(schema, node).length > 0) return null;
  const { name, description } = operation;
  return {
    name: name.value,
    description: description.value,
    inputSchema: describeVariables(operation, schema),
    document,
    effect: getEffect(operation),
  };
}

function getEffect({ operation, selectionSet: { selections } }: OperationDefinitionNode): ToolEffect {
  if (operation === OperationTypeNode.QUERY) return 'none';
  const isAdditive = selections.every(
    (field) => field.kind === Kind.FIELD && ADDITIVE_MUTATION.test(field.name.value),
  );
  return isAdditive ? 'additive' : 'destructive';
}

function assertMutations(tools: readonly McpTool[], mutationNames: readonly string[]): void {
  const missing = mutationNames.find(
    (each) => !tools.some(({ name, effect }) => name === each && effect !== 'none'),
  );
  if (missing !== undefined)
    throw new ToolsError(
      `MCP_MUTATIONS names ${missing}, but TRUSTED_DOCUMENTS_FILE has no valid mutation of this name with a description. Write one: """What it changes.""" mutation ${missing} …`,
    );
}

function assertDistinctNames(tools: readonly McpTool[]): void {
  const names = tools.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ToolsError(
      `Two documents with a description have the name ${twice}. Assistants call them by name: rename one.`,
    );
}
