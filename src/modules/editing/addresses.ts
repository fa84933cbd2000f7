import type { Prisma } from '../../database/generated/client.js';
import { normalisePath } from '../../shared/paths.js';
import { rejected } from './article-content.js';

/**
 * Makes a path lead to an article, for good: it stays when the article moves on. A path that no living
 * content stands at any more is taken over. Throws ContentRejected when another article stands there.
 */
export async function claimAddress(
  tx: Prisma.TransactionClient,
  path: string,
  articleId: number,
): Promise<void> {
  const holder = await tx.article.findFirst({ where: { path, id: { not: articleId } } });
  if (holder) throw rejected(`The address ${path} is that of "${holder.title}" (${holder.slug}).`);
  const nobody = { sectionId: null, tagId: null, authorId: null };
  await tx.address.upsert({
    where: { path },
    create: { path, articleId },
    update: { articleId, ...nobody },
  });
}

/** As claimAddress, for addresses of the past: answers what could not be claimed, and why. */
export async function claimOldAddresses(
  tx: Prisma.TransactionClient,
  paths: string[],
  articleId: number,
): Promise<string[]> {
  const reasons: string[] = [];
  for (const given of paths) {
    const path = normalisePath(given);
    const holder = path && (await tx.address.findUnique({ where: { path } }));
    if (!path) reasons.push(`the old address "${given}" is not a path`);
    else if (holder && holder.articleId !== articleId)
      reasons.push(`the old address ${path} leads elsewhere already`);
    else await claimAddress(tx, path, articleId);
  }
  return reasons;
}
