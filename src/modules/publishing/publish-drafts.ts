import type { Draft } from '../../database/generated/client.js';
import { sendTogether } from '../../mutations/send-together.js';
import { readDatabaseClock, type Transaction } from '../../mutations/write-lock.js';
import type { PublishDrafts } from '../editing/article-mutation.service.js';
import { markEdited } from '../editing/article-writes.js';
import type { PublicationInput } from '../editing/editing.inputs.js';
import { assertAltTexts } from './alt-texts.js';
import { snapshotArticles } from './article-snapshots.js';
import { assertNoEmbargo } from './embargo.js';
import { readTimes } from './publication-times.js';
import { publishAll } from './publish-article.js';
import { cancelSchedule, schedule } from './schedule-publication.js';

/** Returns a function that publishes drafts, by the settings of the site. */
export function createPublishDrafts({ REQUIRE_ALT_TEXTS }: { REQUIRE_ALT_TEXTS: boolean }): PublishDrafts {
  if (!REQUIRE_ALT_TEXTS) return publishDrafts;
  return async (tx, drafts, times) => {
    await assertAltTexts(
      tx,
      drafts.map(({ id }) => id),
    );
    await publishDrafts(tx, drafts, times);
  };
}

/** The number of statements does not depend on that of drafts. */
async function publishDrafts(tx: Transaction, drafts: Draft[], times: PublicationInput): Promise<void> {
  const ids = listIds(drafts);
  const [now, snapshots] = await sendTogether([() => readDatabaseClock(tx), () => snapshotArticles(tx, ids)]);
  const { due, date } = readTimes(times, now);
  await assertNoEmbargo(tx, drafts, due ?? now);
  if (due) {
    await markEdited(tx, ids);
    await schedule(tx, ids, due);
    return;
  }
  const scheduled = drafts.filter(({ scheduledFor }) => scheduledFor !== null);
  if (scheduled.length > 0) await cancelSchedule(tx, listIds(scheduled));
  const isLive = ({ id, revision, path }: Draft) => {
    const snapshot = snapshots.get(id);
    return snapshot?.revision === revision && snapshot.path === path;
  };
  // Publishing the same revision again would notify clients of an update without changes.
  const changed = date ? drafts : drafts.filter((draft) => !isLive(draft));
  const live = drafts.filter((draft) => !changed.includes(draft));
  if (live.length > 0) await markEdited(tx, listIds(live));
  const edit = { at: now, publishedAt: date };
  await publishAll(tx, listIds(changed), { snapshots, drafts: changed, edit });
}

function listIds(drafts: Draft[]): number[] {
  return drafts.map(({ id }) => id);
}
