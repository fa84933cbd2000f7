import type { Transaction } from '../turns.js';

/** A section and its address. */
export interface PlacedSection {
  id: number;
  path: string;
}

/** Where every section lives, by its number. Sections are few. */
export type SectionPlaces = Map<number, PlacedSection>;

export async function placeSections(tx: Transaction): Promise<SectionPlaces> {
  const rows = await tx.$queryRaw<PlacedSection[]>`
    WITH RECURSIVE tree AS (
      SELECT id, '/' || slug AS path FROM section WHERE parent_id IS NULL
      UNION ALL SELECT s.id, t.path || '/' || s.slug FROM section s JOIN tree t ON t.id = s.parent_id
    ) SELECT id, path FROM tree`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whether a section is another, or below it. */
export function isWithin(inner: PlacedSection, outer: PlacedSection): boolean {
  return `${inner.path}/`.startsWith(`${outer.path}/`);
}

/** The section's number and those of all above it. */
export function withAbove(places: SectionPlaces, id: number): number[] {
  const own = places.get(id);
  if (!own) return [];
  return [...places.values()].filter((place) => isWithin(own, place)).map((place) => place.id);
}
