import { BadUserInputError } from '../errors/errors.js';
import { parseGlobalId } from './global-id.js';

/** Identifies an object of a known type in an argument or input, by its ID or its slug. */
export type Reference = { id: number } | { slug: string };

/**
 * Parses a reference; null for the ID of another type. Every global ID begins with a capital letter, which no
 * slug has.
 */
export function parseReference(type: string, text: string): Reference | null {
  const key = parseGlobalId(text);
  if (!key) return { slug: text };
  return key.type === type ? { id: key.id } : null;
}

/** Finds the row that a reference names. */
export function findReferencedRow<Row extends { id: number; slug: string }>(
  rows: readonly Row[],
  reference: Reference | null,
): Row | undefined {
  if (!reference) return undefined;
  return rows.find((row) => ('id' in reference ? row.id === reference.id : row.slug === reference.slug));
}

/** Parses a reference in an argument of a query. Throws BadUserInputError for the ID of another type. */
export function parseReferenceArgument(type: string, text: string, argument: string): Reference {
  const reference = parseReference(type, text);
  if (reference) return reference;
  throw new BadUserInputError(
    `${argument}: "${text}" is the ID of another type. Give the ID or the slug of ${type === 'Article' || type === 'Author' ? 'an' : 'a'} ${type}.`,
  );
}

/** Returns the message for a reference to nothing. `noun` names the kind, such as `section`. */
export function describeMissing(noun: string, reference: string): string {
  return `The ${noun} ${reference} was not found. Give the ID or slug of one that exists.`;
}
