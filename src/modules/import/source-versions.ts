import type { Transaction } from '../../mutations/write-lock.js';
import type { ExternalArticle, SourceRef } from './external-article.js';

/** An item of a source that names versions. */
interface VersionedRef extends SourceRef {
  sourceVersion?: string | undefined;
  isWithheld?: boolean | undefined;
}

/** The latest version of an item that was read. */
export interface KnownVersion {
  version: string;
  /** True if that version removed the item. */
  isRemoval: boolean;
  /** True if that version forbade to publish the item. */
  isWithheld: boolean;
}

/** Status of items in `source_item`, which syncs of sites write in their own terms. */
const REMOVED = 'canceled';
const WITHHELD = 'withheld';
const USABLE = 'usable';

const collator = new Intl.Collator('en', { numeric: true });

/**
 * Compares versions: times with a zone as times, others by the numbers in them. Returns null if neither is known to be the
 * later one: a number and a time, versions of the same day, or no version.
 */
export function compareVersions(one: string, other: string): number | null {
  const kind = getKind(one);
  if (kind !== getKind(other) || kind === 'none') return null;
  if (kind === 'date' && one === other) return null;
  return kind === 'time' ? Date.parse(one) - Date.parse(other) : collator.compare(one, other);
}

function getKind(version: string): 'none' | 'date' | 'time' | 'local time' | 'number' {
  if (version === '') return 'none';
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(version)) return 'number';
  if (!version.includes('T')) return 'date';
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(version) && !Number.isNaN(Date.parse(version));
  return hasZone ? 'time' : 'local time';
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
    if (!row) return null;
    const { version, status } = row;
    return { version: version ?? '', isRemoval: status === REMOVED, isWithheld: status === WITHHELD };
  };
}

/**
 * Returns why a version is not imported: a later one was read, or a removal that it does not follow. Null if it is to be
 * imported.
 */
export function explainOutdated(version: string, known: KnownVersion | null): string | null {
  if (known === null) return null;
  const order = compareVersions(version, known.version);
  if (order !== null && order < 0)
    return `${describe(version)} is older than ${describe(known.version)}, which was imported before`;
  if (!known.isRemoval || (order !== null && order > 0)) return null;
  return `${describe(version)} was canceled`;
}

/**
 * Returns the restriction of the known version that an article would end without being a later version. Null if there is
 * none.
 */
export function explainRestricted(
  { sourceVersion = '', isWithheld = false, embargoedUntil = null }: ExternalArticle,
  known: KnownVersion | null,
  knownEmbargo: Date | null,
  now: Date,
): string | null {
  if (known === null || (compareVersions(sourceVersion, known.version) ?? 0) > 0 || isWithheld) return null;
  if (known.isWithheld) return 'withheld by the source';
  const isEmbargoed = knownEmbargo !== null && knownEmbargo > now;
  return isEmbargoed && knownEmbargo > (embargoedUntil ?? 0)
    ? `embargoed until ${knownEmbargo.toISOString()}`
    : null;
}

/** Returns true if an article is restricted more than the known version of it. */
export function isNewlyRestricted(
  { isWithheld = false, embargoedUntil = null }: ExternalArticle,
  known: KnownVersion,
  knownEmbargo: Date | null,
  now: Date,
): boolean {
  if (isWithheld) return !known.isWithheld;
  return embargoedUntil !== null && embargoedUntil > now && embargoedUntil > (knownEmbargo ?? 0);
}

export function describe(version: string): string {
  return version === '' ? 'the item without a version' : `version ${version}`;
}

/** Records the versions of items that were imported or removed. One without a version keeps the version of the one before. */
export async function saveVersions(
  tx: Transaction,
  refs: readonly VersionedRef[],
  { isRemoval }: Pick<KnownVersion, 'isRemoval'>,
): Promise<void> {
  const versioned = refs.filter(({ sourceVersion }) => sourceVersion !== undefined);
  if (versioned.length === 0) return;
  const usable = versioned.map(({ isWithheld }) => (isWithheld ? WITHHELD : USABLE));
  const statuses = isRemoval ? versioned.map(() => REMOVED) : usable;
  await tx.$executeRaw`
    INSERT INTO source_item (source, source_id, version, status)
    SELECT source, id, version, status
    FROM unnest(${versioned.map((ref) => ref.source)}::text[], ${versioned.map((ref) => ref.sourceId)}::text[],
      ${versioned.map((ref) => ref.sourceVersion ?? '')}::text[], ${statuses}::text[]) AS item (source, id, version, status)
    ON CONFLICT (source, source_id) DO UPDATE
    SET version = COALESCE(NULLIF(EXCLUDED.version, ''), source_item.version, ''), status = EXCLUDED.status`;
}

function getKey({ source, sourceId }: SourceRef): string {
  return `${source}\n${sourceId}`;
}
