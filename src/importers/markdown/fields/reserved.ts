import type { ImportedArticle } from '../../run/imported-article.js';
import type { Fields } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { readNumber, readTexts } from '../front-matter/values.js';
import { readDate } from './publication.js';

/** So that what an import brings can never use up the numbers. */
export const MAX_ID = 100_000_000;

/** What only an export of ours says of an article: facts of the database that it came from. */
export function readReservedFields(
  fields: Fields,
  findings: Findings,
): Pick<ImportedArticle, 'id' | 'scheduledFor' | 'unpublishedAt' | 'pinned'> {
  const id = readNumber(fields.take('id'), [1, MAX_ID], findings);
  const scheduled = fields.take('scheduledFor');
  const unpublished = fields.take('unpublishedAt');
  const pinned = readTexts(fields.take('pinned'), findings);
  return {
    ...(Number.isInteger(id) && { id: id! }),
    ...(scheduled && { scheduledFor: readDate(scheduled, findings) }),
    ...(unpublished && { unpublishedAt: readDate(unpublished, findings) }),
    ...(pinned.length > 0 && { pinned }),
  };
}
