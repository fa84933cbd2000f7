import type { ImportedArticle } from '../imported-article.js';
import type { Field, Fields } from './fields.js';
import type { Findings } from './findings.js';
import { dateOf, type Publication } from './publication.js';
import { textOf } from './values.js';

/** Texts, or entries of `{ text, at }`. One without a date gets the article's latest, and the receipt says so. */
export function readCorrections(
  fields: Fields,
  { publishedAt, updatedAt }: Publication,
  findings: Findings,
): ImportedArticle['corrections'] {
  const written = fields.takeAll('corrections', 'correction').flatMap((field) => field.entries());
  return written.flatMap((entry) => {
    const inside = entry.fields();
    const text = textOf(
      inside ? (inside.take('text', 'note', 'correction', 'description') ?? entry) : entry,
      findings,
    );
    const at = dateOfCorrection(entry, inside?.take('at', 'date'), updatedAt ?? publishedAt, findings);
    return text === null || at === null ? [] : [{ text, at }];
  });
}

function dateOfCorrection(
  entry: Field,
  at: Field | undefined,
  fallback: Date | null,
  findings: Findings,
): Date | null {
  if (at !== undefined) return dateOf(at, findings);
  if (fallback === null) findings.problem(entry, 'a correction needs a date (at: 2016-03-04)');
  else findings.note(entry, `no date (at), so it gets the article's: ${fallback.toISOString()}`);
  return fallback;
}
