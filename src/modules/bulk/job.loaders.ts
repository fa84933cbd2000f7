import { setTimeout as sleep } from 'node:timers/promises';
import type { PrismaClient } from '../../database/generated/client.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { createBatchLoader } from '../../shared/async/batch.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { parseGlobalId } from '../../shared/references/global-id.js';
import type { BulkResult } from './bulk.type.js';
import type { Job } from './job.type.js';

/** Milliseconds between two looks at the progress of a job. */
const POLL_INTERVAL_MS = 1_000;

const COLUMNS = {
  id: true,
  createdAt: true,
  updatedAt: true,
  finishedAt: true,
  total: true,
  done: true,
  failed: true,
};

export interface JobDescription extends Job {
  keyName: string;
}

/** Loads jobs and their progress. */
export class JobLoaders {
  /** `keyId` is the API key whose jobs may be read; without it, all may. */
  constructor(
    private readonly prisma: Pick<PrismaClient, 'bulkJob' | 'bulkFailure'>,
    private readonly keyId?: number,
  ) {}

  readonly byId = createBatchLoader(
    (ids: number[]): Promise<Job[]> =>
      this.prisma.bulkJob.findMany({ where: { id: { in: ids }, ...this.readable }, select: COLUMNS }),
    ({ id }) => id,
  );

  /** Lists the latest jobs. */
  list(limit: number): Promise<JobDescription[]> {
    const select = { ...COLUMNS, keyName: true };
    return this.prisma.bulkJob.findMany({ orderBy: { id: 'desc' }, take: limit, select });
  }

  /** Lists articles that a job could not change, lowest ID first. */
  async listFailures(
    jobId: number,
    { after, limit }: { after: number; limit: number },
  ): Promise<BulkResult[]> {
    const rows = await this.prisma.bulkFailure.findMany({
      where: { jobId, articleId: { gt: after } },
      orderBy: { articleId: 'asc' },
      take: limit,
    });
    return rows.map(({ articleId, userErrors }) => ({
      articleId,
      userErrors: userErrors as unknown as UserError[],
    }));
  }

  /** Yields a job, again each time it has advanced, and for the last time at its end. Throws BadUserInputError. */
  async watch(globalId: string): Promise<AsyncGenerator<Job>> {
    const key = parseGlobalId(globalId);
    const first = key?.type === 'Job' ? await this.find(key.id) : null;
    if (!first) throw new BadUserInputError('id: there is no job with this ID. Jobs are stored for 30 days.');
    return this.follow(first);
  }

  private async *follow(first: Job): AsyncGenerator<Job> {
    yield first;
    let { done, finishedAt } = first;
    while (!finishedAt) {
      await sleep(POLL_INTERVAL_MS);
      const job = await this.find(first.id);
      if (!job) return;
      if (job.done !== done || job.finishedAt) yield job;
      ({ done, finishedAt } = job);
    }
  }

  private find(id: number): Promise<Job | null> {
    return this.prisma.bulkJob.findFirst({ where: { id, ...this.readable }, select: COLUMNS });
  }

  private get readable(): { keyId?: number } {
    return this.keyId === undefined ? {} : { keyId: this.keyId };
  }
}
