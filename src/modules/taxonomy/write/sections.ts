import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../../cache/cache-tags.js';
import type { Section } from '../../../database/generated/client.js';
import { loadSiteLanguages } from '../../../database/site-languages.js';
import { appendChange, appendChanges, type Change } from '../../../mutations/append-change.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import { requireValue } from '../../../shared/require-value.js';
import { assertPathsAvailable, assignPaths } from '../../urls/reserve-path.js';
import { moveSections, type SectionMove } from './move-sections.js';
import type { OptionalId } from './preserve-id.js';
import { moveAmongSiblings } from './section-order.js';
import {
  getIdWithAncestors,
  getLocation,
  isWithin,
  loadSectionLocations,
  type SectionLocation,
  type SectionLocations,
} from './section-positions.js';
import { countArticles, pickGiven, TERM_COLUMNS, type TermData } from './term-table.js';

/** The editable data of a section, except its position. */
export type SectionData = Pick<Section, 'slug' | 'name' | 'parentId' | 'imageId'> &
  Pick<
    TermData,
    | 'description'
    | 'seoTitle'
    | 'seoDescription'
    | 'noindex'
    | 'nofollow'
    | 'texts'
    | 'machineRights'
    | 'isHidden'
  >;

const COLUMNS = [...TERM_COLUMNS, 'description', 'parentId', 'machineRights'] as const;

const LAST_POSITION = Number.MAX_SAFE_INTEGER;

/** Creates a section after its siblings. Throws UserErrorException if its slug or path is taken. */
export async function createSection(tx: Transaction, data: SectionData): Promise<SectionLocation> {
  await assertSlugAvailable(tx, data.slug, null);
  await assertPathsAvailable(tx, [await computePath(tx, data)], ['slug']);
  return insertSection(tx, data);
}

/**
 * Creates a section like createSection, but allows other content at its path: imports must not fail for that.
 */
export async function insertSection(
  tx: Transaction,
  { id: preferredId, ...data }: SectionData & OptionalId,
): Promise<SectionLocation> {
  const { slug, parentId } = data;
  const last = await tx.section.aggregate({ where: { parentId }, _max: { position: true } });
  const { id } = await tx.section.create({
    data: {
      ...pickGiven(COLUMNS, data),
      isHidden: data.isHidden || null,
      position: (last._max.position ?? -1) + 1,
      ...(preferredId !== undefined && { id: preferredId }),
    },
  });
  const path = await computePath(tx, data);
  await assignPaths(tx, 'section_id', [{ path, id }]);
  if (data.isHidden) return { id, path };
  if (parentId !== null) await showSections(tx, [parentId]);
  await appendChange(tx, createAppearance({ id, slug, path }, [path]));
  return { id, path };
}

/** Shows readers those of the sections that are hidden, and hidden sections above them. */
export async function showSections(tx: Transaction, ids: number[]): Promise<void> {
  const shown = await tx.$queryRaw<{ id: number; slug: string; paths: string[] }[]>`
    WITH shown AS (
      UPDATE section SET is_hidden = NULL WHERE is_hidden
        AND id IN (SELECT ancestor_id FROM section_ancestor WHERE section_id = ANY(${ids}::int[]))
      RETURNING id, slug
    ), public AS (
      UPDATE address a SET is_public = true FROM shown s WHERE a.section_id = s.id RETURNING a.section_id, a.path
    ) SELECT id, slug, ARRAY(SELECT p.path FROM public p WHERE p.section_id = s.id) AS paths FROM shown s ORDER BY id`;
  if (shown.length === 0) return;
  const locations = await loadSectionLocations(tx);
  const changes = shown.map(({ id, slug, paths }) => {
    const { path } = getLocation(locations, id);
    return createAppearance({ id, slug, path }, [path, ...paths]);
  });
  await appendChanges(tx, changes);
}

/** Returns the change that makes a section visible. `paths` are all that lead to it. */
function createAppearance({ id, slug, path }: SectionLocation & { slug: string }, paths: string[]): Change {
  const touched = [cacheTags.anySection, cacheTags.sections, cacheTags.section(id)];
  return {
    kind: 'CREATED',
    nodeType: 'Section',
    nodeId: id,
    keys: [...touched, ...paths.map(cacheTags.path)],
    before: null,
    after: { slug, path },
  };
}

/**
 * Updates a section; a new slug or parent changes the paths below it, and the former paths redirect.
 * `position` counts from 0; null keeps it, or means last below a new parent. Throws UserErrorException for a
 * cycle or a taken slug or path.
 */
