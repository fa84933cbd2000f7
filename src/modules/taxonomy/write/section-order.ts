import type { Section } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';

/**
 * Moves a section to a position among its siblings, counted from 0; a position past the end is the last.
 * Returns true if the order changed.
 */
export async function moveAmongSiblings(
  tx: Transaction,
  { id, parentId }: Pick<Section, 'id' | 'parentId'>,
  position: number,
): Promise<boolean> {
  const siblings = await tx.section.findMany({
    where: { parentId, id: { not: id } },
    orderBy: [{ position: 'asc' }, { name: 'asc' }, { id: 'asc' }],
  });
  const ids = siblings.map((sibling) => sibling.id);
  ids.splice(position, 0, id);
  return orderSections(tx, ids);
}

/** Numbers sections in the given order. Returns true if any position changed. */
export async function orderSections(tx: Transaction, ids: number[]): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE section s SET position = o.place - 1
    FROM unnest(${ids}::int[]) WITH ORDINALITY AS o (id, place)
    WHERE s.id = o.id AND s.position <> o.place - 1`;
  return changed > 0;
}
