import type { PrismaClient } from '../database/generated/client.js';

/** What has been brought from a site so far. */
export interface KnownItems {
  /** The latest change there that has been brought here; null before the first sync. */
  syncedTo: Date | null;
  /** Source ids of all that it still had at the last look. */
  all: Set<string>;
  /** Of those, what readers see or are to see. */
  live: Set<string>;
}

export async function knownItems(prisma: PrismaClient, source: string): Promise<KnownItems> {
  const sync = await prisma.sourceSync.findUnique({ where: { source } });
  const drafts = await prisma.draft.findMany({
    where: { source, sourceDigest: { not: null } },
    select: { sourceId: true, scheduledFor: true, article: { select: { id: true } } },
  });
  const live = drafts.filter(({ article, scheduledFor }) => article !== null || scheduledFor !== null);
  const ids = (of: { sourceId: string | null }[]) => new Set(of.map(({ sourceId }) => sourceId!));
  return { syncedTo: sync?.syncedTo ?? null, all: ids(drafts), live: ids(live) };
}

export async function rememberSync(prisma: PrismaClient, source: string, syncedTo: Date): Promise<void> {
  await prisma.sourceSync.upsert({ where: { source }, create: { source, syncedTo }, update: { syncedTo } });
}
