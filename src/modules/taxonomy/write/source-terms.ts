import type { Prisma, SourceTerm as StoredTerm } from '../../../database/generated/client.js';
import { UserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { requireValue } from '../../../shared/require-value.js';
import { getVocabularySource } from '../../import/source-name.js';
import { findForeignTerms } from './term-owners.js';
import type { Term, TermKind } from './term-table.js';
import { TERM_TYPES } from './term-types.js';

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

const OLDEST_FIRST = { id: 'asc' } as const;

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
  for (const kind of Object.keys(TERM_TYPES) as TermKind[]) {
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
  const { idColumn } = TERM_TYPES[kind];
  const sourceIds = terms.map(({ sourceId }) => sourceId);
  const stored = await tx.sourceTerm.findMany({ where: { source, kind, sourceId: { in: sourceIds } } });
  const storedById = new Map(stored.map((each) => [each.sourceId, each]));
  const rows = await find(tx, kind, { id: { in: stored.flatMap((each) => each[idColumn] ?? []) } });
  for (const term of terms) {
    const known = storedById.get(term.sourceId);
    if (!known) continue;
    const row = requireValue(
      rows.find(({ id }) => id === known[idColumn]),
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
  row: Term,
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
  row: Term,
  to: { slug: string; name: string },
): Promise<boolean> {
  if ((await findForeignTerms(tx, kind, [row.slug], getVocabularySource(source))).has(row.slug)) return false;
  const [holder] = await find(tx, kind, { slug: { in: [to.slug] } });
  if (holder && holder.id !== row.id) return false;
  try {
    await TERM_TYPES[kind].rename(tx, row, to);
    return true;
  } catch (error) {
    if (error instanceof UserErrorException) return false;
    throw error;
  }
}

/**
 * Records the IDs of rows, found as the articles of the source find them. A term with the slug of another
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
  const { idColumn } = TERM_TYPES[kind];
  const rows = await findRows(tx, kind, terms);
  const ids = [...rows.values()].flat().map(({ id }) => id);
  const claims = await tx.sourceTerm.findMany({ where: { source, kind, [idColumn]: { in: ids } } });
  const claimedIds = new Set(claims.map((claim) => claim[idColumn]));
  const slugs = new Set<string>();
  const adopted: Prisma.SourceTermCreateManyInput[] = [];
  for (const term of terms) {
    const candidates = rows.get(term) ?? [];
    const row = candidates.find(({ id }) => !claimedIds.has(id));
    // A row of an equal name has a different slug.
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
    adopted.push({ source, kind, sourceId, name, sourceSlug, slug, [idColumn]: row.id });
  }
  await tx.sourceTerm.createMany({ data: adopted });
}

/** Finds the row of each term as findOrCreateTags does: by its slug, by its name, or by a slug that it had. */
async function findRows(
  tx: Transaction,
  kind: TermKind,
  terms: SourceTerm[],
): Promise<Map<SourceTerm, Term[]>> {
  const { buildPath, idColumn } = TERM_TYPES[kind];
  const bySlug = await find(tx, kind, { slug: { in: terms.map(({ slug }) => slug) } });
  const rows = new Map(terms.map((term) => [term, bySlug.filter(({ slug }) => slug === term.slug)]));
  const others = terms.filter((term) => !rows.get(term)?.length);
  if (others.length === 0) return rows;
  // Sections of one name may have different parents.
  const names = kind === 'section' ? [] : others.map(({ name }) => name);
  const byName = await find(tx, kind, { name: { in: names } });
  const paths = others.map(({ slug }) => buildPath(slug));
  const addresses = await tx.address.findMany({
    where: { path: { in: paths }, [idColumn]: { not: null } },
  });
  const former = await find(tx, kind, {
    id: { in: addresses.flatMap((address) => address[idColumn] ?? []) },
  });
  for (const term of others) {
    const address = addresses.find(({ path }) => path === buildPath(term.slug));
    rows.set(term, [
      ...byName.filter(({ name }) => name === term.name),
      ...former.filter(({ id }) => id === address?.[idColumn]),
    ]);
  }
  return rows;
}

function find(tx: Transaction, kind: TermKind, where: object): Promise<Term[]> {
  return TERM_TYPES[kind].table(tx).findMany({ where, orderBy: OLDEST_FIRST });
}

/** Returns a slug that leads to no row and that no other term gets. */
async function findFreeSlug(
  tx: Transaction,
  { kind, slug, otherSlug }: SourceTerm,
  taken: Set<string>,
): Promise<string> {
  const { buildPath } = TERM_TYPES[kind];
  const isFree = async (candidate: string) => {
    if (taken.has(candidate) || (await find(tx, kind, { slug: { in: [candidate] } })).length > 0)
      return false;
    return (await tx.address.count({ where: { path: buildPath(candidate) } })) === 0;
  };
  if (otherSlug && otherSlug !== slug && (await isFree(otherSlug))) return otherSlug;
  for (let number = 2; ; number += 1) if (await isFree(`${slug}-${number}`)) return `${slug}-${number}`;
}
