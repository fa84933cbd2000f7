import { createHash } from 'node:crypto';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from 'graphql';

/** An operation of a parsed document, however a request named it: by its text, a hash or an id. */
export interface IdentifiedOperation {
  definition: OperationDefinitionNode;
  /** Hexadecimal SHA-256 of the document's text: the hash that clients may send in its place. */
  documentHash: string;
  /** Null when the document gives it none. */
  name: string | null;
  type: string;
}

/** What a result depends on beside the operation and its variables. */
export interface Audience {
  perspective: string;
  viewer: { keyId: number } | null;
}

const identified = new WeakMap<OperationDefinitionNode, IdentifiedOperation>();

/** Returns the operation that a name means in a document; null when it means none. */
export function identifyOperation(
  document: DocumentNode,
  operationName: string | null | undefined,
): IdentifiedOperation | null {
  const definition = getOperationAST(document, operationName);
  if (!definition) return null;
  const known = identified.get(definition);
  if (known) return known;
  const operation = {
    definition,
    documentHash: createHash('sha256').update(document.loc!.source.body).digest('hex'),
    name: definition.name?.value ?? null,
    type: definition.operation,
  };
  identified.set(definition, operation);
  return operation;
}

/**
 * Returns the identity of an operation with its variables, for whom it runs: requests with equal keys get equal
 * results. Null for variables that cannot be written as JSON, such as those nested too deeply.
 */
export function operationKey(
  { documentHash, name }: IdentifiedOperation,
  variables: Record<string, unknown> | null | undefined,
  { perspective, viewer }: Audience,
): string | null {
  try {
    const all = JSON.stringify([documentHash, name, variables ?? {}, perspective, viewer?.keyId], inOrder);
    return createHash('sha256').update(all).digest('base64url');
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Writes the properties of an object in one order. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const properties = Object.entries(value);
  return properties.length < 2 ? value : Object.fromEntries(properties.sort(byName));
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
