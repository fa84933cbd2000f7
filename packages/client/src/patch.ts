/** An operation of a JSON patch, as the gateway sends it. */
export interface PatchOperation {
  op: 'add' | 'remove' | 'replace';
  /** A JSON pointer, e.g. `/articles/nodes/0/title`. */
  path: string;
  value?: unknown;
}

/**
 * Returns a copy of data with a JSON patch applied (https://www.rfc-editor.org/rfc/rfc6902). What did not change is
 * the same object as before. Knows the operations that the gateway sends: `add`, `remove` and `replace`.
 */
export function applyPatch<Data>(data: Data, operations: PatchOperation[]): Data {
  return operations.reduce<any>(
    (latest, operation) => change(latest, readPointer(operation.path), operation),
    data,
  );
}

function readPointer(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function change(target: any, [key, ...rest]: string[], operation: PatchOperation): unknown {
  const { op, value } = operation;
  if (key === undefined) return value;
  const copy = Array.isArray(target) ? [...target] : { ...target };
  if (rest.length > 0) copy[key] = change(copy[key], rest, operation);
  else if (!Array.isArray(copy)) {
    if (op === 'remove') delete copy[key];
    else copy[key] = value;
  } else if (op === 'remove') copy.splice(Number(key), 1);
  else copy.splice(key === '-' ? copy.length : Number(key), op === 'add' ? 0 : 1, value);
  return copy;
}
