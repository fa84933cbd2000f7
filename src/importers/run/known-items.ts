import type { PrismaClient } from '../../database/generated/client.js';
import { LIVE_BLOG_KIND } from '../../modules/live-blog/live-blog-kind.js';

/** State of an item as listed by its source. */
export interface ItemState {
  /** Date of its last change at the source, or null if unknown. */
  modified: Date | null;
  /** Status in the source's terms; words after it may say for whom it is public. */
  status: string;
  /** Time before which it was requested in this run. */
  readAt?: Date;
}

/** Items that were imported from a source so far. */
export interface KnownItems {
  /** Time of the latest imported change. Null before the first sync. */
  syncedTo: Date | null;
  /** Time of the last complete comparison. Null for never. */
  comparedAt: Date | null;
  /** Source IDs of all items that existed at the last sync. */
  allIds: Set<string>;
  /** Source IDs of the public items among them. An item that is no longer public counts as deleted. */
  publicIds: Set<string>;
  /** Source IDs of the items that are scheduled here as the source had them, and that it did not push. */
  scheduledIds: string[];
  /** Source IDs of the live blogs that have not ended. A new entry is no change of the item at the source. */
  liveBlogIds: string[];
  /** States at the last import, by source ID. */
  states: Map<string, ItemState>;
}

/** Result of a sync, to be saved. */
export interface SyncProgress {
  syncedTo: Date;
  comparedAt: Date | null;
  seen: Map<string, ItemState>;
  gone: string[];
}

/**
 * Milliseconds that a source may take to publish a scheduled item. Until then, an item that was never seen
 * public is not treated as deleted.
 */
const PUBLICATION_DELAY = 15 * 60_000;
const ROWS_AT_ONCE = 1_000;

/** Loads the known items of a source. `status` holds the source's names for public and scheduled. */
export async function loadKnownItems(
  prisma: PrismaClient,
  source: string,
  status: { public: string; scheduled: string },
): Promise<KnownItems> {
  const sync = await prisma.sourceSync.findUnique({ where: { source } });
  const rows = await prisma.sourceItem.findMany({ where: { source } });
  const states = new Map<string, ItemState>(rows.map((row) => [row.sourceId, row]));
  const pushed = new Set(rows.filter(({ pushedAt }) => pushedAt !== null).map(({ sourceId }) => sourceId));
  const drafts = await prisma.draft.findMany({
    where: { source, sourceDigest: { not: null } },
    select: {
      sourceId: true,
      scheduledFor: true,
      updatedAt: true,
      editedAt: true,
      kind: true,
      article: { select: { publishedAt: true } },
      liveBlog: { select: { endedAt: true } },
    },
  });
  const all = new Set<string>();
  const live = new Set<string>();
  const liveBlogIds: string[] = [];
  const scheduledIds: string[] = [];
  for (const { sourceId, scheduledFor, updatedAt, editedAt, kind, article, liveBlog } of drafts) {
    if (sourceId === null) continue;
    const id = sourceId;
    if (kind === LIVE_BLOG_KIND && liveBlog?.endedAt === null) liveBlogIds.push(id);
    all.add(id);
    if (!article && scheduledFor && !editedAt && !pushed.has(id)) scheduledIds.push(id);
    const isSeen = states.get(id)?.status.split(' ', 1)[0] === status.public;
    if (article && (isSeen || !isNew(article.publishedAt))) live.add(id);
    // Items that were imported before states were saved, or from an export, have no state: infer it from the
    // article here.
    const guess = article ? status.public : scheduledFor ? status.scheduled : null;
    if (!states.has(id) && guess && !editedAt) states.set(id, { modified: updatedAt, status: guess });
  }
  const { syncedTo = null, comparedAt = null } = sync ?? {};
  return { syncedTo, comparedAt, allIds: all, publicIds: live, scheduledIds, liveBlogIds, states };
}

function isNew(publishedAt: Date | null): boolean {
  return publishedAt !== null && publishedAt.getTime() > Date.now() - PUBLICATION_DELAY;
}

/** Returns known items with no states, so that everything is fetched again. */
export function forgetStates(known: KnownItems): KnownItems {
  return { ...known, syncedTo: null, states: new Map() };
}

export function isSameState(known: ItemState | undefined, listed: ItemState): boolean {
  return (
    known !== undefined &&
    known.status === listed.status &&
    known.modified?.getTime() === listed.modified?.getTime()
  );
}

/** Saves the progress of a sync in one transaction. */
export async function saveSyncTime(
  prisma: PrismaClient,
  source: string,
  { syncedTo, comparedAt, seen, gone }: SyncProgress,
): Promise<void> {
  const mark = comparedAt ? { syncedTo, comparedAt } : { syncedTo };
  const rows = [...seen];
  const upserts = Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, i) => {
    const some = rows.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE);
    const ids = some.map(([id]) => id);
    const modified = some.map(([, state]) => state.modified?.toISOString() ?? '');
    const status = some.map(([, state]) => state.status);
    const readAt = some.map(([, state]) => state.readAt?.toISOString() ?? '');
    return prisma.$executeRaw`
      INSERT INTO source_item (source, source_id, modified, status)
      SELECT ${source}, id, NULLIF(modified, '')::timestamptz, status
      FROM unnest(${ids}::text[], ${modified}::text[], ${status}::text[], ${readAt}::text[])
        AS seen (id, modified, status, read_at)
      -- What was pushed since it was read has its state from the push.
      WHERE NOT EXISTS (
        SELECT 1 FROM source_item item
        WHERE item.source = ${source} AND item.source_id = seen.id AND item.pushed_at >= NULLIF(seen.read_at, '')::timestamptz)
      ON CONFLICT (source, source_id) DO UPDATE SET modified = EXCLUDED.modified, status = EXCLUDED.status,
        has_unsaved_changes = source_item.has_unsaved_changes
          AND (source_item.modified, source_item.status) IS NOT DISTINCT FROM (EXCLUDED.modified, EXCLUDED.status)`;
  });
  await prisma.$transaction([
    prisma.sourceSync.upsert({ where: { source }, create: { source, ...mark }, update: mark }),
    prisma.sourceItem.deleteMany({ where: { source, sourceId: { in: gone } } }),
    ...upserts,
  ]);
}
