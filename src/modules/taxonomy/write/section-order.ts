import type { Section } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';

/**
 * Puts a section at a place among its siblings, counted from 0; past the last is last. Answers whether the
 * order of any section changed.
 */
export async function moveAmongSiblings(
  tx: Transaction,
  { id, parentId }: Section,
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

/** Numbers sections in the order given; answers whether that changed anything. */
export async function orderSections(tx: Transaction, ids: number[]): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE section s SET position = o.place - 1
    FROM unnest(${ids}::int[]) WITH ORDINALITY AS o (id, place)
    WHERE s.id = o.id AND s.position <> o.place - 1`;
  return changed > 0;
}
