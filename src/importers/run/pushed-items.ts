import type { SourceRef } from '../../modules/import/external-article.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { type ItemState, isSameState } from './known-items.js';

/** A version of an item that its source has pushed. */
export interface PushedVersion extends ItemState {
  /** Number that the source counts up with each version of an item. */
  number: bigint;
  /** True for changes that the source has not saved. */
  isUnsaved: boolean;
}

const OUTDATED = 'a later version was pushed before';
const UNSAVED = 'unsaved changes were pushed, which stay until the source saves them';

/** Records a pushed version, unless a later one was recorded before. Returns the reason for one that is outdated. */
export async function recordPush(
  tx: Transaction,
  { source, sourceId }: SourceRef,
  { number, modified, status, isUnsaved }: PushedVersion,
): Promise<string | null> {
  const rows = await tx.$executeRaw`
    INSERT INTO source_item AS item (source, source_id, modified, status, push_number, pushed_at, has_unsaved_changes)
    VALUES (${source}, ${sourceId}, ${modified}, ${status}, ${number}, ${new Date()}, ${isUnsaved})
    ON CONFLICT (source, source_id) DO UPDATE SET
      modified = EXCLUDED.modified, status = EXCLUDED.status, push_number = EXCLUDED.push_number,
      pushed_at = EXCLUDED.pushed_at, has_unsaved_changes = EXCLUDED.has_unsaved_changes
    WHERE item.push_number IS NULL OR item.push_number <= EXCLUDED.push_number`;
  return rows === 0 ? OUTDATED : null;
}

/**
 * Returns the reason for an item of a sync that stays as it is, because it was pushed after it was read, or has
 * unsaved changes of the version that was read.
 */
export async function checkPushed(
  tx: Transaction,
  source: string,
  sourceId: string,
  read: ItemState | undefined,
): Promise<string | null> {
  if (!read?.readAt) return null;
  const item = await tx.sourceItem.findUnique({ where: { source_sourceId: { source, sourceId } } });
  if (!item?.pushedAt) return null;
  if (item.pushedAt >= read.readAt) return OUTDATED;
  return item.hasUnsavedChanges && isSameState(item, read) ? UNSAVED : null;
}
