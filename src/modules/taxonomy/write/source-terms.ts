import type { Prisma, SourceTerm as StoredTerm } from '../../../database/generated/client.js';
import { UserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { buildAuthorPath, buildTagPath } from '../../../shared/paths.js';
import { requireValue } from '../../../shared/require-value.js';
import { changeAuthor } from './authors.js';
import { AUTHOR_KIND, assertPathAvailable, TAG_KIND } from './rename.js';
import { changeSection } from './sections.js';
import { saveTag } from './tags.js';
import { findForeignTerms } from './term-owners.js';

export type TermKind = 'section' | 'tag' | 'author';

/** A section, tag or author as its source has it. */
export interface SourceTerm {
  kind: TermKind;
  /** ID that stays when the source renames it. */
  sourceId: string;
  name: string;
  /** Slug by which articles of the source name it. */
  slug: string;
  /** The source's own value that the slug is made of; the slug itself by default. */
  sourceSlug?: string;
  /** Slug to prefer if another one of the source has `slug`. */
  otherSlug?: string;
}

export interface SourceTermsResult {
  /** The slug by which each is found, in order: its own unless another one of the source has it. */
  slugs: string[];
  /** For each, in order, true if there is no such row. */
  isMissing: boolean[];
  /** Renamings that were not followed. */
  kept: string[];
}

interface Row {
  id: number;
  slug: string;
  name: string;
}

type RowFilter = { id: { in: number[] } } | { slug: { in: string[] } } | { name: { in: string[] } };

/** Operations on the rows of a kind. */
interface TermStore {
  column: 'sectionId' | 'tagId' | 'authorId';
  find(tx: Transaction, where: RowFilter): Promise<Row[]>;
  /** Builds the path of a row; of a section without a parent. */
  buildPath(slug: string): string;
  /** Renames a row; its former path redirects. Throws UserErrorException if the slug or the path is taken. */
  rename(tx: Transaction, id: number, to: { slug: string; name: string }): Promise<void>;
}

const OLDEST_FIRST = { id: 'asc' } as const;

const STORES: Record<TermKind, TermStore> = {
  section: {
    column: 'sectionId',
    find: (tx, where) => tx.section.findMany({ where, orderBy: OLDEST_FIRST }),
    buildPath: (slug) => `/${slug}`,
    rename: async (tx, id, to) => {
      const section = await tx.section.findUniqueOrThrow({ where: { id } });
      await changeSection(tx, section, { ...section, ...to });
    },
  },
  tag: {
    column: 'tagId',
    find: (tx, where) => tx.tag.findMany({ where, orderBy: OLDEST_FIRST }),
    buildPath: buildTagPath,
    rename: async (tx, id, to) => {
      const tag = await tx.tag.findUniqueOrThrow({ where: { id } });
      if (to.slug !== tag.slug) await assertPathAvailable(tx, TAG_KIND, to.slug);
      await saveTag(tx, tag, { ...tag, ...to });
    },
  },
  author: {
    column: 'authorId',
    find: (tx, where) => tx.author.findMany({ where, orderBy: OLDEST_FIRST }),
    buildPath: buildAuthorPath,
    rename: async (tx, id, to) => {
      const author = await tx.author.findUniqueOrThrow({ where: { id } });
      if (to.slug !== author.slug) await assertPathAvailable(tx, AUTHOR_KIND, to.slug);
      await changeAuthor(tx, author, { ...author, ...to });
    },
  },
};

/**
 * Renames rows that their source has renamed, by their IDs there, and records the IDs of others that exist. Names and
 * slugs that editors have changed stay, as do rows of another source.
 */
export async function saveSourceTerms(
  tx: Transaction,
  source: string,
  terms: SourceTerm[],
): Promise<SourceTermsResult> {
  const found = new Map<SourceTerm, string>();
  const missing = new Set<SourceTerm>();
  const kept: string[] = [];
  for (const kind of Object.keys(STORES) as TermKind[]) {
    const ofKind = terms.filter((term) => term.kind === kind);
    if (ofKind.length === 0) continue;
    const unknown = await followRenames(tx, source, kind, ofKind, found, kept);
    await adoptRows(tx, source, kind, unknown, found, missing);
  }
  return {
    slugs: terms.map((term) => requireValue(found.get(term), 'Each term was found or adopted.')),
    isMissing: terms.map((term) => missing.has(term)),
    kept,
  };
}

/** Renames rows with a known ID, and returns the other terms. */
async function followRenames(
  tx: Transaction,
  source: string,
  kind: TermKind,
  terms: SourceTerm[],
  found: Map<SourceTerm, string>,
  kept: string[],
): Promise<SourceTerm[]> {
  const store = STORES[kind];
  const sourceIds = terms.map(({ sourceId }) => sourceId);
  const stored = await tx.sourceTerm.findMany({ where: { source, kind, sourceId: { in: sourceIds } } });
  const storedById = new Map(stored.map((each) => [each.sourceId, each]));
  const rows = await store.find(tx, { id: { in: stored.flatMap((each) => each[store.column] ?? []) } });
  for (const term of terms) {
    const known = storedById.get(term.sourceId);
    if (!known) continue;
    const row = requireValue(
      rows.find(({ id }) => id === known[store.column]),
      'The row of a stored term exists.',
    );
    const { name, slug, sourceSlug = slug } = term;
    const isSettled = known.name === name && known.sourceSlug === sourceSlug && row.slug === slug;
    found.set(term, isSettled ? slug : await followRename(tx, known, term, row, kept));
  }
  return terms.filter(({ sourceId }) => !storedById.has(sourceId));
}

/** Renames a row as its source has, and returns the slug by which it is found. */
async function followRename(
  tx: Transaction,
  stored: StoredTerm,
  term: SourceTerm,
  row: Row,
  kept: string[],
): Promise<string> {
  const { kind, name, slug, sourceSlug = slug } = term;
  const isSlugNew = sourceSlug !== stored.sourceSlug && row.slug === stored.slug;
  const isNameNew = name !== stored.name && row.name === stored.name;
  const to = { slug: isSlugNew ? slug : row.slug, name: isNameNew ? name : row.name };
  const isRenamed =
    (to.slug === row.slug && to.name === row.name) || (await tryRename(tx, stored.source, kind, row, to));
  if (!isRenamed)
    kept.push(`the ${kind} ${row.slug} is called ${name} (${slug}) in the source now, and stays as it is`);
  if (isRenamed && (name !== stored.name || sourceSlug !== stored.sourceSlug)) {
    const { source, sourceId } = stored;
    await tx.sourceTerm.update({
      where: { source_kind_sourceId: { source, kind, sourceId } },
      data: { name, sourceSlug, slug: isSlugNew ? slug : stored.slug },
    });
  }
  const [leading] = (await findRows(tx, kind, [term])).get(term) ?? [];
  return leading?.id === row.id ? slug : isRenamed ? to.slug : row.slug;
}

/** Returns false if the row belongs to another source, or if other content has the slug or the path. */
async function tryRename(
  tx: Transaction,
  source: string,
  kind: TermKind,
  row: Row,
  to: { slug: string; name: string },
): Promise<boolean> {
  if ((await findForeignTerms(tx, kind, [row.slug], source)).has(row.slug)) return false;
  const [holder] = await STORES[kind].find(tx, { slug: { in: [to.slug] } });
  if (holder && holder.id !== row.id) return false;
  try {
    await STORES[kind].rename(tx, row.id, to);
    return true;
  } catch (error) {
    if (error instanceof UserErrorException) return false;
    throw error;
  }
}

/**
 * Records the IDs of rows that are found as the articles of the source find them. A term whose slug leads to another
 * term of the source gets another slug.
 */
async function adoptRows(
  tx: Transaction,
  source: string,
  kind: TermKind,
  terms: SourceTerm[],
  found: Map<SourceTerm, string>,
  missing: Set<SourceTerm>,
): Promise<void> {
  if (terms.length === 0) return;
  const { column } = STORES[kind];
  const rows = await findRows(tx, kind, terms);
  const ids = [...rows.values()].flat().map(({ id }) => id);
  const claims = await tx.sourceTerm.findMany({ where: { source, kind, [column]: { in: ids } } });
  const claimedIds = new Set(claims.map((claim) => claim[column]));
  const slugs = new Set<string>();
  const adopted: Prisma.SourceTermCreateManyInput[] = [];
  for (const term of terms) {
    const candidates = rows.get(term) ?? [];
    const row = candidates.find(({ id }) => !claimedIds.has(id));
    // A row of an equal name has a slug of its own.
    const isTaken =
      slugs.has(term.slug) ||
      candidates.some(
        ({ id, slug, name }) => claimedIds.has(id) && (slug === term.slug || name !== term.name),
      );
    const slug = isTaken ? await findFreeSlug(tx, term, slugs) : term.slug;
    slugs.add(slug);
    found.set(term, slug);
    if (row === undefined || isTaken) {
      missing.add(term);
      continue;
    }
    claimedIds.add(row.id);
    const { sourceId, name, sourceSlug = slug } = term;
    adopted.push({ source, kind, sourceId, name, sourceSlug, slug, [column]: row.id });
  }
  await tx.sourceTerm.createMany({ data: adopted });
}

/** Finds the row of each term as findOrCreateTags does: by its slug, by its name, or by a slug that it had. */
async function findRows(
  tx: Transaction,
  kind: TermKind,
  terms: SourceTerm[],
): Promise<Map<SourceTerm, Row[]>> {
  const { find, buildPath, column } = STORES[kind];
  const bySlug = await find(tx, { slug: { in: terms.map(({ slug }) => slug) } });
  const rows = new Map(terms.map((term) => [term, bySlug.filter(({ slug }) => slug === term.slug)]));
  const others = terms.filter((term) => !rows.get(term)?.length);
  if (others.length === 0) return rows;
  // Sections of one name may have different parents.
  const names = kind === 'section' ? [] : others.map(({ name }) => name);
  const byName = await find(tx, { name: { in: names } });
  const paths = others.map(({ slug }) => buildPath(slug));
  const addresses = await tx.address.findMany({
    where: { path: { in: paths }, [column]: { not: null } },
  });
  const former = await find(tx, { id: { in: addresses.flatMap((address) => address[column] ?? []) } });
  for (const term of others) {
    const address = addresses.find(({ path }) => path === buildPath(term.slug));
    rows.set(term, [
      ...byName.filter(({ name }) => name === term.name),
      ...former.filter(({ id }) => id === address?.[column]),
    ]);
  }
  return rows;
}

/** Returns a slug that leads to no row and that no other term gets. */
async function findFreeSlug(
  tx: Transaction,
  { kind, slug, otherSlug }: SourceTerm,
  taken: Set<string>,
): Promise<string> {
  const { find, buildPath } = STORES[kind];
  const isFree = async (candidate: string) => {
    if (taken.has(candidate) || (await find(tx, { slug: { in: [candidate] } })).length > 0) return false;
    return (await tx.address.count({ where: { path: buildPath(candidate) } })) === 0;
  };
  if (otherSlug && otherSlug !== slug && (await isFree(otherSlug))) return otherSlug;
  for (let number = 2; ; number += 1) if (await isFree(`${slug}-${number}`)) return `${slug}-${number}`;
}
