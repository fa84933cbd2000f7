import type { PrismaClient } from '../../database/generated/client.js';

/** State of an item as its source lists it. */
export interface ItemState {
  /** When it was last changed there; null where the source does not say. */
  modified: Date | null;
  /** In the source's own words. */
  status: string;
}

/** What has been brought from a site so far. */
export interface KnownItems {
  /** The latest change there that has been brought here; null before the first sync. */
  syncedTo: Date | null;
  /** When all of it was last compared; null for never. */
  comparedAt: Date | null;
  /** Source ids of all that it still had at the last look. */
  allIds: Set<string>;
  /** Of those, what readers there can see, so that it is gone when they no more can. */
  publicIds: Set<string>;
  /** What each was when it was last brought, by source id. */
  states: Map<string, ItemState>;
}

/** What a sync saw of a source. */
export interface SyncProgress {
  syncedTo: Date;
  comparedAt: Date | null;
  seen: Map<string, ItemState>;
  gone: string[];
}

/**
 * Milliseconds in which a source is to publish what it had scheduled. Until then an item that was never seen to be
 * public there is not missed.
 */
const PUBLICATION_DELAY = 15 * 60_000;
const ROWS_AT_ONCE = 1_000;

/** Loads what is known of a source. `status` has its words for what is public there, and for what is scheduled. */
export async function loadKnownItems(
  prisma: PrismaClient,
  source: string,
  status: { public: string; scheduled: string },
): Promise<KnownItems> {
  const sync = await prisma.sourceSync.findUnique({ where: { source } });
  const rows = await prisma.sourceItem.findMany({ where: { source } });
  const states = new Map<string, ItemState>(rows.map((row) => [row.sourceId, row]));
  const drafts = await prisma.draft.findMany({
    where: { source, sourceDigest: { not: null } },
    select: {
      ...{ sourceId: true, scheduledFor: true, updatedAt: true, editedAt: true },
      article: { select: { publishedAt: true } },
    },
  });
  const all = new Set<string>();
  const live = new Set<string>();
  for (const { sourceId, scheduledFor, updatedAt, editedAt, article } of drafts) {
    const id = sourceId!;
    all.add(id);
    const isSeen = states.get(id)?.status === status.public;
    if (article && (isSeen || !isNew(article.publishedAt))) live.add(id);
    // What came before states were kept, or by an export, was changed there when it says so here.
    const guess = article ? status.public : scheduledFor ? status.scheduled : null;
    if (!states.has(id) && guess && !editedAt) states.set(id, { modified: updatedAt, status: guess });
  }
  const { syncedTo = null, comparedAt = null } = sync ?? {};
  return { syncedTo, comparedAt, allIds: all, publicIds: live, states };
}

function isNew(publishedAt: Date | null): boolean {
  return publishedAt !== null && publishedAt.getTime() > Date.now() - PUBLICATION_DELAY;
}

/** What is known when everything is to be asked for again. */
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

/** Saves how far a source was read, and what was seen of it: all or nothing. */
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
    return prisma.$executeRaw`
      INSERT INTO source_item (source, source_id, modified, status)
      SELECT ${source}, id, NULLIF(modified, '')::timestamptz, status
      FROM unnest(${ids}::text[], ${modified}::text[], ${status}::text[]) AS seen (id, modified, status)
      ON CONFLICT (source, source_id) DO UPDATE SET modified = EXCLUDED.modified, status = EXCLUDED.status`;
  });
  await prisma.$transaction([
    prisma.sourceSync.upsert({ where: { source }, create: { source, ...mark }, update: mark }),
    prisma.sourceItem.deleteMany({ where: { source, sourceId: { in: gone } } }),
    ...upserts,
  ]);
}
