import type { Transaction } from '../../../mutations/write-lock.js';

/** A section and its address. */
export interface SectionLocation {
  id: number;
  path: string;
}

/** Where every section lives, by its number. Sections are few. */
export type SectionLocations = Map<number, SectionLocation>;

export async function loadSectionLocations(tx: Transaction): Promise<SectionLocations> {
  const rows = await tx.$queryRaw<SectionLocation[]>`
    WITH RECURSIVE tree AS (
      SELECT id, '/' || slug AS path FROM section WHERE parent_id IS NULL
      UNION ALL SELECT s.id, t.path || '/' || s.slug FROM section s JOIN tree t ON t.id = s.parent_id
    ) SELECT id, path FROM tree`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whether a section is another, or below it. */
export function isWithin(inner: SectionLocation, outer: SectionLocation): boolean {
  return `${inner.path}/`.startsWith(`${outer.path}/`);
}

/** The section's number and those of all above it. */
export function getIdWithAncestors(locations: SectionLocations, id: number): number[] {
  const own = locations.get(id);
  if (!own) return [];
  return [...locations.values()].filter((location) => isWithin(own, location)).map((location) => location.id);
}
