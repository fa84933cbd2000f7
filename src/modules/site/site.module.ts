import type { Module } from '../module.js';
import { SiteResolver } from './site.resolver.js';

/** The publication itself. */
export const module = {
  createResolvers: ({ site }) => [new SiteResolver(site)],
} satisfies Module;
