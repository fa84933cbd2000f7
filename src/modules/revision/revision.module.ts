import { hasAnyPermission } from '../../auth/scope.js';
import type { Module } from '../module.js';
import { ArticleRevisionsResolver } from './article-revisions.resolver.js';
import { RevisionLoaders } from './revision.loaders.js';
import { ArticleRevisionResolver, RevisionChangeResolver } from './revision.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    revisions: RevisionLoaders;
  }
}

/** Revisions of articles, and the differences between them. */
export const module = {
  loaders: {
    revisions: ({ preview }) => new RevisionLoaders(preview),
  },
  nodes: {
    ArticleRevision: (id, { viewer, revisions }) =>
      hasAnyPermission(viewer, 'preview', 'write') ? revisions.byId.load(id) : null,
  },
  createResolvers: () => [
    new ArticleRevisionResolver(),
    new ArticleRevisionsResolver(),
    new RevisionChangeResolver(),
  ],
  playgroundTabs: [new URL('./earlier-version.example.graphql', import.meta.url)],
} satisfies Module;
