import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { slugify } from '../../../shared/text/slug.js';
import type { SectionIndex } from './section-index.js';
import type { SectionLocation } from './section-positions.js';

/** A segment of a section path from the root. */
export interface SectionPathSegment {
  name: string;
  /** Candidate slugs, unique in the whole tree: a second "News" below Asia is asia-news. */
  slugs: string[];
  parent: SectionLocation | null;
  /** Path of the previous segment as given, which may be a former path. */
  givenParentPath: string;
}

/**
 * Resolves a section path of names or slugs from the root; `onMissing` handles segments that do not resolve,
 * and adds new sections to the index.
 */
export async function resolveSectionPath(
  tx: Transaction,
  index: SectionIndex,
  sectionPath: string[],
  onMissing: (segment: SectionPathSegment) => Promise<SectionLocation | null>,
): Promise<SectionLocation | null> {
  let parent: SectionLocation | null = null;
  let givenPath = '';
  for (const name of sectionPath) {
    const slug = slugify(name);
    if (!slug)
      throw createUserErrorException(
        `The section "${name}" has no letter or digit, so that no slug can be derived.`,
      );
    const parentSlug = givenPath.slice(givenPath.lastIndexOf('/') + 1);
    const segment: SectionPathSegment = {
      name,
      slugs: parentSlug ? [slug, `${parentSlug}-${slug}`] : [slug],
      parent,
      givenParentPath: givenPath,
    };
    parent =
      index.findChild(segment.parent, segment.slugs) ??
      (await findMovedSection(tx, index, segment)) ??
      (await onMissing(segment));
    if (!parent) return null;
    givenPath += `/${slug}`;
  }
  return parent;
}

/** Finds a section by its path before editors renamed or moved it. */
async function findMovedSection(
  tx: Transaction,
  index: SectionIndex,
  { slugs, parent, givenParentPath }: SectionPathSegment,
): Promise<SectionLocation | null> {
  const paths = [parent?.path ?? '', givenParentPath].flatMap((above) =>
    slugs.map((slug) => `${above}/${slug}`),
  );
  const addresses = await tx.address.findMany({
    where: { path: { in: paths }, sectionId: { not: null } },
  });
  const [first] = addresses.sort((a, b) => paths.indexOf(a.path) - paths.indexOf(b.path));
  return first?.sectionId ? index.get(first.sectionId) : null;
}
