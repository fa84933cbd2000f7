import { createHash } from 'node:crypto';
import type { Prisma } from '../../database/generated/client.js';
import { slugify } from '../../shared/slug.js';
import { type ImageContent, rejected } from './article-content.js';

/** The part of a transaction that finds by slug and creates what is missing. */
type Transaction = Prisma.TransactionClient;

/** Ids of the tags of these names, in their order, each once. */
export function findOrCreateTags(tx: Transaction, names: string[]): Promise<number[]> {
  return findOrCreate(tx.tag, 'tag', names);
}

/** Ids of the authors of these names, in their order, each once. */
export function findOrCreateAuthors(tx: Transaction, names: string[]): Promise<number[]> {
  return findOrCreate(tx.author, 'author', names);
}

interface Named {
  findMany(query: { where: { slug: { in: string[] } } }): Promise<{ id: number; slug: string }[]>;
  create(query: { data: { slug: string; name: string } }): Promise<{ id: number }>;
}

async function findOrCreate(table: Named, kind: string, names: string[]): Promise<number[]> {
  const bySlug = new Map<string, string>();
  for (const name of names) {
    const slug = slugify(name);
    if (!slug) throw rejected(`The ${kind} "${name}" has no letter or digit to make a slug of.`);
    if (!bySlug.has(slug)) bySlug.set(slug, name.trim());
  }
  if (bySlug.size === 0) return [];
  const found = await table.findMany({ where: { slug: { in: [...bySlug.keys()] } } });
  const ids = new Map(found.map(({ slug, id }) => [slug, id]));
  for (const [slug, name] of bySlug) {
    if (!ids.has(slug)) ids.set(slug, (await table.create({ data: { slug, name } })).id);
  }
  return [...bySlug.keys()].map((slug) => ids.get(slug)!);
}

/** A section and its address. */
export interface PlacedSection {
  id: number;
  path: string;
}

/** The section at the end of a way of names from the root down. */
export async function findOrCreateSection(tx: Transaction, way: string[]): Promise<PlacedSection | null> {
  let placed: PlacedSection | null = null;
  let above = '';
  for (const name of way) {
    const slug = slugify(name);
    if (!slug) throw rejected(`The section "${name}" has no letter or digit to make a slug of.`);
    placed = await stepInto(tx, placed, { name: name.trim(), slug, above });
    above = slug;
  }
  return placed;
}

async function stepInto(
  tx: Transaction,
  parent: PlacedSection | null,
  { name, slug, above }: { name: string; slug: string; above: string },
): Promise<PlacedSection> {
  // Slugs are unique in the whole tree: a second "News" below another parent is asia-news.
  const candidates = above ? [slug, `${above}-${slug}`] : [slug];
  const taken = await tx.section.findMany({ where: { slug: { in: candidates } } });
  const own = taken.find(({ parentId }) => parentId === (parent?.id ?? null));
  if (own) return { id: own.id, path: `${parent?.path ?? ''}/${own.slug}` };
  const free = candidates.find((candidate) => !taken.some((section) => section.slug === candidate));
  if (!free) throw rejected(`The section ${slug} already stands elsewhere in the section tree.`);
  const position = await tx.section.count({ where: { parentId: parent?.id ?? null } });
  const { id } = await tx.section.create({
    data: { slug: free, name, parentId: parent?.id ?? null, position },
  });
  return { id, path: `${parent?.path ?? ''}/${free}` };
}

/** The row of an image; equal images are one row. */
export async function findOrCreateImage(tx: Transaction, image: ImageContent): Promise<number> {
  const { url, alt, caption, credit, width, height, focalX, focalY } = image;
  const whole = { url, alt, caption, credit, width, height, focalX, focalY };
  const digest = createHash('sha256').update(JSON.stringify(whole)).digest('base64url');
  const { id } = await tx.image.upsert({ where: { digest }, create: { digest, ...whole }, update: {} });
  return id;
}
