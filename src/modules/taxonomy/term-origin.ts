import type { SourceTerm } from '../../database/generated/client.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { TermKind } from './write/term-table.js';
import { TERM_TYPES } from './write/term-types.js';

/** ID of a section, tag, author or series at its source. */
export type TermOrigin = Pick<SourceTerm, 'source' | 'sourceId'>;

/** A row with what is stored of an origin. */
export interface TermWithOrigin {
  id: number;
  stored: SourceTerm;
}

type Names = { slug: string; name: string };

/** Finds what is stored of an origin, also of one that an import brought or that was merged into another row. */
export async function findByOrigin(
  tx: Transaction,
  kind: TermKind,
  { source, sourceId }: TermOrigin,
): Promise<TermWithOrigin | null> {
  const where = { source_kind_sourceId: { source, kind, sourceId } };
  const stored = await tx.sourceTerm.findUnique({ where });
  const id = stored?.[TERM_TYPES[kind].idColumn];
  return stored && id != null ? { id, stored } : null;
}

/**
 * Returns those names of an input that differ from the ones that the origin had before. Others stay as editors have set
 * them, or as the row is called into which a former one was merged.
 */
export function pickNewNames(
  { name, slug }: { name: string; slug?: string | null },
  stored: SourceTerm,
): Partial<Names> {
  return {
    ...(name.trim() !== stored.name && { name }),
    ...(slug != null && slug !== stored.sourceSlug && { slug }),
  };
}

/** Records the origin of a row with its names there, which an import of the source compares with later ones. */
export async function recordOrigin(
  tx: Transaction,
  kind: TermKind,
  { origin, id, name, slug }: { origin: TermOrigin; id: number; name: string; slug: string },
): Promise<void> {
  const { source, sourceId } = origin;
  const names = { name, sourceSlug: slug, importedAt: new Date() };
  await tx.sourceTerm.upsert({
    where: { source_kind_sourceId: { source, kind, sourceId } },
    create: { source, kind, sourceId, slug, ...names, [TERM_TYPES[kind].idColumn]: id },
    update: names,
  });
}
