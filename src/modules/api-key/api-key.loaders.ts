import type { ApiKeySummary } from '../../auth/api-keys.service.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { createBatchLoader } from '../../shared/async/batch.js';

/** Loads API keys and identities for administrators, without the hash of the key. */
export class ApiKeyLoaders {
  constructor(private readonly prisma: Pick<PrismaClient, 'apiKey'>) {}

  readonly byId = createBatchLoader(
    (ids: number[]): Promise<ApiKeySummary[]> =>
      this.prisma.apiKey.findMany({ where: { id: { in: ids } }, omit: { hash: true } }),
    ({ id }) => id,
  );
}
