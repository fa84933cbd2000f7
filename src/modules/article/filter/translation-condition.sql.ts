import { Prisma } from '../../../database/generated/client.js';
import { buildLanguageCondition } from '../../../database/migrations/language-conditions.js';
import { BadUserInputError } from '../../../shared/errors/errors.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import type { ReferenceReader } from './condition.js';

const { sql, raw } = Prisma;

/**
 * Builds the condition that the article `a` has no version in a language, and is not in it. Throws BadUserInputError for a
 * tag that is none of the site's.
 */
export function buildMissingTranslation(
  reader: Pick<ReferenceReader, 'previewTable'>,
  tag: string,
  languages: SiteLanguages,
  name: string,
): Prisma.Sql {
  const language = languages.find(tag);
  if (language === null)
    throw new BadUserInputError(
      `${name}: "${tag.slice(0, 50)}" is not a language of the site. Use one of ${languages.all.join(', ')}.`,
    );
  const isIn = (column: string) => raw(buildLanguageCondition(column, [language], languages));
  return sql`(${isIn('a.language')} IS NOT TRUE AND NOT EXISTS (
    SELECT FROM ${reader.previewTable('article')} o
    WHERE o.translation_group = a.translation_group AND ${isIn('o.language')}))`;
}

/** Condition that the source of the article `a` was published again since the article was. */
export const IS_OUTDATED = sql`EXISTS (
  SELECT FROM published.article s LEFT JOIN published.article p ON p.id = a.id
  WHERE s.id = a.translated_from AND s.revision > greatest(a.translated_revision, p.translated_revision))`;
