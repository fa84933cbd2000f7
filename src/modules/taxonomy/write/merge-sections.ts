import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma, type Section } from '../../../database/generated/client.js';
import { loadSiteLanguages } from '../../../database/site-languages.js';
import { appendChange } from '../../../mutations/append-change.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { assignPaths } from '../../urls/reserve-path.js';
import { deleteMerged } from './delete-merged.js';
import { moveArticles } from './move-sections.js';
import { getIdWithAncestors, getLocation, isWithin, loadSectionLocations } from './section-positions.js';
import { changeSection, loadTranslatedLocations, type SectionData, showSections } from './sections.js';

/** Tables with the sections of articles, and whether their rows have the date of the article. */
const MEMBERSHIPS = [
  { table: 'article_section', listedAt: true },
  { table: 'draft_section', listedAt: false },
];

/**
 * Merges sections: `target` gets their articles and subsections, and all former paths redirect to the new ones.
 * Articles with a path of their own keep it. A visible source shows the target, and paths of hidden ones redirect in previews
 * alone. `touched` are cache tags of what else changes. The number of statements depends only on that of sections. Throws
 * UserErrorException if `target` is below a source, or a new path is taken.
 */
export async function mergeSections(
  tx: Transaction,
  sources: Section[],
  target: Section,
  touched: string[],
): Promise<void> {
  const ids = sources.map(({ id }) => id);
  const hidden = new Set(sources.flatMap(({ id, isHidden }) => (isHidden ? [id] : [])));
  if (hidden.size < sources.length) await showSections(tx, [target.id]);
  await moveSubsections(tx, sources, target);
  const locations = await loadSectionLocations(tx);
  const { path } = getLocation(locations, target.id);
  const translated = await loadTranslatedLocations(tx, await loadSiteLanguages(tx));
  const moves = [locations, ...translated].flatMap((each) =>
    sources.map(({ id }) => ({
      id,
      from: getLocation(each, id).path,
      to: getLocation(each, target.id).path,
    })),
  );
  const moved = await moveArticles(tx, moves, ['from']);
  const members = await tx.articleSection.findMany({
    where: { sectionId: { in: ids }, position: { not: null } },
    select: { articleId: true },
  });
  // Otherwise a trigger would publish the sections of each draft.
  await tx.$executeRaw`SELECT set_config('dateline.merges_sections', 'on', true)`;
  await tx.$executeRaw`UPDATE article SET section_id = ${target.id}::int WHERE section_id = ANY(${ids}::int[])`;
  await tx.$executeRaw`SELECT set_config('dateline.merges_sections', 'off', true)`;
  await tx.$executeRaw`UPDATE draft SET section_id = ${target.id}::int WHERE section_id = ANY(${ids}::int[])`;
  for (const each of MEMBERSHIPS) await replaceMemberships(tx, each, ids, target.id);
  const former = await tx.address.findMany({ where: { sectionId: { in: ids } }, select: { path: true } });
  const moveToTarget = { where: { sectionId: { in: ids } }, data: { sectionId: target.id } };
  await tx.address.updateMany(moveToTarget);
  for (const isPublic of [true, false]) {
    const former = moves.filter(({ id }) => hidden.has(id) !== isPublic);
    const targets = former.map(({ from }) => ({ path: from, id: target.id }));
    await assignPaths(tx, 'section_id', targets, isPublic);
  }
  await tx.sourceTerm.updateMany(moveToTarget);
  // A merged section may be below another one.
  await tx.section.updateMany({ where: { id: { in: ids } }, data: { parentId: null } });
  await deleteMerged(tx, target.id, () => tx.section.deleteMany({ where: { id: { in: ids } } }));
  const isShown = !target.isHidden || hidden.size < sources.length;
  if (!isShown && touched.length === 0) return;
  const lists = [target.id, ...ids].flatMap((id) => getIdWithAncestors(locations, id));
  const all = [target, ...sources];
  await appendChange(tx, {
    kind: 'MERGED',
    nodeType: 'Section',
    nodeId: target.id,
    before: target.isHidden ? null : { slug: target.slug, path },
    after: isShown ? { slug: target.slug, path } : null,
    keys: [
      cacheTags.anySection,
      cacheTags.sections,
      cacheTags.search,
      cacheTags.popular,
      cacheTags.filteredByField('section'),
      cacheTags.articles('site', 'updated'),
      ...all.map(({ id }) => cacheTags.section(id)),
      ...all.map(({ slug }) => cacheTags.filteredBy('section', slug)),
      ...[path, ...former.map((each) => each.path), ...moves.map(({ from }) => from)].map(cacheTags.path),
      ...lists.flatMap((id) => [
        cacheTags.filteredBy('section', getSlug(getLocation(locations, id).path)),
        ...cacheTags.articlesInAnyOrder(`section:${id}`),
      ]),
      ...members.map(({ articleId }) => cacheTags.article(articleId)),
      ...moved,
      ...touched,
    ],
  });
}

