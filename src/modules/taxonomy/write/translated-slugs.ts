import { Prisma } from '../../../database/generated/client.js';
import { getSchemaName } from '../../../database/read/schema-name.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import type { TranslatedTexts } from '../../../shared/translated-texts.js';
import { assertPathsAvailable } from '../../urls/reserve-path.js';
import type { TermKind } from './term-table.js';
import { TERM_TYPES } from './term-types.js';

/**
 * Throws UserErrorException if another term of the kind has a slug in the same language, or an article is at the path. `id` is
 * null for a new term, and `input` the list that errors name.
 */
export async function assertTranslatedSlugs(
  tx: Transaction,
  kind: TermKind,
  { id, texts, input }: { id: number | null; texts: TranslatedTexts; input: readonly { language: string }[] },
  languages: SiteLanguages,
): Promise<void> {
  for (const language of languages.all.slice(1)) {
    const slug = texts[language]?.slug;
    if (slug == null) continue;
    const rows = Prisma.raw(`"${getSchemaName('preview', language)}"."${kind}"`);
    const [holder] = await tx.$queryRaw<{ name: string }[]>`
      SELECT name FROM ${rows} WHERE slug = ${slug} AND id IS DISTINCT FROM ${id}::int LIMIT 1`;
    const place = input.findIndex((each) => languages.find(each.language.trim()) === language);
    const field = ['translations', ...(place < 0 ? [] : [String(place), 'slug'])];
    if (holder) {
      const message = `The slug ${slug} is already used in ${language} by another ${kind}, "${holder.name}".`;
      throw createUserErrorException(message, UserErrorCode.TAKEN, field);
    }
    // A section below another one has a longer path, which moving its articles compares.
    const path = languages.getPrefix(language) + TERM_TYPES[kind].buildPath(slug);
    await assertPathsAvailable(tx, [path], field, {
      articles: new Set(),
      sections: new Set(id === null ? [] : [id]),
    });
  }
}
