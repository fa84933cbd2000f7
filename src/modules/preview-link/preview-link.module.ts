import { hasPermission } from '../../auth/scope.js';
import type { Module } from '../module.js';
import { PreviewLinkLoaders } from './preview-link.loaders.js';
import {
  ArticlePreviewLinksResolver,
  FrontPreviewLinksResolver,
  PreviewLinkResolver,
} from './preview-link.resolver.js';
import { PreviewLinkService } from './preview-link.service.js';
import { prunePreviewLinks } from './prune-preview-links.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    previewLinks: PreviewLinkLoaders;
  }
}

/** Links that show one draft to one person. */
export const module = {
  loaders: {
    previewLinks: ({ prisma, preview }) => new PreviewLinkLoaders(prisma, preview),
  },
  nodes: {
    PreviewLink: (id, { viewer, previewLinks }) =>
      hasPermission(viewer, 'write') ? previewLinks.byId.load(id) : null,
  },
  createServices: ({ config, site, database }) => {
    const previewUrl = config.SITE_PREVIEW_URL ?? new URL('/draft', site.url).href;
    return [new PreviewLinkService(database.prisma, previewUrl)];
  },
  createResolvers: ({ getService }) => [
    new ArticlePreviewLinksResolver(),
    new FrontPreviewLinksResolver(),
    new PreviewLinkResolver(getService(PreviewLinkService)),
  ],
  prune: prunePreviewLinks,
  playgroundTabs: [new URL('./shared-draft.example.graphql', import.meta.url)],
} satisfies Module;
