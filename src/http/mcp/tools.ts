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
}

const DEFAULT_DOCUMENTS = new URL('./documents/', import.meta.url);

/** Thrown at start if no document can be a tool; the message names the remedy. */
class NoToolsError extends UserFacingError {
  override name = 'NoToolsError';
}

/**
 * Lists the tools of a site: the queries of its trusted documents that have a description. Without one, they are the queries of
 * the folder `documents`, unless the site permits its trusted documents alone: it throws an error then.
 */
export async function listTools(trusted: TrustedDocuments, schema: GraphQLSchema): Promise<McpTool[]> {
  const own = trusted.list().flatMap((document) => createTool(document, schema) ?? []);
  assertDistinctNames(own);
  if (own.length > 0) return own;
  if (trusted.isExclusive)
    throw new NoToolsError(
      'MCP=true, but no query of TRUSTED_DOCUMENTS_FILE has a description, so that assistants would have no tools. Write one above the operation: """What it finds.""" query Name …',
    );
  const files = (await readdir(DEFAULT_DOCUMENTS)).filter((file) => file.endsWith('.graphql'));
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, DEFAULT_DOCUMENTS), 'utf8')));
  return texts.flatMap((document) => createTool(document, schema) ?? []);
}

/** Creates the tool that a document describes; null if it is not a query with a name and a description, or not valid. */
function createTool(document: string, schema: GraphQLSchema): McpTool | null {
  const node = parse(document, { noLocation: true });
  const operations = node.definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation] = operations;
  if (operations.length !== 1 || !operation?.name || !operation.description) return null;
  if (operation.operation !== OperationTypeNode.QUERY || isLive(operation)) return null;
  if (validate(schema, node).length > 0) return null;
  const { name, description } = operation;
  return {
    name: name.value,
    description: description.value,
    inputSchema: describeVariables(operation, schema),
    document,
  };
}

function assertDistinctNames(tools: readonly McpTool[]): void {
  const names = tools.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new NoToolsError(
      `Two documents of TRUSTED_DOCUMENTS_FILE with a description have the name ${twice}. Assistants call them by name: rename one.`,
    );
}
