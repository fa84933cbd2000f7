import { toPathKey } from '../../../modules/import/translation-names.js';
import { toSitePath } from '../../../shared/paths.js';
import type { ImportedArticle } from '../../run/imported-article.js';
import type { Fields } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { readText } from '../front-matter/values.js';
import type { SitePage } from '../site/site.js';

/**
 * Returns the language of an article, which its file or folder names unless the front matter does, and the name that its
 * translations share: `translationKey`, or `translationOf` with the path of an article that may be here from another source.
 */
export function readLanguage(
  fields: Fields,
  ofFrontMatter: string | null,
  page: SitePage | null,
  findings: Findings,
): Pick<ImportedArticle, 'language' | 'translationKeys'> {
  const key = readText(fields.take('translationKey'), findings) ?? page?.translationKey ?? null;
  const original = readText(fields.take('translationOf'), findings);
  const path = original === null ? null : toSitePath(original);
  const keys = [...(key === null ? [] : [key]), ...(path === null ? [] : [toPathKey(path)])];
  return {
    language: ofFrontMatter ?? page?.language ?? null,
    ...(keys.length > 0 && { translationKeys: keys }),
  };
}
