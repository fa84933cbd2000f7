import { InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { parseReference, type Reference } from '../../shared/references/reference.js';
import { parseEmailAddress } from '../../shared/text/email-address.js';
import { slugify } from '../../shared/text/slug.js';
import type { ImageInput } from '../editing/editing.inputs.js';
import { findImageFile, toImageContent } from '../editing/image-input.js';
import type { AuthorLinkInput } from './taxonomy.inputs.js';
import { TAXONOMY_LIMITS } from './taxonomy-limits.js';
import { findOrCreateImage } from './write/find-or-create.js';
import type { StoredLink } from './write/term-table.js';

interface NamedInput {
  name?: string | null;
  slug?: string | null;
  image?: ImageInput | null;
}

/** Collects the errors in the name and slug of a section, tag, author or series. `field` is that of the name. */
export function validateName({ name, slug }: NamedInput, field: 'name' | 'title'): InputErrorCollector {
  const errors = new InputErrorCollector();
  if (name !== undefined && !name?.trim()) errors.add([field], `The ${field} must not be empty.`);
  errors.checkLength([field], name, TAXONOMY_LIMITS[field]);
  errors.checkSlug(slug);
  return errors;
}

/** Checks the address and the links of an author. */
export function checkContacts(
  errors: InputErrorCollector,
  { email, links }: { email?: string | null; links?: AuthorLinkInput[] | null },
): void {
  if (email?.trim() && parseEmailAddress(email) === null)
    errors.add(['email'], 'The value must be an email address, such as ada@example.com.');
  if ((links?.length ?? 0) > TAXONOMY_LIMITS.links) {
    const message = `There must be at most ${TAXONOMY_LIMITS.links} links.`;
    errors.add(['links'], message, UserErrorCode.TOO_LONG);
  }
  for (const [i, { url, label }] of (links ?? []).entries()) {
    errors.checkUrl(['links', String(i), 'url'], String(url));
    errors.checkLength(['links', String(i), 'label'], label, TAXONOMY_LIMITS.linkLabel);
  }
}

export function toStoredLinks(links: AuthorLinkInput[]): StoredLink[] {
  return links.map(({ url, label }) => ({ url: String(url), label: label?.trim() || null }));
}

/** Returns the slug that is given, or one made from the name. Throws UserErrorException if the name yields none. */
export function resolveSlug(name: string, slug: string | null | undefined): string {
  const result = slug ?? slugify(name);
  if (result) return result;
  throw createUserErrorException(
    'A slug cannot be derived from this name. Give a slug.',
    UserErrorCode.INVALID,
    ['slug'],
  );
}

/**
 * Returns the ID of the picture of an input, `current` if it has none. Throws UserErrorException if its file is no stored
 * picture.
 */
export async function resolveImageId(
  tx: Transaction,
  { image }: NamedInput,
  current: number | null = null,
): Promise<number | null> {
  if (image === undefined) return current;
  if (!image) return null;
  const errors = new InputErrorCollector();
  const ofFile = await findImageFile(tx, image, errors);
  errors.throwIfAny();
  return findOrCreateImage(tx, toImageContent(image, ofFile));
}

/** Finds the row that a reference of the given type names. Throws UserErrorException if there is none. */
export async function findReferenced<Row>(
  type: 'Section' | 'Tag' | 'Author' | 'Series',
  text: string,
  find: (where: Reference) => Promise<Row | null>,
  field: string[],
): Promise<Row> {
  const reference = parseReference(type, text);
  const row = reference && (await find(reference));
  if (row) return row;
  const message = `The ${type.toLowerCase()} ${text} was not found.`;
  throw createUserErrorException(message, UserErrorCode.NOT_FOUND, field);
}
