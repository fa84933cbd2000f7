import type { Transaction } from '../../mutations/write-lock.js';
import { getLocation, loadSectionLocations } from '../taxonomy/write/section-positions.js';

/**
 * Returns the slugs from the root down of the sections that a source calls by the given slugs: of those that it
 * brought, also where editors have renamed or moved them, else of those with the same slug.
 */
export async function findSectionPaths(
  tx: Transaction,
  source: string,
  slugs: string[],
): Promise<Map<string, string[]>> {
  if (slugs.length === 0) return new Map();
  const terms = await tx.sourceTerm.findMany({
    where: { source, kind: 'section', sourceSlug: { in: slugs } },
  });
  const sections = await tx.section.findMany({
    where: { slug: { in: slugs } },
    select: { id: true, slug: true },
  });
  const locations = await loadSectionLocations(tx);
  const found = [
    ...sections.map(({ slug, id }) => [slug, id] as const),
    ...terms.flatMap(({ sourceSlug, sectionId }) =>
      sectionId === null ? [] : [[sourceSlug, sectionId] as const],
    ),
  ];
  return new Map(found.map(([slug, id]) => [slug, getLocation(locations, id).path.split('/').slice(1)]));
}
