import type { Module } from '../module.js';
import { BoxLoaders } from './box.loaders.js';
import { SectionBoxesResolver, SiteBoxesResolver, SiteBoxResolver } from './box.resolver.js';
import { LiveSite } from './live-site.js';
import { SiteLoaders } from './site.loaders.js';
import { SiteMutationResolver, SiteResolver } from './site.resolver.js';
import { SiteDraftLoaders } from './site-draft.loaders.js';
import { SiteService } from './site-mutation.service.js';
import { SiteObserver } from './site-observer.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    site: SiteLoaders;
    siteDraft: SiteDraftLoaders;
    boxes: BoxLoaders;
  }
}

/** The publication itself, and the boxes of its pages. */
export const module = {
  loaders: {
    site: ({ readClient, loaders, perspective, languages }) =>
      new SiteLoaders(readClient, loaders, perspective, languages),
    siteDraft: ({ preview }) => new SiteDraftLoaders(preview),
    boxes: ({ readClient, loaders }) => new BoxLoaders(readClient, loaders),
  },
  nodes: {
    Site: (id, { site, findService }) => {
      const publication = id === 0 ? findService(LiveSite) : null;
      return publication && site.load(publication);
    },
  },
  createServices: ({ site }) => [site],
  createResolvers: ({ site, database, forbiddenAttempts, languages }) => [
    new SiteResolver(site),
    new SiteMutationResolver(new SiteService(database.prisma, site, forbiddenAttempts, languages), site),
    new SiteBoxesResolver(),
    new SectionBoxesResolver(),
    new SiteBoxResolver(),
  ],
  playgroundTabs: [new URL('./prepare-site.example.graphql', import.meta.url)],
  createObservers: ({ site, logger }) => [new SiteObserver(site, logger)],
} satisfies Module;
