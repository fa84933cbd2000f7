/**
 * Builds the SQL expression of an own field's value, as text in the given type's order. Indexes and filters
 * use the same one, because PostgreSQL compares them. Throws for names that no definition can have.
 */
export function buildValueExpression(
  column: string,
  path: string[],
  type: 'number' | 'date' | 'text',
): string {
  const [name, ...parents] = [...path].reverse().map(quoteName) as [string, ...string[]];
  const object = parents.reverse().reduce((outer, parent) => `(${outer} -> ${parent})`, column);
  const text = `(${object} ->> ${name})`;
  if (type === 'number') return `(${text}::numeric)`;
  // Dates are stored in ISO 8601 in UTC, which sorts by bytes as by time.
  return type === 'date' ? `(${text} COLLATE "C")` : text;
}

function quoteName(name: string): string {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new Error(`"${name}" is not the name of an own field.`);
  return `'${name}'`;
}
