import type { ImportedArticle } from '../../run/imported-article.js';
import type { Fields } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { readText } from '../front-matter/values.js';
import type { SitePage } from '../site/site.js';

/**
 * Returns the language of an article, which its file or folder names unless the front matter does, and the name that its
 * translations share.
 */
export function readLanguage(
  fields: Fields,
  ofFrontMatter: string | null,
  page: SitePage | null,
  findings: Findings,
): Pick<ImportedArticle, 'language' | 'translationKeys'> {
  const key = readText(fields.take('translationKey'), findings) ?? page?.translationKey ?? null;
  return {
    language: ofFrontMatter ?? page?.language ?? null,
    ...(key !== null && { translationKeys: [key] }),
  };
}
