import type { Module } from '../module.js';
import { ArticleSeriesResolver, SeriesPartResolver } from './article-series.resolver.js';
import { SeriesLoaders } from './series.loaders.js';
import { SeriesResolver } from './series.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    series: SeriesLoaders;
  }
}

/** Series of articles, and the places of articles in them. */
export const module = {
  loaders: {
    series: ({ readClient, loaders, pathPrefix }) =>
      new SeriesLoaders(readClient, loaders.articles, pathPrefix),
  },
  nodes: {
    Series: (id, { series }) => series.byId.load(id),
  },
  createResolvers: () => [new SeriesResolver(), new ArticleSeriesResolver(), new SeriesPartResolver()],
  playgroundTabs: [new URL('./series-page.example.graphql', import.meta.url)],
} satisfies Module;
