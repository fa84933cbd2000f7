import { hasAnyPermission } from '../../auth/scope.js';
import type { Module } from '../module.js';
import { RedirectLoaders } from './redirect.loaders.js';
import { RedirectResolver } from './redirect.resolver.js';
import { RedirectService } from './redirect.service.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    redirects: RedirectLoaders;
  }
}

/** Redirects that editors create. */
export const module = {
  loaders: {
    redirects: ({ prisma }) => new RedirectLoaders(prisma),
  },
  nodes: {
    Redirect: (id, { viewer, redirects }) =>
      hasAnyPermission(viewer, 'preview', 'publish') ? redirects.byId.load(id) : null,
  },
  createResolvers: ({ site, database }) => [new RedirectResolver(new RedirectService(database.prisma, site))],
} satisfies Module;
