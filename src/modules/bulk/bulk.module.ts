import { hasPermission } from '../../auth/scope.js';
import { SaveHook } from '../editing/before-save.js';
import type { Module } from '../module.js';
import { createPublishDrafts } from '../publishing/publish-drafts.js';
import { BulkLoaders } from './bulk.loaders.js';
import { BulkResolver, BulkResultResolver } from './bulk.resolver.js';
import { BulkService } from './bulk.service.js';
import { pruneBulkJobs, RESUME_TASK, resumeStalled, runBatch, UPDATE_TASK } from './bulk-job.js';
import { JobLoaders } from './job.loaders.js';
import { JobResolver } from './job.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    bulk: BulkLoaders;
    jobs: JobLoaders;
  }
}

/** Changes of many articles, at once or as a job. */
export const module = {
  loaders: {
    bulk: ({ preview, loaders }) => new BulkLoaders(preview, loaders.conditions),
    jobs: ({ prisma, viewer }) => new JobLoaders(prisma, viewer?.limits ? viewer.keyId : undefined),
  },
  nodes: {
    Job: (id, { viewer, jobs }) => (hasPermission(viewer, 'write') ? jobs.byId.load(id) : null),
  },
  createResolvers: ({ config, database: { prisma }, siteConfig, logger, forbiddenAttempts }) => [
    new BulkResolver(
      new BulkService(
        prisma,
        forbiddenAttempts,
        new SaveHook(siteConfig.hooks?.beforeSave, logger),
        createPublishDrafts(config),
      ),
    ),
    new BulkResultResolver(),
    new JobResolver(),
  ],
  createJobs: ({ config, database: { prisma }, siteConfig, logger }) => {
    const saveHook = new SaveHook(siteConfig.hooks?.beforeSave, logger);
    const options = {
      saveHook,
      publishDrafts: createPublishDrafts(config),
      siteLanguage: config.SITE_LANGUAGE,
    };
    return [
      {
        name: UPDATE_TASK,
        run: (payload) => runBatch(prisma, (payload as { jobId: number }).jobId, options),
      },
      { name: RESUME_TASK, crontab: '* * * * *', run: () => resumeStalled(prisma) },
    ];
  },
  prune: pruneBulkJobs,
  playgroundTabs: [new URL('./publish-ten.example.graphql', import.meta.url)],
} satisfies Module;
