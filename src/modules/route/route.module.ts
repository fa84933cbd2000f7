import type { Module } from '../module.js';
import { LinkRouteResolver, RelatedLinkRouteResolver } from './link-route.resolver.js';
import { MenuItemRouteResolver } from './menu-item-route.resolver.js';
import { RouteResolver } from './route.resolver.js';

/** The content at a path. */
export const module: Module = {
  createResolvers: ({ site }) => [
    new RouteResolver(),
    new LinkRouteResolver(),
    new RelatedLinkRouteResolver(),
    new MenuItemRouteResolver(site),
  ],
};
