import type { ImportedArticle } from '../../run/imported-article.js';
import type { Fields } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import { readNames, readNumber } from '../front-matter/values.js';
import { readDate } from './publication.js';

/** Highest ID that an import may set, so that imports cannot exhaust the sequence. */
export const MAX_ID = 100_000_000;

/** Reads fields that only our own exporter writes: database ID, schedule, withdrawal, pins and outdated translations. */
export function readReservedFields(
  fields: Fields,
  findings: Findings,
): Pick<ImportedArticle, 'id' | 'scheduledFor' | 'unpublishedAt' | 'pinned' | 'isOutdatedTranslation'> {
  const id = readNumber(fields.take('id'), [1, MAX_ID], findings);
  const scheduled = fields.take('scheduledFor');
  const unpublished = fields.take('unpublishedAt');
  const outdated = fields.take('isOutdatedTranslation');
  const pinned = readNames(fields.take('pinned'), findings);
  return {
    ...(id !== null && Number.isInteger(id) && { id }),
    ...(scheduled && { scheduledFor: readDate(scheduled, findings) }),
    ...(unpublished && { unpublishedAt: readDate(unpublished, findings) }),
    ...(outdated?.value === true && { isOutdatedTranslation: true }),
    ...(pinned.length > 0 && { pinned }),
  };
}
