import type { Module } from '../module.js';
import { ArticleRelatedResolver } from './article-related.resolver.js';
import { RelatedService } from './index/related-index.service.js';
import { RelatedLoaders } from './related.loaders.js';
import { enqueueRefresh, RELATED_TASK, relatedConsumer } from './related-consumer.js';
import { RelatedReasonsResolver } from './related-reasons.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    related: RelatedLoaders;
  }
}

/** Related articles. */
export const module = {
  loaders: {
    related: ({ readClient, loaders }) =>
      new RelatedLoaders(readClient, loaders.articles, loaders.conditions),
  },
  createResolvers: () => [new ArticleRelatedResolver(), new RelatedReasonsResolver()],
  createJobs: ({ config, database: { prisma, jobPool } }) => {
    const related = new RelatedService(jobPool, config.SITE_LANGUAGE);
    const refresh = async () => {
      if (await related.refresh()) await enqueueRefresh(prisma);
    };
    // Every minute too, in case an enqueued job kept failing or a migration made rows due.
    return [{ name: RELATED_TASK, crontab: '* * * * *', run: refresh }];
  },
  createConsumers: () => [relatedConsumer],
  playgroundTabs: [new URL('./related.example.graphql', import.meta.url)],
} satisfies Module;
