import { createUserErrorException } from '../../../mutations/article-content.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { slugify } from '../../../shared/text/slug.js';
import { loadSectionLocations, type SectionLocation } from './section-positions.js';

/** One step of a way from the root of the section tree down. */
export interface SectionPathSegment {
  name: string;
  /** Slugs by which the section may go: unique in the whole tree, a second "News" below Asia is asia-news. */
  slugs: string[];
  parent: SectionLocation | null;
  /** The path of the step above as the way names it, which is where it was when the way was written down. */
  givenParentPath: string;
}

/** Follows a way of names or slugs from the root down; `missing` says what to do where it leads nowhere. */
export async function resolveSectionPath(
  tx: Transaction,
  sectionPath: string[],
  onMissing: (segment: SectionPathSegment) => Promise<SectionLocation | null>,
): Promise<SectionLocation | null> {
  let parent: SectionLocation | null = null;
  let givenPath = '';
  for (const name of sectionPath) {
    const slug = slugify(name);
    if (!slug)
      throw createUserErrorException(`The section "${name}" has no letter or digit to make a slug of.`);
    const parentSlug = givenPath.slice(givenPath.lastIndexOf('/') + 1);
    const segment: SectionPathSegment = {
      name,
      slugs: parentSlug ? [slug, `${parentSlug}-${slug}`] : [slug],
      parent,
      givenParentPath: givenPath,
    };
    parent =
      (await findChild(tx, segment)) ?? (await findMovedSection(tx, segment)) ?? (await onMissing(segment));
    if (!parent) return null;
    givenPath += `/${slug}`;
  }
  return parent;
}

async function findChild(
  tx: Transaction,
  { slugs, parent }: SectionPathSegment,
): Promise<SectionLocation | null> {
  const children = await tx.section.findMany({
    where: { slug: { in: slugs }, parentId: parent?.id ?? null },
  });
  const [child] = children.sort((a, b) => slugs.indexOf(a.slug) - slugs.indexOf(b.slug));
  return child ? { id: child.id, path: `${parent?.path ?? ''}/${child.slug}` } : null;
}

/** The section that stood at the end of the step before editors renamed or moved it. */
async function findMovedSection(
  tx: Transaction,
  { slugs, parent, givenParentPath }: SectionPathSegment,
): Promise<SectionLocation | null> {
  const paths = [parent?.path ?? '', givenParentPath].flatMap((above) =>
    slugs.map((slug) => `${above}/${slug}`),
  );
  const addresses = await tx.address.findMany({
    where: { path: { in: paths }, sectionId: { not: null } },
  });
  const [first] = addresses.sort((a, b) => paths.indexOf(a.path) - paths.indexOf(b.path));
  return first ? ((await loadSectionLocations(tx)).get(first.sectionId!) ?? null) : null;
}
