import type { Module } from '../module.js';
import { ArticleRevisionsResolver } from './article-revisions.resolver.js';
import { ArticleRevisionResolver, RevisionChangeResolver } from './revision.resolver.js';

/** Revisions of articles, and the differences between them. */
export const module: Module = {
  createResolvers: () => [
    new ArticleRevisionResolver(),
    new ArticleRevisionsResolver(),
    new RevisionChangeResolver(),
  ],
};
