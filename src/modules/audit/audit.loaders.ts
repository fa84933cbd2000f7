import type { PrismaClient } from '../../database/generated/client.js';
import { createBatchLoader } from '../../shared/async/batch.js';
import { createTableSource, readByIds } from '../../shared/lists/list.js';
import type { AuditEntry } from './audit.type.js';
import { AUDIT_LIST } from './audit-list.js';

/** Loads audit entries for administrators. */
export class AuditLoaders {
  constructor(private readonly prisma: Pick<PrismaClient, '$queryRaw'>) {}

  readonly byId = createBatchLoader(
    (ids: number[]): Promise<AuditEntry[]> => readByIds(AUDIT_LIST, ids, createTableSource(this.prisma)),
    ({ id }) => id,
  );
}
