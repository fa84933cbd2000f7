import { createHash } from 'node:crypto';
import { toSourceUrl } from '../../../media/media-urls.js';
import {
  type ArticleContent,
  createUserErrorException,
  type ImageContent,
} from '../../../mutations/article-content.js';
import { LIMITS } from '../../../mutations/input-errors.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { AUTHORS_PATH, buildAuthorPath, buildTagPath, TAGS_PATH } from '../../../shared/paths.js';
import { slugify } from '../../../shared/text/slug.js';
import { insertAuthor } from './authors.js';
import { resolveSectionPath, type SectionPathSegment } from './find-section.js';
import type { SectionLocation } from './section-positions.js';
import { insertSection } from './sections.js';
import { insertTag } from './tags.js';

interface TaxonomyRow {
  id: number;
  slug: string;
  name: string;
}

/** Operations by which tags or authors are found and created. */
interface TaxonomyStore {
  noun: string;
  find(slugs: string[], names: string[]): Promise<TaxonomyRow[]>;
  /** Finds rows by former slugs, before editors renamed or merged them. */
  findFormer(slugs: string[]): Promise<{ slug: string; id: number }[]>;
  create(data: { slug: string; name: string }): Promise<number>;
}

/** Returns the distinct IDs of tags by name or slug, in the given order; creates missing tags. */
export function findOrCreateTags(tx: Transaction, names: string[]): Promise<number[]> {
  return findOrCreate(names, {
    noun: 'tag',
    find: (slugs, names) =>
      tx.tag.findMany({ where: buildSlugOrNameFilter(slugs, names), orderBy: { id: 'asc' } }),
    findFormer: async (slugs) => {
      const where = { path: { in: slugs.map(buildTagPath) }, tagId: { not: null } };
      const addresses = await tx.address.findMany({ where });
      return addresses.map(({ path, tagId }) => ({ slug: path.slice(TAGS_PATH.length), id: tagId! }));
    },
    create: (data) => insertTag(tx, { ...data, imageId: null }),
  });
}

/** Returns the distinct IDs of authors by name or slug, in the given order; creates missing authors. */
export function findOrCreateAuthors(tx: Transaction, names: string[]): Promise<number[]> {
  return findOrCreate(names, {
    noun: 'author',
    find: (slugs, names) =>
      tx.author.findMany({ where: buildSlugOrNameFilter(slugs, names), orderBy: { id: 'asc' } }),
    findFormer: async (slugs) => {
      const where = { path: { in: slugs.map(buildAuthorPath) }, authorId: { not: null } };
      const addresses = await tx.address.findMany({ where });
      return addresses.map(({ path, authorId }) => ({
        slug: path.slice(AUTHORS_PATH.length),
        id: authorId!,
      }));
    },
    create: (data) => insertAuthor(tx, { ...data, bio: null, imageId: null }),
  });
}

function buildSlugOrNameFilter(slugs: string[], names: string[]) {
  return { OR: [{ slug: { in: slugs } }, { name: { in: names } }] };
}

async function findOrCreate(names: string[], store: TaxonomyStore): Promise<number[]> {
  const bySlug = new Map<string, string>();
  for (const name of names) {
    const slug = slugify(name);
    if (!slug)
      throw createUserErrorException(
        `The ${store.noun} "${name}" has no letter or digit, so that no slug can be derived.`,
      );
    if (!bySlug.has(slug)) bySlug.set(slug, name.trim());
  }
  if (bySlug.size === 0) return [];
  const found = await store.find([...bySlug.keys()], [...bySlug.values()]);
  const ids = new Map<string, number>();
  for (const [slug, name] of bySlug) {
    const own = found.find((row) => row.slug === slug) ?? found.find((row) => row.name === name);
    if (own) ids.set(slug, own.id);
  }
  const unknown = [...bySlug.keys()].filter((slug) => !ids.has(slug));
  if (unknown.length > 0) for (const { slug, id } of await store.findFormer(unknown)) ids.set(slug, id);
  for (const [slug, name] of bySlug) {
    if (!ids.has(slug)) ids.set(slug, await store.create({ slug, name }));
  }
  return [...new Set([...bySlug.keys()].map((slug) => ids.get(slug)!))];
}

/**
 * Returns the distinct sections of an article, the primary one first; creates missing sections. Throws
 * UserErrorException if there are too many.
 */
export async function findOrCreateSections(
  tx: Transaction,
  { section, otherSections }: Pick<ArticleContent, 'section' | 'otherSections'>,
): Promise<SectionLocation[]> {
  const sections = new Map<number, SectionLocation>();
  for (const sectionPath of section.length === 0 ? [] : [section, ...otherSections]) {
    const found = await resolveSectionPath(tx, sectionPath, (step) => createSectionAtSegment(tx, step));
    if (found && !sections.has(found.id)) sections.set(found.id, found);
  }
  if (sections.size > LIMITS.sections)
    throw createUserErrorException(
      `An article can be in at most ${LIMITS.sections} sections.`,
      UserErrorCode.TOO_LONG,
      ['sections'],
    );
  return [...sections.values()];
}

async function createSectionAtSegment(
  tx: Transaction,
  { name, slugs, parent }: SectionPathSegment,
): Promise<SectionLocation> {
  const taken = await tx.section.findMany({ where: { slug: { in: slugs } } });
  const slug = slugs.find((candidate) => !taken.some((section) => section.slug === candidate));
  if (!slug)
    throw createUserErrorException(`The section ${slugs[0]} already exists elsewhere in the section tree.`);
  const data = { slug, name: name.trim(), description: null, parentId: parent?.id ?? null, imageId: null };
  return insertSection(tx, data);
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
  for (const sectionPath of [section, ...otherSections]) {
    if (sectionPath.length === 0 || (await resolveSectionPath(tx, sectionPath, async () => null))) continue;
    throw createUserErrorException(
      `The section ${sectionPath.join('/')} no longer exists.`,
      UserErrorCode.NOT_FOUND,
      field,
    );
  }
}

/** Returns the ID of an image's row; equal images share a row. */
export async function findOrCreateImage(tx: Transaction, image: ImageContent): Promise<number> {
  const { alt, caption, credit, width, height, focalX, focalY } = image;
  const url = await toStoredUrl(tx, image.url);
  const whole = { url, alt, caption, credit, width, height, focalX, focalY };
  const digest = createHash('sha256').update(JSON.stringify(whole)).digest('base64url');
  const { id } = await tx.image.upsert({ where: { digest }, create: { digest, ...whole }, update: {} });
  return id;
}

/** Returns the path of a file of the library for its absolute URL, so that it outlives the name of the host. */
async function toStoredUrl(tx: Transaction, url: string): Promise<string> {
  const path = toSourceUrl(url);
  return path !== url && (await tx.mediaSource.findUnique({ where: { url: path } })) ? path : url;
}
