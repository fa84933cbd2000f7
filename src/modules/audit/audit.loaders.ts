import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import { createBatchLoader } from '../../shared/async/batch.js';
import { type AuditRow, SELECT_ENTRIES, toAuditEntry } from './audit-row.js';

/** Loads audit entries for administrators. */
export class AuditLoaders {
  constructor(private readonly prisma: Pick<PrismaClient, '$queryRaw'>) {}

  readonly byId = createBatchLoader(
    async (ids: number[]) => {
      const rows = await this.prisma.$queryRaw<AuditRow[]>(
        Prisma.sql`${SELECT_ENTRIES} WHERE e.id = ANY(${ids}::int[])`,
      );
      return rows.map(toAuditEntry);
    },
    ({ id }) => id,
  );
}
