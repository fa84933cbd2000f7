import type { Module, ModuleJob } from '../module.js';
import { ArticleRelatedResolver } from './article-related.resolver.js';
import { ArticleEmbedder, EMBEDDING_TASK } from './embeddings/embed-articles.js';
import { EmbeddingService } from './embeddings/embedding-service.js';
import { readEmbeddingSettings } from './embeddings/read-settings.js';
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
  createJobs: ({ config, database: { prisma, jobPool }, logger }) => {
    const settings = readEmbeddingSettings(config);
    const related = new RelatedService(jobPool, config.SITE_LANGUAGE, settings);
    const refresh = async () => {
      if (await related.refresh()) await enqueueRefresh(prisma);
    };
    // Every minute too, in case an enqueued job kept failing or a migration made rows due.
    const jobs: ModuleJob[] = [{ name: RELATED_TASK, crontab: '* * * * *', run: refresh }];
    if (!settings) return jobs;
    const embedder = new ArticleEmbedder(jobPool, new EmbeddingService(settings), settings.model, logger);
    const embed = async () => {
      if ((await embedder.run()) > 0) await enqueueRefresh(prisma);
    };
    return [...jobs, { name: EMBEDDING_TASK, crontab: '* * * * *', isOutbound: true, run: embed }];
  },
  createConsumers: () => [relatedConsumer],
  playgroundTabs: [new URL('./related.example.graphql', import.meta.url)],
} satisfies Module;
