import { keys } from '../../../database/keys.js';
import { authorPath, tagPath } from '../../../shared/paths.js';
import { type ImageContent, rejected } from '../article-content.js';
import { appendChange } from '../change-log.js';
import type { Transaction } from '../turns.js';
import { changeAuthor, insertAuthor } from './authors.js';
import { findOrCreateImage } from './find-or-create.js';
import { orderSections } from './section-order.js';
import { placeSections } from './section-places.js';
import { changeSection, insertSection } from './sections.js';
import { insertTag, saveTag } from './tags.js';

/** Sections, authors and tags by slug; parents before their children. */
export interface Vocabulary {
  sections: { slug: string; name: string; description: string | null; parent: string | null }[];
  authors: { slug: string; name: string; bio: string | null; image: ImageContent | null }[];
  tags: { slug: string; name: string }[];
}

export interface VocabularyOptions {
  /** Whether to leave alone what is there already. */
  onlyMissing?: boolean;
}

/**
 * Creates or changes each by its slug; sections take the order in which they are given. What editors have
 * given another slug since, or merged, stays as they left it. With `onlyMissing`, so does all that is there.
 */
export async function saveVocabulary(
  tx: Transaction,
  { sections, authors, tags }: Vocabulary,
  { onlyMissing = false }: VocabularyOptions = {},
): Promise<void> {
  const ids = await saveSections(tx, sections, onlyMissing);
  if (!onlyMissing && (await orderSections(tx, ids))) {
    await appendChange(tx, { kind: 'UPDATED', nodeType: 'Section', nodeId: ids[0]!, keys: [keys.sections] });
  }
  for (const { slug, name, bio, image } of authors) {
    const facts = { slug, name, bio, imageId: image && (await findOrCreateImage(tx, image)) };
    const author = await tx.author.findUnique({ where: { slug } });
    if (author && !onlyMissing) await changeAuthor(tx, author, facts);
    else if (!author && !(await isFormer(tx, authorPath(slug)))) await insertAuthor(tx, facts);
  }
  for (const { slug, name } of tags) {
    const tag = await tx.tag.findUnique({ where: { slug } });
    if (tag && !onlyMissing) await saveTag(tx, tag, { slug, name });
    else if (!tag && !(await isFormer(tx, tagPath(slug)))) await insertTag(tx, { slug, name });
  }
}

async function saveSections(
  tx: Transaction,
  sections: Vocabulary['sections'],
  onlyMissing: boolean,
): Promise<number[]> {
  const saved = new Map<string, { id: number; named: string }>();
  for (const { slug, name, description, parent } of sections) {
    const above = parent === null ? null : (saved.get(parent) ?? (await findSection(tx, parent)));
    if (parent !== null && !above)
      throw rejected(`The section ${slug} is below ${parent}, which is not there.`);
    const named = `${above?.named ?? ''}/${slug}`;
    const facts = { slug, name, description, parentId: above?.id ?? null };
    const section = await tx.section.findUnique({ where: { slug } });
    if (section && !onlyMissing) await changeSection(tx, section, facts);
    const former = section ? null : await tx.address.findUnique({ where: { path: named } });
    const id = section?.id ?? former?.sectionId ?? (await insertSection(tx, facts)).id;
    saved.set(slug, { id, named });
  }
  return [...saved.values()].map(({ id }) => id);
}

async function findSection(tx: Transaction, slug: string) {
  const section = await tx.section.findUnique({ where: { slug } });
  return section && { id: section.id, named: (await placeSections(tx)).get(section.id)!.path };
}

/** Whether a tag or an author that goes by another slug today had this address. */
async function isFormer(tx: Transaction, path: string): Promise<boolean> {
  const address = await tx.address.findUnique({ where: { path } });
  return address !== null && (address.tagId !== null || address.authorId !== null);
}
