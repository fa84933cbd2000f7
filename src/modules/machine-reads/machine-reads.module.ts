import { pruneReads, ReadStore } from '../../observability/reads/read-store.js';
import type { Module } from '../module.js';
import { ArticleReadsResolver, MachineReadsResolver } from './machine-reads.resolver.js';

/** Which crawlers read which articles. observability/reads counts the reads. */
export const module = {
  createResolvers: ({ database }) => [
    new MachineReadsResolver(new ReadStore(database.pool)),
    new ArticleReadsResolver(),
  ],
  createJobs: ({ config, database: { jobPool } }) => [
    {
      name: 'prune_machine_reads',
      crontab: '50 3 * * *',
      run: () => pruneReads(jobPool, config.MACHINE_READS_DAYS),
    },
  ],
} satisfies Module;
