import type { Module } from '../module.js';
import { ArticleEventResolver } from './article-events.resolver.js';

/** The subscription `articleEvents`. */
export const module: Module = {
  createResolvers: () => [new ArticleEventResolver()],
};
