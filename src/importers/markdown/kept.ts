import type { ImportedArticle } from '../imported-article.js';
import type { Fields } from './fields.js';
import type { Findings } from './findings.js';
import { dateOf } from './publication.js';
import { numberOf, textsOf } from './values.js';

/** So that what an import brings can never use up the numbers. */
export const MAX_ID = 100_000_000;

/** What only an export of ours says of an article: facts of the database that it came from. */
export function readKept(
  fields: Fields,
  findings: Findings,
): Pick<ImportedArticle, 'id' | 'scheduledFor' | 'unpublishedAt' | 'pinned'> {
  const id = numberOf(fields.take('id'), [1, MAX_ID], findings);
  const scheduled = fields.take('scheduledFor');
  const unpublished = fields.take('unpublishedAt');
  const pinned = textsOf(fields.take('pinned'), findings);
  return {
    ...(Number.isInteger(id) && { id: id! }),
    ...(scheduled && { scheduledFor: dateOf(scheduled, findings) }),
    ...(unpublished && { unpublishedAt: dateOf(unpublished, findings) }),
    ...(pinned.length > 0 && { pinned }),
  };
}
