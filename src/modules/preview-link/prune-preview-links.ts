import type { PrismaClient } from '../../database/generated/client.js';
import { daysAgo } from '../../jobs/retention.js';

/** Days for which a preview link that is revoked or expired is stored. */
const LINK_RETENTION_DAYS = 30;

/** Deletes preview links that were revoked or expired long ago. */
export async function prunePreviewLinks(prisma: PrismaClient): Promise<void> {
  const unused = { lt: daysAgo(LINK_RETENTION_DAYS) };
  await prisma.previewLink.deleteMany({ where: { OR: [{ expiresAt: unused }, { revokedAt: unused }] } });
}
