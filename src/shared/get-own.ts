/** Returns the value of a name in a table; undefined for other names, those of Object.prototype among them. */
export function getOwn<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
