import type { Module } from '../module.js';
import { MenuItemResolver, MenuMutationResolver, SiteMenusResolver } from './menu.resolver.js';
import { MenuService } from './menu-mutation.service.js';

/** Navigation menus. */
export const module: Module = {
  createResolvers: ({ site, database }) => [
    new MenuItemResolver(site),
    new MenuMutationResolver(new MenuService(database.prisma)),
    new SiteMenusResolver(),
  ],
};
