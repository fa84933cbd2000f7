import { createHash } from 'node:crypto';
import { toSourceUrl } from '../../../media/media-urls.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { requireValue } from '../../../shared/require-value.js';
import { slugify } from '../../../shared/text/slug.js';
import { zip } from '../../../shared/zip.js';
import type { ArticleContent, ImageContent } from '../../editing/article-content.js';
import { ARTICLE_LIMITS } from '../../editing/article-limits.js';
import { resolveSectionPath, type SectionPathSegment } from './find-section.js';
import { insertTerm } from './named-terms.js';
import { SectionIndex } from './section-index.js';
import type { SectionLocation } from './section-positions.js';
import { insertSection } from './sections.js';
import { AUTHOR_KIND, SERIES_KIND, TAG_KIND, type TaxonomyKind } from './taxonomy-kind.js';

/**
 * Returns, for each list of names or slugs, the distinct IDs of its tags in the given order; creates missing tags.
 */
export function findOrCreateTags(tx: Transaction, lists: string[][]): Promise<number[][]> {
  return findOrCreate(tx, TAG_KIND, lists);
}

/**
 * Returns, for each list of names or slugs, the distinct IDs of its authors in the given order; creates missing
 * authors.
 */
export function findOrCreateAuthors(tx: Transaction, lists: string[][]): Promise<number[][]> {
  return findOrCreate(tx, AUTHOR_KIND, lists);
}

/** Returns, for each title or slug, the ID of its series, and null for null; creates missing series. */
export async function findOrCreateSeries(
  tx: Transaction,
  titles: (string | null)[],
): Promise<(number | null)[]> {
  const lists = await findOrCreate(
    tx,
    SERIES_KIND,
    titles.map((title) => (title === null ? [] : [title])),
  );
  return lists.map(([id = null]) => id);
}

async function findOrCreate(tx: Transaction, kind: TaxonomyKind, lists: string[][]): Promise<number[][]> {
  const toSlug = (name: string) => {
    const slug = slugify(name);
    if (slug) return slug;
    throw createUserErrorException(
      `The ${kind.filter} "${name}" has no letter or digit, so that no slug can be derived.`,
    );
  };
  const slugLists = lists.map((names) => names.map(toSlug));
  const bySlug = new Map<string, string>();
  for (const [names, slugs] of zip(lists, slugLists))
    for (const [name, slug] of zip(names, slugs)) if (!bySlug.has(slug)) bySlug.set(slug, name.trim());
  const ids = await findOrCreateBySlug(tx, kind, bySlug);
  return slugLists.map((slugs) => [...new Set(slugs.flatMap((slug) => ids.get(slug) ?? []))]);
}

/** Returns the IDs of tags, authors or series by slug, given with the names under which missing ones are created. */
async function findOrCreateBySlug(
  tx: Transaction,
  kind: TaxonomyKind,
  bySlug: Map<string, string>,
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  if (bySlug.size === 0) return ids;
  const where = { OR: [{ slug: { in: [...bySlug.keys()] } }, { name: { in: [...bySlug.values()] } }] };
  const found = await kind.table(tx).findMany({ where, orderBy: { id: 'asc' } });
  for (const [slug, name] of bySlug) {
    const own = found.find((row) => row.slug === slug) ?? found.find((row) => row.name === name);
    if (own) ids.set(slug, own.id);
  }
  const unknown = [...bySlug.keys()].filter((slug) => !ids.has(slug));
  for (const [slug, id] of await findFormer(tx, kind, unknown)) ids.set(slug, id);
  for (const [slug, name] of bySlug) {
    if (!ids.has(slug)) ids.set(slug, await insertTerm(tx, kind, { slug, name, imageId: null }));
  }
  return ids;
}

/** Finds rows by slugs that they had before editors renamed or merged them. */
async function findFormer(
  tx: Transaction,
  { buildPath, idColumn }: TaxonomyKind,
  slugs: string[],
): Promise<Map<string, number>> {
  if (slugs.length === 0) return new Map();
  const where = { path: { in: slugs.map(buildPath) }, [idColumn]: { not: null } };
  const addresses = await tx.address.findMany({ where });
  const ids = new Map(addresses.map((address) => [address.path, address[idColumn]]));
  return new Map(
    slugs.flatMap((slug) => {
      const id = ids.get(buildPath(slug)) ?? null;
      return id === null ? [] : [[slug, id]];
    }),
  );
}

/**
 * Returns the distinct sections of an article, the primary one first; creates missing sections. Throws
 * UserErrorException if there are too many.
 */
