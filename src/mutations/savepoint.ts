import type { Prisma } from '../database/generated/client.js';

/** Runs a part of a transaction, and rolls back its writes alone if it throws. */
export async function runInSavepoint<Result>(
  tx: Prisma.TransactionClient,
  work: () => Promise<Result>,
): Promise<Result> {
  await tx.$executeRaw`SAVEPOINT part`;
  try {
    const result = await work();
    await tx.$executeRaw`RELEASE SAVEPOINT part`;
    return result;
  } catch (error) {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT part`;
    await tx.$executeRaw`RELEASE SAVEPOINT part`;
    throw error;
  }
}
