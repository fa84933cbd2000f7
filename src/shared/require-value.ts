/**
 * Returns a value that other code guarantees, such as the row of a statement that always returns one. Throws an
 * Error with the message, a sentence about the guarantee, if it is missing.
 */
export function requireValue<Value>(value: Value | null | undefined, message: string): Value {
  if (value === null || value === undefined) throw new Error(message);
  return value;
}
