import type { OperationParams } from '../graph.js';

/** The parameters of an operation from a body, or from a query string that has objects as JSON; null when they are none. */
export function readParams(given: unknown): OperationParams | null {
  if (!isObject(given)) return null;
  const { query, documentId, operationName } = given;
  const variables = readObject(given.variables);
  const extensions = readObject(given.extensions);
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

function readObject(given: unknown): Record<string, unknown> | null | undefined {
  if (given == null || given === '') return null;
  if (typeof given !== 'string') return isObject(given) ? given : undefined;
  try {
    return readObject(JSON.parse(given));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
