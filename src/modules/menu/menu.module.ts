import type { Module } from '../module.js';
import { MenuLoaders } from './menu.loaders.js';
import { MenuItemResolver, MenuMutationResolver, SiteMenusResolver } from './menu.resolver.js';
import { MenuService } from './menu-mutation.service.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    menus: MenuLoaders;
  }
}

/** Navigation menus. */
export const module = {
  loaders: {
    menus: ({ readClient }) => new MenuLoaders(readClient),
  },
  nodes: {
    Menu: (id, { menus }) => menus.findById(id),
  },
  createResolvers: ({ site, database, languages }) => [
    new MenuItemResolver(site),
    new MenuMutationResolver(new MenuService(database.prisma, languages)),
    new SiteMenusResolver(),
  ],
} satisfies Module;
