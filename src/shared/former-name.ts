/**
 * Options of a field that has another name since. The reason says what to use instead, by which `dateline codemod`
 * replaces the name in documents.
 */
export function formerName(name: string): { description: string; deprecationReason: string } {
  return {
    description: `The former name of \`${name}\`.`,
    deprecationReason: `Use \`${name}\`. Removed after 2027-06-01.`,
  };
}
