import { BadUserInputError } from '../../shared/errors/errors.js';
import { parseGlobalId } from '../../shared/global-id.js';

/** Content by database ID or by slug. */
export type Reference = { id: number } | { slug: string };

/**
 * Parses a slug or a global ID, which no slug can be because of its capitals. Throws BadUserInputError for the
 * ID of another type; `name` is that of the list.
 */
export function parseReference(type: 'Section' | 'Tag' | 'Author', value: string, name: string): Reference {
  const key = parseGlobalId(value);
  if (!key) return { slug: value };
  if (key.type === type) return { id: key.id };
  throw new BadUserInputError(`${name}: "${value}" is the ID of another type, not of ${type}.`);
}
