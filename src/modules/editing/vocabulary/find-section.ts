import { slugify } from '../../../shared/slug.js';
import { rejected } from '../article-content.js';
import type { Transaction } from '../turns.js';
import { type PlacedSection, placeSections } from './section-places.js';

/** One step of a way from the root of the section tree down. */
export interface Step {
  name: string;
  /** Slugs by which the section may go: unique in the whole tree, a second "News" below Asia is asia-news. */
  slugs: string[];
  parent: PlacedSection | null;
  /** The path of the step above as the way names it, which is where it was when the way was written down. */
  named: string;
}

/** Follows a way of names or slugs from the root down; `missing` says what to do where it leads nowhere. */
export async function followWay(
  tx: Transaction,
  way: string[],
  missing: (step: Step) => Promise<PlacedSection | null>,
): Promise<PlacedSection | null> {
  let parent: PlacedSection | null = null;
  let named = '';
  for (const name of way) {
    const slug = slugify(name);
    if (!slug) throw rejected(`The section "${name}" has no letter or digit to make a slug of.`);
    const above = named.slice(named.lastIndexOf('/') + 1);
    const step: Step = { name, slugs: above ? [slug, `${above}-${slug}`] : [slug], parent, named };
    parent = (await childOf(tx, step)) ?? (await movedSince(tx, step)) ?? (await missing(step));
    if (!parent) return null;
    named += `/${slug}`;
  }
  return parent;
}

async function childOf(tx: Transaction, { slugs, parent }: Step): Promise<PlacedSection | null> {
  const children = await tx.section.findMany({
    where: { slug: { in: slugs }, parentId: parent?.id ?? null },
  });
  const [child] = children.sort((a, b) => slugs.indexOf(a.slug) - slugs.indexOf(b.slug));
  return child ? { id: child.id, path: `${parent?.path ?? ''}/${child.slug}` } : null;
}

/** The section that stood at the end of the step before editors renamed or moved it. */
async function movedSince(tx: Transaction, { slugs, parent, named }: Step): Promise<PlacedSection | null> {
  const paths = [parent?.path ?? '', named].flatMap((above) => slugs.map((slug) => `${above}/${slug}`));
  const addresses = await tx.address.findMany({
    where: { path: { in: paths }, sectionId: { not: null } },
  });
  const [first] = addresses.sort((a, b) => paths.indexOf(a.path) - paths.indexOf(b.path));
  return first ? ((await placeSections(tx)).get(first.sectionId!) ?? null) : null;
}
