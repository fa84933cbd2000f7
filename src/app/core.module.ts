import { FeedLinks } from '../modules/feed/feed-links.js';
import { SiteFeedsResolver } from '../modules/feed/site-feeds.resolver.js';
import { ListedResolver } from '../modules/listed/listed.resolver.js';
import type { Module } from '../modules/module.js';
import { ArticleSeoResolver, SeoResolver } from '../modules/seo/article-seo.resolver.js';
import { SeoService } from '../modules/seo/seo.service.js';
import { SiteSeoResolver } from '../modules/seo/site-seo.resolver.js';
import { AuthorMutationResolver } from '../modules/taxonomy/author-mutation.resolver.js';
import { SectionMutationResolver } from '../modules/taxonomy/section-mutation.resolver.js';
import { TagMutationResolver } from '../modules/taxonomy/tag-mutation.resolver.js';
import { TaxonomyService } from '../modules/taxonomy/taxonomy.service.js';

/** The domains that have no module of their own yet. */
export const module: Module = {
  createResolvers: ({ config, site, gatewayUrl, model, database, mediaUrls }) => {
    const { prisma } = database;
    const taxonomy = new TaxonomyService(prisma, model.fields);
    const seo = new SeoService(site, mediaUrls);
    const feeds = new FeedLinks(config.FEEDS_URL ?? gatewayUrl);
    return [
      new AuthorMutationResolver(taxonomy),
      new SectionMutationResolver(taxonomy),
      new TagMutationResolver(taxonomy),
      new ListedResolver(site, { seo, feeds }),
      new ArticleSeoResolver(seo),
      new SeoResolver(seo),
      new SiteSeoResolver(seo),
      new SiteFeedsResolver(feeds),
    ];
  },
};
