import type { Module } from '../module.js';
import { RedirectResolver } from './redirect.resolver.js';
import { RedirectService } from './redirect.service.js';

/** Redirects that editors create. */
export const module = {
  createResolvers: ({ site, database }) => [
    new RedirectResolver(new RedirectService(database.prisma, site.url)),
  ],
} satisfies Module;
