import type { Module } from '../module.js';
import { createPublishEventConsumer } from './after-publish.js';
import { startHookWorker } from './hook-worker.js';
import { createPublishDrafts } from './publish-drafts.js';
import { PublishingResolver } from './publishing.resolver.js';
import { PublishingService } from './publishing.service.js';
import { OVERDUE_TASK, PUBLISH_TASK, publishOverdue, publishScheduled } from './schedule-publication.js';

/** Publishing, unpublishing and scheduling articles; pins and corrections. */
export const module = {
  createResolvers: ({ config, database }) => [
    new PublishingResolver(new PublishingService(database.prisma, createPublishDrafts(config))),
  ],
  createJobs: ({ database: { prisma }, logger }) => [
    { name: OVERDUE_TASK, crontab: '* * * * *', run: () => publishOverdue(prisma, logger) },
    {
      name: PUBLISH_TASK,
      run: (payload) => publishScheduled(prisma, (payload as { articleId: number }).articleId, logger),
    },
  ],
  createConsumers: ({ site, siteConfig: { hooks } }) =>
    hooks?.afterPublish ? [createPublishEventConsumer(site)] : [],
  startWorker: startHookWorker,
} satisfies Module;
