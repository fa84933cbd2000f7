import type { Module } from '../module.js';
import { ArticleTagsResolver } from './article-tags.resolver.js';
import { TagResolver } from './tag.resolver.js';

/** Tags. */
export const module: Module = {
  createResolvers: () => [new ArticleTagsResolver(), new TagResolver()],
};
