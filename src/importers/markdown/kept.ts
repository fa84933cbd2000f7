import type { ImportedArticle } from '../imported-article.js';
import type { Fields } from './fields.js';
import type { Findings } from './findings.js';
import { readDate } from './publication.js';
import { readNumber, readTexts } from './values.js';

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
