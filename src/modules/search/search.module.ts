import { cacheTags } from '../../cache/cache-tags.js';
import { ANNOUNCE_INDEXED_TASK, announceIndexed } from '../../changes/announce-indexed.js';
import type { Module } from '../module.js';
import { EntrySearch } from './entry-search.js';
import { FacetCounter } from './facets.js';
import { Highlighter } from './highlights.js';
import { indexPending } from './index/index-pending.js';
import { reindexOutdated } from './index/reindex-outdated.js';
import { enqueueReindex, REINDEX_TASK, reindexRenamed, renamesConsumer } from './index/reindex-renamed.js';
import { ProvidedSearch } from './provider/provided-search.js';
import { SearchProviderClient } from './provider/provider-client.js';
import { SearchResolver } from './search.resolver.js';
import { SearchService } from './search.service.js';
import {
  EntryHitResolver,
  RelaxationResolver,
  SearchConnectionResolver,
  SearchEdgeResolver,
  SearchFacetsResolver,
} from './search-connection.resolver.js';
import { SearchSettings } from './search-settings.js';
import { SuggestionService } from './suggest/suggestions.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    search: SearchService;
    facets: FacetCounter;
    entrySearch: EntrySearch;
    highlights: Highlighter;
    suggestions: SuggestionService;
  }
}

/** Full-text search, its facets and suggestions. */
export const module = {
  loaders: {
    search: ({ unbatchedClient, perspective, hasWritten, loaders, findService }) => {
      // The index of a site's own search engine is late, and has published articles only.
      const client = perspective === 'published' && !hasWritten ? findService(SearchProviderClient) : null;
      const provided = client && new ProvidedSearch(client, unbatchedClient);
      const { conditions, sections, articles } = loaders;
      const { halfLifeDays } = findService(SearchSettings) ?? new SearchSettings();
      return new SearchService(unbatchedClient, conditions, sections.ids, articles, halfLifeDays, provided);
    },
    facets: ({ unbatchedClient, perspective, loaders }) =>
      new FacetCounter(unbatchedClient, loaders, perspective === 'preview'),
    entrySearch: ({ unbatchedClient }) => new EntrySearch(unbatchedClient),
    highlights: ({ unbatchedClient }) => new Highlighter(unbatchedClient),
    suggestions: ({ unbatchedClient, loaders }) => new SuggestionService(unbatchedClient, loaders),
  },
  createServices: ({ config }) => [new SearchSettings(config.SEARCH_HALF_LIFE_DAYS)],
  createResolvers: ({ site }) => [
    new SearchResolver(site),
    new SearchConnectionResolver(site),
    new SearchEdgeResolver(),
    new RelaxationResolver(),
    new EntryHitResolver(),
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
  playgroundTabs: [new URL('./search.example.graphql', import.meta.url)],
} satisfies Module;
