import { cacheTags } from '../../cache/cache-tags.js';
import { ANNOUNCE_INDEXED_TASK, announceIndexed } from '../../changes/announce-indexed.js';
import type { Module } from '../module.js';
import { indexPending } from './index/index-pending.js';
import { reindexOutdated } from './index/reindex-outdated.js';
import { enqueueReindex, REINDEX_TASK, reindexRenamed, renamesConsumer } from './index/reindex-renamed.js';
import { SearchResolver } from './search.resolver.js';
import {
  SearchConnectionResolver,
  SearchEdgeResolver,
  SearchFacetsResolver,
} from './search-connection.resolver.js';

/** Full-text search, its facets and suggestions. */
export const module: Module = {
  createResolvers: ({ site }) => [
    new SearchResolver(),
    new SearchConnectionResolver(site),
    new SearchEdgeResolver(),
    new SearchFacetsResolver(),
  ],
  createJobs: ({ database: { prisma, jobPool } }) => {
    const reindex = async () => {
      await indexPending(prisma);
      const isLeft = (await reindexRenamed(jobPool)) || (await reindexOutdated(jobPool));
      if (isLeft) await enqueueReindex(prisma);
    };
    const announce = () => announceIndexed(jobPool, [cacheTags.search, cacheTags.names]);
    return [
      // Every minute too, in case an enqueued job kept failing or a migration made rows due.
      { name: REINDEX_TASK, crontab: '* * * * *', run: reindex },
      { name: ANNOUNCE_INDEXED_TASK, isOutbound: true, run: announce },
    ];
  },
  createConsumers: () => [renamesConsumer],
};
