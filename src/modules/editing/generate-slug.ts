import { loadSiteLanguages } from '../../database/site-languages.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { slugify } from '../../shared/text/slug.js';

/** Number of slugs tried for a title (with suffixes from 2) before the editor must supply one. */
const MAX_SLUG_SUFFIX = 100;

/**
 * Derives a slug from a title that no article of the language has. Throws UserErrorException if that is not
 * possible.
 */
export async function generateSlug(
  tx: Transaction,
  title: string,
  language: string | null = null,
): Promise<string> {
  const wanted = slugify(title).slice(0, 100).replace(/-$/, '');
  for (let number = 1; wanted && number <= MAX_SLUG_SUFFIX; number++) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    const query = { where: { slug }, select: { language: true } };
    const holders = [...(await tx.draft.findMany(query)), ...(await tx.article.findMany(query))];
    if (holders.length === 0) return slug;
    const languages = await loadSiteLanguages(tx);
    if (
      languages &&
      holders.every((each) => languages.resolve(each.language) !== languages.resolve(language))
    )
      return slug;
  }
  throw createUserErrorException(
    'A slug cannot be derived from this title. Give a slug.',
    UserErrorCode.INVALID,
    ['slug'],
  );
}