/** Moves the subsections of the sources to the end of those of the target. */
async function moveSubsections(tx: Transaction, sources: Section[], target: Section): Promise<void> {
  const locations = await loadSectionLocations(tx);
  const targetLocation = getLocation(locations, target.id);
  const above = sources.find(({ id }) => isWithin(targetLocation, getLocation(locations, id)));
  if (above) {
    const message = `The section ${target.slug} is below ${above.slug}. Move it out of that section first, or merge in the other direction.`;
    throw createUserErrorException(message, UserErrorCode.INVALID, ['from']);
  }
  const ids = sources.map(({ id }) => id);
  const children = await tx.section.findMany({
    where: { parentId: { in: ids }, id: { notIn: ids } },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  });
  for (const child of children)
    await changeSection(tx, child, { ...(child as SectionData), parentId: target.id }).catch(
      throwWithFieldFrom,
    );
}

/** Throws user errors with the field of the input that has the merged sections. */
function throwWithFieldFrom(error: unknown): never {
  if (!(error instanceof UserErrorException)) throw error;
  const [{ message, code }] = error.userErrors;
  throw createUserErrorException(message, code, ['from']);
}

/**
 * Puts the target in the place of merged sections among those of each article, once and at the first of their positions,
 * and adds and removes ancestors.
 */
async function replaceMemberships(
  tx: Transaction,
  { table, listedAt }: (typeof MEMBERSHIPS)[number],
  ids: number[],
  targetId: number,
): Promise<void> {
  const rows = Prisma.raw(table);
  const date = Prisma.raw(listedAt ? ', min(o.listed_at)' : '');
  const dateColumn = Prisma.raw(listedAt ? ', listed_at' : '');
  const affected = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT article_id AS id FROM ${rows} WHERE section_id = ANY(${ids}::int[])`;
  const articleIds = affected.map(({ id }) => id);
  await tx.$executeRaw`
    INSERT INTO ${rows} (article_id, section_id, position${dateColumn})
    SELECT o.article_id, ${targetId}::int, min(o.position)${date} FROM ${rows} o
    WHERE o.section_id = ANY(${ids}::int[]) AND o.position IS NOT NULL GROUP BY o.article_id
    ON CONFLICT (article_id, section_id) DO UPDATE SET position = least(${rows}.position, excluded.position)`;
  await tx.$executeRaw`
    DELETE FROM ${rows} WHERE article_id = ANY(${articleIds}::int[]) AND (position IS NULL OR section_id = ANY(${ids}::int[]))`;
  await tx.$executeRaw`
    INSERT INTO ${rows} (article_id, section_id${dateColumn})
    SELECT o.article_id, a.ancestor_id${date} FROM ${rows} o JOIN section_ancestor a USING (section_id)
    WHERE o.article_id = ANY(${articleIds}::int[]) GROUP BY o.article_id, a.ancestor_id
    ON CONFLICT DO NOTHING`;
}

function getSlug(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
