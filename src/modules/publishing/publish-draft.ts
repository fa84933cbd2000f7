import type { Draft } from '../../database/generated/client.js';
import { readDatabaseClock, type Transaction } from '../../mutations/write-lock.js';
import { markEdited } from '../editing/article-writes.js';
import type { PublicationInput } from '../editing/editing.inputs.js';
import { snapshotArticle } from './article-snapshots.js';
import { readTimes } from './publication-times.js';
import { publish } from './publish-article.js';
import { cancelSchedule, schedule } from './schedule-publication.js';

/** Publishes the latest revision of a draft, or schedules it. Throws UserErrorException. */
export async function publishDraft(tx: Transaction, draft: Draft, times: PublicationInput): Promise<void> {
  const { id } = draft;
  const now = await readDatabaseClock(tx);
  const { due, date } = readTimes(times, now);
  await markEdited(tx, id);
  if (due) {
    await schedule(tx, id, due);
    return;
  }
  const [liveSnapshot] = await Promise.all([snapshotArticle(tx, id), cancelSchedule(tx, id)]);
  const isLive = liveSnapshot?.revision === draft.revision && liveSnapshot.path === draft.path;
  // Publishing the same revision again would notify clients of an update without changes.
  if (isLive && !date) return;
  const data = { updatedAt: now, ...(date && { publishedAt: date }) };
  await tx.draft.update({ where: { id }, data });
  await publish(tx, id, { before: liveSnapshot });
}
