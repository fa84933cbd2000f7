import { createUserErrorException } from '../../mutations/article-content.js';
import { InputErrorCollector, LIMITS } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { parseGlobalId } from '../../shared/global-id.js';
import { slugify } from '../../shared/text/slug.js';

interface NamedInput {
  name?: string | null;
  slug?: string | null;
}

/** Collects the errors in the name and slug of a section, tag or author. */
export function validateName({ name, slug }: NamedInput): InputErrorCollector {
  const errors = new InputErrorCollector();
  if (name !== undefined && !name?.trim()) errors.add(['name'], 'The name must not be empty.');
  errors.checkLength(['name'], name, LIMITS.name);
  errors.checkSlug(slug);
  return errors;
}

/**
 * Returns the slug of an input, or one made from the name. Throws UserErrorException if the name yields none.
 */
export function resolveSlug({ name, slug }: { name: string; slug?: string | null }): string {
  const result = slug ?? slugify(name);
  if (result) return result;
  throw createUserErrorException(
    'A slug cannot be derived from this name. Give a slug.',
    UserErrorCode.INVALID,
    ['slug'],
  );
}

/** Finds the row of a global ID of the given type. Throws UserErrorException if there is none. */
export async function findRow<Row>(
  type: 'Section' | 'Tag' | 'Author',
  globalId: string,
  find: (id: number) => Promise<Row | null>,
  field = ['id'],
): Promise<Row> {
  const key = parseGlobalId(globalId);
  const row = key?.type === type ? await find(key.id) : null;
  if (row) return row;
  const noun = type.toLowerCase();
  throw createUserErrorException(`The ${noun} was not found.`, UserErrorCode.NOT_FOUND, field);
}
