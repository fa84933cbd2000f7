import type { Module } from '../module.js';
import { BoxLoaders } from './box.loaders.js';
import { SectionBoxesResolver, SiteBoxesResolver, SiteBoxResolver } from './box.resolver.js';
import { SiteLoaders } from './site.loaders.js';
import { SiteMutationResolver, SiteResolver } from './site.resolver.js';
import { SiteService } from './site-mutation.service.js';
import { SiteObserver } from './site-observer.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    site: SiteLoaders;
    boxes: BoxLoaders;
  }
}

/** The publication itself, and the boxes of its pages. */
export const module = {
  loaders: {
    site: ({ readClient, loaders }) => new SiteLoaders(readClient, loaders),
    boxes: ({ readClient, loaders }) => new BoxLoaders(readClient, loaders),
  },
  createResolvers: ({ site, database }) => [
    new SiteResolver(site),
    new SiteMutationResolver(new SiteService(database.prisma, site), site),
    new SiteBoxesResolver(),
    new SectionBoxesResolver(),
    new SiteBoxResolver(),
  ],
  createObservers: ({ site, logger }) => [new SiteObserver(site, logger)],
} satisfies Module;
