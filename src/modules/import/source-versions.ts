import type { Transaction } from '../../mutations/write-lock.js';
import type { SourceRef } from './external-article.js';

/** An item of a source that names versions. */
interface VersionedRef extends SourceRef {
  sourceVersion?: string | undefined;
}

/** The latest version of an item that was read. */
export interface KnownVersion {
  version: string;
  /** True if that version removed the item. */
  isRemoval: boolean;
}

/** Status of items in `source_item`, which syncs of sites write in their own terms. */
const REMOVED = 'canceled';
const USABLE = 'usable';

const collator = new Intl.Collator('en', { numeric: true });

/** Compares versions: numbers in them by their value, anything else, such as times, by its characters. */
export function compareVersions(one: string, other: string): number {
  return collator.compare(one, other);
}

/** Loads the latest versions of items that have one. Sends no statement if none has. */
export async function loadVersions(
  tx: Transaction,
  refs: readonly VersionedRef[],
): Promise<(ref: SourceRef) => KnownVersion | null> {
  const versioned = refs.filter(({ sourceVersion }) => sourceVersion !== undefined);
  if (versioned.length === 0) return () => null;
  const source = { in: [...new Set(versioned.map((ref) => ref.source))] };
  const sourceId = { in: versioned.map((ref) => ref.sourceId) };
  const rows = await tx.sourceItem.findMany({ where: { source, sourceId, version: { not: null } } });
  const known = new Map(rows.map((row) => [getKey(row), row]));
  return (ref) => {
    const row = known.get(getKey(ref));
    return row ? { version: row.version ?? '', isRemoval: row.status === REMOVED } : null;
  };
}

/** Returns why a version is not imported: a later one was read, or a removal of the same one. Null if it is to be. */
export function explainOutdated(version: string, known: KnownVersion | null): string | null {
  if (known === null) return null;
  const order = compareVersions(version, known.version);
  if (order < 0)
    return `${describe(version)} is older than ${describe(known.version)}, which was imported before`;
  if (order > 0 || !known.isRemoval) return null;
  return `${describe(version)} was canceled`;
}

export function describe(version: string): string {
  return version === '' ? 'the item without a version' : `version ${version}`;
}

/** Records the versions of items that were imported or removed. */
export async function saveVersions(
  tx: Transaction,
  refs: readonly VersionedRef[],
  { isRemoval }: Pick<KnownVersion, 'isRemoval'>,
): Promise<void> {
  const versioned = refs.filter(({ sourceVersion }) => sourceVersion !== undefined);
  if (versioned.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO source_item (source, source_id, version, status)
    SELECT source, id, version, ${isRemoval ? REMOVED : USABLE}
    FROM unnest(${versioned.map((ref) => ref.source)}::text[], ${versioned.map((ref) => ref.sourceId)}::text[],
      ${versioned.map((ref) => ref.sourceVersion ?? '')}::text[]) AS item (source, id, version)
    ON CONFLICT (source, source_id) DO UPDATE SET version = EXCLUDED.version, status = EXCLUDED.status`;
}

function getKey({ source, sourceId }: SourceRef): string {
  return `${source}\n${sourceId}`;
}
