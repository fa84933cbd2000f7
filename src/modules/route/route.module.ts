import type { Module } from '../module.js';
import { LinkRouteResolver, RelatedLinkRouteResolver } from './link-route.resolver.js';
import { MenuItemRouteResolver } from './menu-item-route.resolver.js';
import { RouteLoaders } from './route.loaders.js';
import { RouteResolver } from './route.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    routes: RouteLoaders;
  }
}

/** The content at a path. */
export const module = {
  loaders: {
    routes: ({ readClient, pathPrefix, languages, language }) =>
      new RouteLoaders(
        readClient,
        readClient.withLanguage(null),
        pathPrefix || '/',
        languages.getUrl(language) === null ? '' : pathPrefix,
      ),
  },
  createResolvers: ({ site }) => [
    new RouteResolver(),
    new LinkRouteResolver(),
    new RelatedLinkRouteResolver(),
    new MenuItemRouteResolver(site),
  ],
  playgroundTabs: [new URL('./route.example.graphql', import.meta.url)],
} satisfies Module;
