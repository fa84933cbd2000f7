import type { Module } from '../module.js';
import { AlternateLoaders } from './alternates.loaders.js';
import { type ArticleDetailsLoader, createArticleDetailsLoader } from './article-details.loader.js';
import { ArticleSeoResolver, SeoResolver } from './article-seo.resolver.js';
import { SeoService } from './seo.service.js';
import { SiteSeoResolver } from './site-seo.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    seo: SeoService;
    alternates: AlternateLoaders;
    articleDetails: ArticleDetailsLoader;
  }
}

/** Metadata of articles, lists and the site for search engines and social networks. */
export const module = {
  createServices: ({ site, mediaUrls }) => [new SeoService(site, mediaUrls)],
  loaders: {
    seo: ({ getService }) => getService(SeoService),
    alternates: ({ readClient, languages, loaders }) =>
      new AlternateLoaders(readClient, languages, loaders.translations),
    articleDetails: ({ readClient }) => createArticleDetailsLoader(readClient),
  },
  createResolvers: ({ getService }) => {
    const seo = getService(SeoService);
    return [new ArticleSeoResolver(seo), new SeoResolver(seo), new SiteSeoResolver(seo)];
  },
} satisfies Module;