export async function findOrCreateSections(
  tx: Transaction,
  index: SectionIndex,
  { section, otherSections }: Pick<ArticleContent, 'section' | 'otherSections'>,
): Promise<SectionLocation[]> {
  const sections = new Map<number, SectionLocation>();
  for (const sectionPath of section.length === 0 ? [] : [section, ...otherSections]) {
    const create = (step: SectionPathSegment) => createSectionAtSegment(tx, index, step);
    const found = await resolveSectionPath(tx, index, sectionPath, create);
    if (found && !sections.has(found.id)) sections.set(found.id, found);
  }
  if (sections.size > ARTICLE_LIMITS.sections)
    throw createUserErrorException(
      `An article can be in at most ${ARTICLE_LIMITS.sections} sections.`,
      UserErrorCode.TOO_LONG,
      ['sections'],
    );
  return [...sections.values()];
}

async function createSectionAtSegment(
  tx: Transaction,
  index: SectionIndex,
  { name, slugs, parent }: SectionPathSegment,
): Promise<SectionLocation> {
  const slug = slugs.find((candidate) => !index.has(candidate));
  if (!slug)
    throw createUserErrorException(`The section ${slugs[0]} already exists elsewhere in the section tree.`);
  const parentId = parent?.id ?? null;
  // Readers see it once the article is published.
  const data = { slug, name: name.trim(), description: null, parentId, imageId: null, isHidden: true };
  const section = await insertSection(tx, data);
  index.add({ id: section.id, slug, parentId });
  return section;
}

/**
 * Throws UserErrorException if the path of a section no longer resolves, where findOrCreateSections would
 * create sections.
 */
export async function assertSectionsExist(
  tx: Transaction,
  { section, otherSections }: Pick<ArticleContent, 'section' | 'otherSections'>,
  field: string[],
): Promise<void> {
  const index = await SectionIndex.load(tx);
  for (const sectionPath of [section, ...otherSections]) {
    if (sectionPath.length === 0 || (await resolveSectionPath(tx, index, sectionPath, async () => null)))
      continue;
    throw createUserErrorException(
      `The section ${sectionPath.join('/')} no longer exists.`,
      UserErrorCode.NOT_FOUND,
      field,
    );
  }
}

/** Returns the ID of an image's row; equal images share a row. */
export async function findOrCreateImage(tx: Transaction, image: ImageContent): Promise<number> {
  const [id] = await findOrCreateImages(tx, [image]);
  return requireValue(id, 'findOrCreateImages returns an ID for each image.');
}

/** Returns the IDs of the rows of images, in order. */
export async function findOrCreateImages(tx: Transaction, images: ImageContent[]): Promise<number[]> {
  if (images.length === 0) return [];
  const stored = await listStoredPaths(tx, images);
  const rows = images.map((image) => {
    const { alt, caption, credit, width, height, focalX, focalY, license, hasFileAlt, url: given } = image;
    const path = toSourceUrl(given);
    const url = stored.has(path) ? path : given;
    const common = { url, alt, caption, credit, width, height, focalX, focalY };
    // Columns that were added later stand in the digest only if they are set, so that older digests stay valid.
    const whole = { ...common, ...(license != null && { license }), ...(hasFileAlt && { hasFileAlt }) };
    const digest = createHash('sha256').update(JSON.stringify(whole)).digest('base64url');
    return { digest, ...whole };
  });
  const find = async (digests: string[]) =>
    tx.image.findMany({ where: { digest: { in: digests } }, select: { id: true, digest: true } });
  const known = await find(rows.map(({ digest }) => digest));
  const unknown = rows.filter(({ digest }) => !known.some((image) => image.digest === digest));
  const missing = [...new Map(unknown.map((row) => [row.digest, row])).values()];
  if (missing.length > 0) {
    await tx.image.createMany({ data: missing, skipDuplicates: true });
    known.push(...(await find(missing.map(({ digest }) => digest))));
  }
  const ids = new Map(known.map(({ digest, id }) => [digest, id]));
  return rows.map(({ digest }) => requireValue(ids.get(digest), 'Each image was found or created.'));
}

/** Lists the paths of files of the library that absolute URLs lead to, so that they outlive the name of the host. */
async function listStoredPaths(tx: Transaction, images: ImageContent[]): Promise<Set<string>> {
  const paths = images.flatMap(({ url }) => (toSourceUrl(url) === url ? [] : [toSourceUrl(url)]));
  if (paths.length === 0) return new Set();
  const sources = await tx.mediaSource.findMany({ where: { url: { in: paths } }, select: { url: true } });
  return new Set(sources.map(({ url }) => url));
}
