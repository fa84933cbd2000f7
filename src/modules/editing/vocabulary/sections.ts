import type { Section } from '../../../database/generated/client.js';
import { keys } from '../../../database/keys.js';
import { leadTo, refuseTakenPaths } from '../addresses.js';
import { rejected } from '../article-content.js';
import { appendChange } from '../change-log.js';
import type { Numbered } from '../own-number.js';
import type { Transaction } from '../turns.js';
import { UserErrorCode } from '../user-error-code.js';
import { moveSections, type SectionMove } from './move-sections.js';
import { orderAmongSiblings } from './section-order.js';
import { isWithin, type PlacedSection, placeSections, withAbove } from './section-places.js';

/** What editors say of a section, but for its place among its siblings. */
export type SectionFacts = Pick<Section, 'slug' | 'name' | 'description' | 'parentId'>;

const LAST = Number.MAX_SAFE_INTEGER;

/** Creates a section, below its siblings. Throws ContentRejected when its slug or its address is taken. */
export async function createSection(tx: Transaction, facts: SectionFacts): Promise<PlacedSection> {
  await refuseTakenSlug(tx, facts.slug, null);
  await refuseTakenPaths(tx, [await pathOf(tx, facts)], ['slug']);
  return insertSection(tx, facts);
}

/** As createSection, where what lives at its address may stay there: an import refuses no article for that. */
export async function insertSection(
  tx: Transaction,
  { id: number, ...facts }: SectionFacts & Numbered,
): Promise<PlacedSection> {
  const { slug, name, description, parentId } = facts;
  const last = await tx.section.aggregate({ where: { parentId }, _max: { position: true } });
  const { id } = await tx.section.create({
    data: {
      ...{ slug, name, description, parentId, position: (last._max.position ?? -1) + 1 },
      ...(number !== undefined && { id: number }),
    },
  });
  const path = await pathOf(tx, facts);
  await leadTo(tx, 'section_id', [{ path, id }]);
  const touched = [keys.anySection, keys.sections, keys.section(id), keys.path(path)];
  const after = { slug, path };
  await appendChange(tx, {
    kind: 'CREATED',
    nodeType: 'Section',
    nodeId: id,
    keys: touched,
    before: null,
    after,
  });
  return { id, path };
}

/**
 * Changes a section. With its slug or its parent the addresses of all that is below it change, and the old
 * ones lead there. `place` is its place among its siblings, counted from 0; null leaves it where it is, or puts
 * it last below a new parent. Throws ContentRejected for a loop and for what is taken.
 */
export async function changeSection(
  tx: Transaction,
  section: Section,
  { slug, name, description, parentId }: SectionFacts,
  place: number | null = null,
): Promise<void> {
  const { id } = section;
  const before = await placeSections(tx);
  const parent = parentId === null ? undefined : before.get(parentId);
  if (parent && isWithin(parent, before.get(id)!)) {
    throw rejected('A section cannot be below itself.', UserErrorCode.INVALID, ['parent']);
  }
  await refuseTakenSlug(tx, slug, id);
  const saved = await tx.section.update({ where: { id }, data: { slug, name, description, parentId } });
  const after = await placeSections(tx);
  const moves = [...before.values()].flatMap((place): SectionMove[] => {
    const to = after.get(place.id)!.path;
    return to === place.path ? [] : [{ id: place.id, from: place.path, to }];
  });
  const newPlace = place ?? (parentId === section.parentId ? null : LAST);
  const isOrdered = newPlace !== null && (await orderAmongSiblings(tx, saved, newPlace));
  const isSame = (['slug', 'name', 'description', 'parentId'] as const).every(
    (field) => saved[field] === section[field],
  );
  if (isSame && !isOrdered) return;
  const isPlaced = isOrdered || moves.length > 0;
  const touched = [keys.anySection, keys.section(id), ...(isPlaced ? [keys.sections] : [])];
  if (moves.length > 0) {
    const field = [slug === section.slug ? 'parent' : 'slug'];
    const lists = [...withAbove(before, id), ...withAbove(after, id)];
    touched.push(...moves.map((move) => keys.section(move.id)));
    // Sitemaps say where each article is.
    touched.push(keys.articles('site', 'updated'));
    touched.push(...lists.flatMap((above) => keys.articlesInAnyOrder(`section:${above}`)));
    touched.push(...(await moveSections(tx, moves, field)));
  }
  const kind = moves.length > 0 ? 'MOVED' : 'UPDATED';
  await appendChange(tx, {
    kind,
    nodeType: 'Section',
    nodeId: id,
    keys: touched,
    before: { slug: section.slug, path: before.get(id)!.path },
    after: { slug, path: after.get(id)!.path },
  });
}

/** Deletes a section that holds nothing; its address answers GONE. Throws ContentRejected when it holds something. */
export async function removeSection(tx: Transaction, { id, slug, name }: Section): Promise<void> {
  const children = await tx.section.count({ where: { parentId: id } });
  const articles = await tx.draft.count({
    where: { OR: [{ sectionId: id }, { article: { sectionId: id } }] },
  });
  if (children > 0 || articles > 0) {
    const held = [
      ...(articles > 0 ? [`${articles} article${articles === 1 ? '' : 's'} (drafts and published)`] : []),
      ...(children > 0 ? [`${children} section${children === 1 ? '' : 's'}`] : []),
    ];
    const message = `"${name}" holds ${held.join(' and ')}: move them elsewhere first.`;
    throw rejected(message, UserErrorCode.NOT_ALLOWED, ['id']);
  }
  const { path } = (await placeSections(tx)).get(id)!;
  await leadTo(tx, 'section_id', [{ path, id }]);
  await tx.section.delete({ where: { id } });
  const touched = [keys.anySection, keys.sections, keys.section(id), keys.path(path)];
  const before = { slug, path };
  await appendChange(tx, {
    kind: 'DELETED',
    nodeType: 'Section',
    nodeId: id,
    keys: touched,
    before,
    after: null,
  });
}

async function pathOf(tx: Transaction, { slug, parentId }: SectionFacts): Promise<string> {
  const parent = parentId === null ? null : (await placeSections(tx)).get(parentId);
  return `${parent?.path ?? ''}/${slug}`;
}

async function refuseTakenSlug(tx: Transaction, slug: string, id: number | null): Promise<void> {
  const holder = await tx.section.findUnique({ where: { slug } });
  if (!holder || holder.id === id) return;
  const message = `The slug ${slug} is that of another section, "${holder.name}"; slugs are unique in the whole tree.`;
  throw rejected(message, UserErrorCode.TAKEN, ['slug']);
}
