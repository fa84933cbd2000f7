import { FeedLinks } from '../modules/feed/feed-links.js';
import { SiteFeedsResolver } from '../modules/feed/site-feeds.resolver.js';
import { ListedResolver } from '../modules/listed/listed.resolver.js';
import type { Module } from '../modules/module.js';
import { ArticleSeoResolver, SeoResolver } from '../modules/seo/article-seo.resolver.js';
import { SeoService } from '../modules/seo/seo.service.js';
import { SiteSeoResolver } from '../modules/seo/site-seo.resolver.js';
import { AuthorMutationResolver } from '../modules/taxonomy/author-mutation.resolver.js';
import { AuthorService } from '../modules/taxonomy/author-mutation.service.js';
import { SectionMutationResolver } from '../modules/taxonomy/section-mutation.resolver.js';
import { SectionService } from '../modules/taxonomy/section-mutation.service.js';
import { TagMutationResolver } from '../modules/taxonomy/tag-mutation.resolver.js';
import { TagService } from '../modules/taxonomy/tag-mutation.service.js';

/** The domains that have no module of their own yet. */
export const module: Module = {
  createResolvers: ({ config, site, gatewayUrl, model, database, mediaUrls }) => {
    const { prisma } = database;
    const seo = new SeoService(site, mediaUrls);
    const feeds = new FeedLinks(config.FEEDS_URL ?? gatewayUrl);
    return [
      new AuthorMutationResolver(new AuthorService(prisma, model.fields.author)),
      new SectionMutationResolver(new SectionService(prisma, model.fields.section)),
      new TagMutationResolver(new TagService(prisma, model.fields.tag)),
      new ListedResolver(site, { seo, feeds }),
      new ArticleSeoResolver(seo),
      new SeoResolver(seo),
      new SiteSeoResolver(seo),
      new SiteFeedsResolver(feeds),
    ];
  },
};
