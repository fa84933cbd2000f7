import type { PrismaClient } from '../../database/generated/client.js';
import { createBatchLoader } from '../../shared/async/batch.js';

/** Loads redirects for API keys that may list them. */
export class RedirectLoaders {
  constructor(private readonly prisma: Pick<PrismaClient, 'redirect'>) {}

  readonly byId = createBatchLoader(
    (ids: number[]) => this.prisma.redirect.findMany({ where: { id: { in: ids } } }),
    ({ id }) => id,
  );
}
