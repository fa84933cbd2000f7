import { Prisma } from '../../../database/generated/client.js';
import { getSchemaName } from '../../../database/read/schema-name.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { requireValue } from '../../../shared/require-value.js';

/** A section's ID and path. */
export interface SectionLocation {
  id: number;
  path: string;
}

/** Paths of all sections, by ID. */
export type SectionLocations = Map<number, SectionLocation>;

export function getLocation(locations: SectionLocations, id: number): SectionLocation {
  return requireValue(locations.get(id), `The section ${id} has no path.`);
}

/** Loads the paths of all sections: in the primary language, or in another one, with its prefix. */
export async function loadSectionLocations(
  tx: Transaction,
  { language, prefix }: { language: string | null; prefix: string } = { language: null, prefix: '' },
): Promise<SectionLocations> {
  const sections = Prisma.raw(
    language === null ? 'section' : `"${getSchemaName('preview', language)}".section`,
  );
  const rows = await tx.$queryRaw<SectionLocation[]>`
    WITH RECURSIVE tree AS (
      SELECT id, ${prefix} || '/' || slug AS path FROM ${sections} WHERE parent_id IS NULL
      UNION ALL SELECT s.id, t.path || '/' || s.slug FROM ${sections} s JOIN tree t ON t.id = s.parent_id
    ) SELECT id, path FROM tree`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Returns true if `inner` is `outer` or one of its descendants. */
export function isWithin(inner: SectionLocation, outer: SectionLocation): boolean {
  return `${inner.path}/`.startsWith(`${outer.path}/`);
}

/** Returns the IDs of the section and of all its ancestors. */
export function getIdWithAncestors(locations: SectionLocations, id: number): number[] {
  const own = locations.get(id);
  if (!own) return [];
  return [...locations.values()].filter((location) => isWithin(own, location)).map((location) => location.id);
}
