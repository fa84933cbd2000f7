import type { Module } from '../module.js';
import { ArticleAccessResolver } from './article-access.resolver.js';

/** Who may read the whole of an article. */
export const module = {
  createResolvers: () => [new ArticleAccessResolver()],
} satisfies Module;
