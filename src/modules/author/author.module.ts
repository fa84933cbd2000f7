import type { Module } from '../module.js';
import { ArticleAuthorsResolver } from './article-authors.resolver.js';
import { AuthorResolver } from './author.resolver.js';

/** Authors. */
export const module: Module = {
  createResolvers: () => [new ArticleAuthorsResolver(), new AuthorResolver()],
};
