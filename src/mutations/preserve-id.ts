import { Prisma } from '../database/generated/client.js';
import type { Transaction } from './write-lock.js';

export interface OptionalId {
  id?: number;
}

/**
 * The number that something had in the database it comes from, for the row that is about to be made of it; nothing
 * when another row has it, or it comes with none. Numbers decide the order of what is else equal, and ids are made
 * of them: what is exported and imported again keeps both.
 */
export async function preserveId(
  tx: Transaction,
  table: 'draft' | 'section' | 'tag' | 'author',
  preferredId: number | undefined,
): Promise<OptionalId> {
  if (preferredId === undefined) return {};
  const holders = await tx.$queryRaw<
    unknown[]
  >`SELECT FROM ${Prisma.raw(table)} WHERE id = ${preferredId}::int`;
  if (holders.length > 0) return {};
  // Rows to come are numbered after it.
  await tx.$queryRaw`
    SELECT setval(sequence::regclass, greatest(nextval(sequence::regclass) - 1, ${preferredId}::int))::text
    FROM pg_get_serial_sequence(${table}, 'id') AS sequence`;
  return { id: preferredId };
}