export async function changeSection(
  tx: Transaction,
  section: Section,
  data: SectionData,
  position: number | null = null,
): Promise<void> {
  const { id } = section;
  const { slug, parentId } = data;
  const before = await loadSectionLocations(tx);
  const languages = await loadSiteLanguages(tx);
  const translatedBefore = await loadTranslatedLocations(tx, languages);
  const parent = parentId === null ? undefined : before.get(parentId);
  if (parent && isWithin(parent, getLocation(before, id))) {
    throw createUserErrorException('A section cannot be its own ancestor.', UserErrorCode.INVALID, [
      'parent',
    ]);
  }
  await assertSlugAvailable(tx, slug, id);
  const saved = await tx.section.update({ where: { id }, data: pickGiven(COLUMNS, data) });
  const after = await loadSectionLocations(tx);
  const translatedAfter = await loadTranslatedLocations(tx, languages);
  const moves = [before, ...translatedBefore].flatMap((locations, i) =>
    listMoves(locations, requireValue([after, ...translatedAfter][i], 'Each language has paths.')),
  );
  const newPosition = position ?? (parentId === section.parentId ? null : LAST_POSITION);
  const isOrdered = newPosition !== null && (await moveAmongSiblings(tx, saved, newPosition));
  const isShown = data.isHidden === false || !section.isHidden;
  if (isShown && (section.isHidden || parentId !== section.parentId)) await showSections(tx, [id]);
  const isSame = COLUMNS.every((column) => isDeepStrictEqual(saved[column], section[column]));
  if (isSame && !isOrdered) return;
  const affectsTree = isOrdered || moves.length > 0;
  const touched = [cacheTags.anySection, cacheTags.section(id), ...(affectsTree ? [cacheTags.sections] : [])];
  if (moves.length > 0) {
    const field = getMovedField(section, data);
    const lists = [...getIdWithAncestors(before, id), ...getIdWithAncestors(after, id)];
    touched.push(...moves.map((move) => cacheTags.section(move.id)));
    // Sitemaps contain each article's path.
    touched.push(cacheTags.articles('site', 'updated'));
    touched.push(...lists.flatMap((above) => cacheTags.articlesInAnyOrder(`section:${above}`)));
    touched.push(...(await moveSections(tx, moves, field)));
  }
  if (!isShown) return;
  const kind = moves.length > 0 ? 'MOVED' : 'UPDATED';
  await appendChange(tx, {
    kind,
    nodeType: 'Section',
    nodeId: id,
    keys: touched,
    before: section.isHidden ? null : { slug: section.slug, path: getLocation(before, id).path },
    after: { slug, path: getLocation(after, id).path },
  });
}

/**
 * Deletes an empty section; its path becomes GONE if readers saw it. Throws UserErrorException if it contains articles or
 * sections.
 */
export async function removeSection(tx: Transaction, { id, slug, name, isHidden }: Section): Promise<void> {
  const children = await tx.section.count({ where: { parentId: id } });
  const articles = await countArticles(tx, 'section', id);
  if (children > 0 || articles > 0) {
    const contents = [
      ...(articles > 0 ? [`${articles} article${articles === 1 ? '' : 's'} (drafts and published)`] : []),
      ...(children > 0 ? [`${children} section${children === 1 ? '' : 's'}`] : []),
    ];
    const message = `"${name}" contains ${contents.join(' and ')}. Move them first, or use mergeSections.`;
    throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
  }
  const { path } = getLocation(await loadSectionLocations(tx), id);
  if (isHidden) await tx.address.deleteMany({ where: { sectionId: id } });
  else await assignPaths(tx, 'section_id', [{ path, id }]);
  await tx.section.delete({ where: { id } });
  if (isHidden) return;
  const touched = [cacheTags.anySection, cacheTags.sections, cacheTags.section(id), cacheTags.path(path)];
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

function listMoves(before: SectionLocations, after: SectionLocations): SectionMove[] {
  return [...before.values()].flatMap(({ id, path }) => {
    const to = getLocation(after, id).path;
    return to === path ? [] : [{ id, from: path, to }];
  });
}

/** Loads the locations of sections in each further language of the site. */
export async function loadTranslatedLocations(
  tx: Transaction,
  languages: SiteLanguages | null,
): Promise<SectionLocations[]> {
  const locations: SectionLocations[] = [];
  if (!languages) return locations;
  for (const language of languages.all.slice(1))
    locations.push(await loadSectionLocations(tx, { language, prefix: languages.getPrefix(language) }));
  return locations;
}

/** Returns the field of the input because of which paths change. */
function getMovedField(section: Section, { slug, parentId }: SectionData): string[] {
  if (slug !== section.slug) return ['slug'];
  return [parentId === section.parentId ? 'translations' : 'parent'];
}

async function computePath(tx: Transaction, { slug, parentId }: SectionData): Promise<string> {
  const parent = parentId === null ? null : (await loadSectionLocations(tx)).get(parentId);
  return `${parent?.path ?? ''}/${slug}`;
}

async function assertSlugAvailable(tx: Transaction, slug: string, id: number | null): Promise<void> {
  const holder = await tx.section.findUnique({ where: { slug } });
  if (!holder || holder.id === id) return;
  const how = holder.isHidden ? ', which readers do not see yet; show it with updateSection' : '';
  const message = `The slug ${slug} is already used by another section, "${holder.name}"${how}. Slugs are unique in the whole tree.`;
  throw createUserErrorException(message, UserErrorCode.TAKEN, ['slug']);
}
