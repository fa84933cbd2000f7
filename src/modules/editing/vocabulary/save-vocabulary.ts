import { keys } from '../../../database/keys.js';
import { authorPath, normalisePath, tagPath } from '../../../shared/paths.js';
import { freeOf, leadTo } from '../addresses.js';
import { type ImageContent, rejected } from '../article-content.js';
import { appendChange } from '../change-log.js';
import { ownNumber } from '../own-number.js';
import type { Transaction } from '../turns.js';
import { changeAuthor, insertAuthor } from './authors.js';
import { findOrCreateImage } from './find-or-create.js';
import { AUTHOR, type Kind, TAG } from './named.js';
import { orderSections } from './section-order.js';
import { placeSections } from './section-places.js';
import { changeSection, insertSection } from './sections.js';
import { insertTag, saveTag } from './tags.js';

interface Named {
  slug: string;
  name: string;
  /** The number that it is to have here, if it is new and nothing has it. */
  id?: number | undefined;
  /** Site paths that lead to it since it was called otherwise. */
  aliases?: string[] | undefined;
}

/** Sections, authors and tags by slug; parents before their children. */
export interface Vocabulary {
  sections: (Named & { description: string | null; parent: string | null })[];
  authors: (Named & { bio: string | null; image: ImageContent | null })[];
  tags: Named[];
}

export interface VocabularyOptions {
  /** Whether to leave alone what is there already. */
  onlyMissing?: boolean;
}

const SECTION = { type: 'Section', owner: 'section_id' } as const;

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
    const touched = [keys.anySection, keys.sections];
    await appendChange(tx, { kind: 'UPDATED', nodeType: 'Section', nodeId: ids[0]!, keys: touched });
  }
  for (const { slug, name, bio, image, id: number, aliases } of authors) {
    const facts = { slug, name, bio, imageId: image && (await findOrCreateImage(tx, image)) };
    const author = await tx.author.findUnique({ where: { slug } });
    if (author && !onlyMissing) await changeAuthor(tx, author, facts);
    else if (!author && !(await isFormer(tx, authorPath(slug)))) {
      const id = await insertAuthor(tx, { ...facts, ...(await ownNumber(tx, 'author', number)) });
      await leadToNew(tx, AUTHOR, id, aliases);
    }
  }
  for (const { slug, name, id: number, aliases } of tags) {
    const tag = await tx.tag.findUnique({ where: { slug } });
    if (tag && !onlyMissing) await saveTag(tx, tag, { slug, name });
    else if (!tag && !(await isFormer(tx, tagPath(slug)))) {
      const id = await insertTag(tx, { slug, name, ...(await ownNumber(tx, 'tag', number)) });
      await leadToNew(tx, TAG, id, aliases);
    }
  }
}

async function saveSections(
  tx: Transaction,
  sections: Vocabulary['sections'],
  onlyMissing: boolean,
): Promise<number[]> {
  const saved = new Map<string, { id: number; named: string }>();
  for (const { slug, name, description, parent, id: number, aliases } of sections) {
    const above = parent === null ? null : (saved.get(parent) ?? (await findSection(tx, parent)));
    if (parent !== null && !above)
      throw rejected(`The section ${slug} is below ${parent}, which is not there.`);
    const named = `${above?.named ?? ''}/${slug}`;
    const facts = { slug, name, description, parentId: above?.id ?? null };
    const section = await tx.section.findUnique({ where: { slug } });
    if (section && !onlyMissing) await changeSection(tx, section, facts);
    const former = section ? null : await tx.address.findUnique({ where: { path: named } });
    const known = section?.id ?? former?.sectionId;
    const id =
      known ?? (await insertSection(tx, { ...facts, ...(await ownNumber(tx, 'section', number)) })).id;
    if (known === undefined) await leadToNew(tx, SECTION, id, aliases);
    saved.set(slug, { id, named });
  }
  return [...saved.values()].map(({ id }) => id);
}

async function findSection(tx: Transaction, slug: string) {
  const section = await tx.section.findUnique({ where: { slug } });
  return section && { id: section.id, named: (await placeSections(tx)).get(section.id)!.path };
}

/** Makes old addresses lead to what was just made; where something else lives, or lived, they stay as they are. */
async function leadToNew(
  tx: Transaction,
  { type, owner }: Pick<Kind, 'type' | 'owner'> | typeof SECTION,
  id: number,
  aliases: string[] = [],
): Promise<void> {
  const free = await freeOf(
    tx,
    aliases.flatMap((alias) => normalisePath(alias) ?? []),
  );
  if (free.length === 0) return;
  const places = free.map((path) => ({ path, id }));
  await leadTo(tx, owner, places);
  await appendChange(tx, { kind: 'UPDATED', nodeType: type, nodeId: id, keys: free.map(keys.path) });
}

/** Whether a tag or an author that goes by another slug today had this address. */
async function isFormer(tx: Transaction, path: string): Promise<boolean> {
  const address = await tx.address.findUnique({ where: { path } });
  return address !== null && (address.tagId !== null || address.authorId !== null);
}
