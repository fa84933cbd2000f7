import type { OperationParams } from '../../graphql/operation.js';

/**
 * Parses GraphQL request parameters from a body, or from a query string with objects as JSON. Returns null if
 * they are invalid.
 */
export function parseOperationParams(input: unknown): OperationParams | null {
  if (!isObject(input)) return null;
  const { query, documentId, operationName } = input;
  const variables = parseJsonObject(input.variables);
  const extensions = parseJsonObject(input.extensions);
  const isText = (value: unknown) => value == null || typeof value === 'string';
  if (!isText(query) || !isText(operationName) || variables === undefined || extensions === undefined)
    return null;
  return {
    ...(query != null && { query: query as string }),
    ...(documentId != null && { documentId }),
    operationName: operationName as string | null | undefined,
    variables,
    extensions,
  };
}

function parseJsonObject(input: unknown): Record<string, unknown> | null | undefined {
  if (input == null || input === '') return null;
  if (typeof input !== 'string') return isObject(input) ? input : undefined;
  try {
    return parseJsonObject(JSON.parse(input));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
