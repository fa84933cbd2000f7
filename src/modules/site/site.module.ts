import type { Module } from '../module.js';
import { SiteResolver } from './site.resolver.js';

/** The publication itself. */
export const module: Module = {
  createResolvers: ({ site }) => [new SiteResolver(site)],
};
