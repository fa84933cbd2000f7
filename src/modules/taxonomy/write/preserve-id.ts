import { Prisma } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { TermKind } from './term-table.js';

export interface OptionalId {
  id?: number;
}

/**
 * Returns the ID that an imported row had in its source database, if it is free here. Preserving it keeps
 * global IDs and the order of ties across export and import.
 */
export async function preserveId(
  tx: Transaction,
  table: TermKind,
  preferredId: number | undefined,
): Promise<OptionalId> {
  if (preferredId === undefined) return {};
  const holders = await tx.$queryRaw<
    unknown[]
  >`SELECT FROM ${Prisma.raw(table)} WHERE id = ${preferredId}::int`;
  if (holders.length > 0) return {};
  // Later rows get higher IDs.
  await tx.$queryRaw`
    SELECT setval(sequence::regclass, greatest(nextval(sequence::regclass) - 1, ${preferredId}::int))::text
    FROM pg_get_serial_sequence(${table}, 'id') AS sequence`;
  return { id: preferredId };
}
