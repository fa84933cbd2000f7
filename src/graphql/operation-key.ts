import { createHash, hash } from 'node:crypto';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from 'graphql';

/** Operation of a parsed document, however the request identified it: by text, hash or ID. */
export interface IdentifiedOperation {
  definition: OperationDefinitionNode;
  /** Hexadecimal SHA-256 of the document's text: the hash that clients may send instead. */
  documentHash: string;
  /** Null for an anonymous operation. */
  name: string | null;
  type: string;
}

/** Properties of a request that determine the result in addition to the operation and its variables. */
export interface Audience {
  perspective: string;
  viewer: { keyId: number; scopes: readonly string[]; limits?: object | null } | null;
  /** Language that a header of the request names; null or undefined for none. */
  language?: string | null;
}

const identified = new WeakMap<OperationDefinitionNode, IdentifiedOperation>();

/** Returns the operation with the name in a document; null if there is none. */
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
 * Returns the cache key of an operation: requests with equal keys get equal results. Null if the variables
 * cannot be serialized, for example because they are nested too deeply.
 */
export function operationKey(
  operation: IdentifiedOperation,
  variables: Record<string, unknown> | null | undefined,
  audience: Audience,
): string | null {
  return hashOperation(operation, variables, formatAudience(audience));
}

/** Formats an audience: equal texts have access to the same content. */
export function formatAudience({ perspective, viewer, language }: Audience): string {
  // Two tokens of one identity can have different scopes and limits.
  const access = viewer && [viewer.keyId, viewer.scopes, viewer.limits ?? null];
  return JSON.stringify(language == null ? [perspective, access] : [perspective, access, language]);
}

/** Returns the hash of an operation with its variables, without its audience unless that is passed. */
export function hashOperation(
  { documentHash, name }: IdentifiedOperation,
  variables: Record<string, unknown> | null | undefined,
  audience = '',
): string | null {
  try {
    const all = JSON.stringify([documentHash, name, variables ?? {}, audience], inOrder);
    return hash('sha256', all, 'base64url');
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** JSON replacer that sorts the properties of objects. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const properties = Object.entries(value);
  return properties.length < 2 ? value : Object.fromEntries(properties.sort(byName));
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
