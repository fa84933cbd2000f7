import type { Transaction } from '../../mutations/write-lock.js';
import { requireValue } from '../../shared/require-value.js';

/** Returns an ID for each new draft: the preferred one if it is free, else the next of the sequence. */
export async function allocateDraftIds(
  tx: Transaction,
  preferredIds: (number | undefined)[],
): Promise<number[]> {
  const preferred = preferredIds.filter((id) => id !== undefined);
  const where = { id: { in: preferred } };
  const holders = preferred.length > 0 ? await tx.draft.findMany({ where, select: { id: true } }) : [];
  const taken = new Set(holders.map(({ id }) => id));
  const ids = preferredIds.map((id) => {
    if (id === undefined || taken.has(id)) return null;
    taken.add(id);
    return id;
  });
  const highest = Math.max(...ids.map((id) => id ?? 0));
  // Later rows get higher IDs.
  if (highest > 0)
    await tx.$queryRaw`
    SELECT setval(sequence::regclass, greatest(nextval(sequence::regclass) - 1, ${highest}::int))::text
    FROM pg_get_serial_sequence('draft', 'id') AS sequence`;
  const missing = ids.filter((id) => id === null).length;
  if (missing === 0) return ids.filter((id) => id !== null);
  const next = await tx.$queryRaw<{ id: number }[]>`
    SELECT nextval(pg_get_serial_sequence('draft', 'id'))::int AS id FROM generate_series(1, ${missing}::int)`;
  return ids.map(
    (id) => id ?? requireValue(next.shift(), 'The sequence has a value for each missing ID.').id,
  );
}
