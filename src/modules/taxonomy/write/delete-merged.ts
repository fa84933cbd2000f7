import type { Transaction } from '../../../mutations/write-lock.js';

/** Deletes rows that were merged into another one. A trigger tells editors of the merge, in place of a deletion. */
export async function deleteMerged(
  tx: Transaction,
  targetId: number,
  deleteRows: () => Promise<unknown>,
): Promise<void> {
  await tx.$executeRaw`SELECT set_config('dateline.merged_into', ${String(targetId)}, true)`;
  await deleteRows();
  await tx.$executeRaw`SELECT set_config('dateline.merged_into', '', true)`;
}
