import type { Module } from '../module.js';
import { ListedResolver } from './listed.resolver.js';

/** Fields that the pages of sections, tags, authors and series share. */
export const module = {
  createResolvers: ({ site }) => [new ListedResolver(site)],
} satisfies Module;
