import { createUserErrorException } from '../../mutations/article-content.js';
import { InputErrorCollector, LIMITS } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { parseGlobalId } from '../../shared/global-id.js';
import { slugify } from '../../shared/text/slug.js';

interface NamedInput {
  name?: string | null;
  slug?: string | null;
}

/** What is wrong with the name and the slug of a section, a tag or an author. */
export function validateName({ name, slug }: NamedInput): InputErrorCollector {
  const errors = new InputErrorCollector();
  if (name !== undefined && !name?.trim()) errors.add(['name'], 'Give a name.');
  errors.checkLength(['name'], name, LIMITS.name);
  errors.checkSlug(slug);
  return errors;
}

/** The slug that an input gives or, for something new, one made from its name. Throws ContentRejected. */
export function resolveSlug({ name, slug }: { name: string; slug?: string | null }): string {
  const result = slug ?? slugify(name);
  if (result) return result;
  throw createUserErrorException('Give a slug: none can be made from this name.', UserErrorCode.INVALID, [
    'slug',
  ]);
}

/** The row that a global id of a type names. Throws ContentRejected when there is none. */
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
  throw createUserErrorException(`There is no such ${noun}.`, UserErrorCode.NOT_FOUND, field);
}
