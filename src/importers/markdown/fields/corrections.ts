import type { ImportedArticle } from '../../run/imported-article.js';
import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { readText } from '../front-matter/values.js';
import { type Publication, readDate } from './publication.js';

/**
 * Reads corrections: texts or entries of `{ text, at }`. A correction with no date gets the latest date of
 * the article, with a warning.
 */
export function readCorrections(
  fields: Fields,
  { publishedAt, updatedAt }: Publication,
  findings: Findings,
): ImportedArticle['corrections'] {
  const entries = fields.takeAll('corrections', 'correction').flatMap((field) => field.entries());
  return entries.flatMap((entry) => {
    const entryFields = entry.fields();
    const text = readText(
      entryFields ? (entryFields.take('text', 'note', 'correction', 'description') ?? entry) : entry,
      findings,
    );
    const at = readCorrectionDate(entry, entryFields?.take('at', 'date'), updatedAt ?? publishedAt, findings);
    return text === null || at === null ? [] : [{ text, at }];
  });
}

function readCorrectionDate(
  entry: FrontMatterField,
  dateField: FrontMatterField | undefined,
  fallback: Date | null,
  findings: Findings,
): Date | null {
  const written = dateField && readDate(dateField, findings);
  if (written) return written;
  if (fallback === null)
    findings.addWarning(entry, 'a correction needs a date (at: 2016-03-04) and was ignored');
  else findings.addWarning(entry, `no date (at): the date of the article is used: ${fallback.toISOString()}`);
  return fallback;
}
