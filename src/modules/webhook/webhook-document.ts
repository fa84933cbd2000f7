import {
  type DocumentNode,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type VariableDefinitionNode,
} from 'graphql';
import type { OperationResponse } from '../../graphql/operation.js';
import type { DocumentRunner } from '../../graphql/persisted-documents/document-runner.js';
import { toGlobalId } from '../../shared/references/global-id.js';

/** Maximum number of bytes of a result, since each delivery is stored with its result. */
const MAX_RESULT_BYTES = 262_144;
/** ID of no article, with which a document is tried before it is saved. */
const NO_ARTICLE = 999_999_999;

/** Returns why a trusted document cannot choose the content of deliveries; null if it can. */
export async function findDocumentError(documents: DocumentRunner, id: string): Promise<string | null> {
  const text = documents.find(id);
  if (text === undefined) {
    return `There is no trusted document with the ID ${id}. Add it to the manifest of TRUSTED_DOCUMENTS_FILE, and set TRUSTED_DOCUMENTS to also or only.`;
  }
  const formError = findFormError(parse(text, { noLocation: true }));
  if (formError) return formError;
  const response = await documents.run(id, createVariables(toGlobalId('Article', NO_ARTICLE)));
  const reason = getFirstMessage(response);
  return reason === null ? null : `The document cannot be executed for readers: ${reason}`;
}

/**
 * Executes the document of a webhook for an article in its language, which is null on a site with one, and returns the
 * result as JSON. Throws an Error if there is no result, or if it is too large.
 */
export async function renderResult(
  documents: DocumentRunner,
  documentId: string,
  articleId: string,
  language: string | null,
): Promise<{ data: unknown; errors?: unknown }> {
  const response = await documents.run(documentId, createVariables(articleId), language);
  const { data, errors } = response;
  if (data == null) throw new Error(getFirstMessage(response) ?? 'The document has no result.');
  const result = { data, ...(errors && { errors }) };
  if (Buffer.byteLength(JSON.stringify(result)) > MAX_RESULT_BYTES)
    throw new Error(`The result has more than ${MAX_RESULT_BYTES / 1_024} KiB. Select fewer fields.`);
  return result;
}

function createVariables(id: string) {
  return { id };
}

function getFirstMessage({ errors = [] }: OperationResponse): string | null {
  const [error] = errors as { message: string }[];
  return error?.message ?? null;
}

function findFormError({ definitions }: DocumentNode): string | null {
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || operation?.operation !== OperationTypeNode.QUERY)
    return 'The document must have one query, and no other operation.';
  const { variableDefinitions = [] } = operation;
  if (!variableDefinitions.some(isArticleId))
    return 'The query must have the variable $id: ID!, which is the ID of the changed article.';
  const others = variableDefinitions.filter((variable) => !isArticleId(variable) && isRequired(variable));
  const names = others.map(({ variable }) => `$${variable.name.value}`).join(', ');
  return others.length > 0 ? `The query needs other variables than $id: ${names}. Give them defaults.` : null;
}

function isArticleId({ variable, type }: VariableDefinitionNode): boolean {
  return variable.name.value === 'id' && /^ID!?$/.test(print(type));
}

function isRequired({ type, defaultValue }: VariableDefinitionNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
}
