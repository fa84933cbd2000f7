import type { Prisma } from '../../database/generated/client.js';
import { type ImageContent, rejected } from './article-content.js';
import { findOrCreateImage } from './vocabulary.js';

type Transaction = Prisma.TransactionClient;

/** Sections, authors and tags by slug; parents before their children. */
export interface Vocabulary {
  sections: { slug: string; name: string; description: string | null; parent: string | null }[];
  authors: { slug: string; name: string; bio: string | null; image: ImageContent | null }[];
  tags: { slug: string; name: string }[];
}

/** Creates or updates each by its slug; sections take the order in which they are given. */
export async function saveVocabulary(
  tx: Transaction,
  { sections, authors, tags }: Vocabulary,
): Promise<void> {
  for (const [position, { slug, name, description, parent }] of sections.entries()) {
    const above = parent === null ? null : await tx.section.findUnique({ where: { slug: parent } });
    if (parent !== null && !above)
      throw rejected(`The section ${slug} is below ${parent}, which is not there.`);
    const data = { name, description, position, parentId: above?.id ?? null };
    await tx.section.upsert({ where: { slug }, create: { slug, ...data }, update: data });
  }
  for (const { slug, name, bio, image } of authors) {
    const data = { name, bio, imageId: image && (await findOrCreateImage(tx, image)) };
    await tx.author.upsert({ where: { slug }, create: { slug, ...data }, update: data });
  }
  for (const { slug, name } of tags) {
    await tx.tag.upsert({ where: { slug }, create: { slug, name }, update: { name } });
  }
}
