import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { slugify } from '../../shared/text/slug.js';

/** Number of slugs tried for a title (with suffixes from 2) before the editor must supply one. */
const MAX_SLUG_SUFFIX = 100;

/** Derives a slug that no article has from a title. Throws UserErrorException if that is not possible. */
export async function generateSlug(tx: Transaction, title: string): Promise<string> {
  const wanted = slugify(title).slice(0, 100).replace(/-$/, '');
  for (let number = 1; wanted && number <= MAX_SLUG_SUFFIX; number++) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    const taken = (await tx.draft.count({ where: { slug } })) + (await tx.article.count({ where: { slug } }));
    if (taken === 0) return slug;
  }
  throw createUserErrorException(
    'A slug cannot be derived from this title. Give a slug.',
    UserErrorCode.INVALID,
    ['slug'],
  );
}
