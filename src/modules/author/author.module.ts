import type { Module } from '../module.js';
import { ArticleAuthorsResolver } from './article-authors.resolver.js';
import { AuthorLoaders } from './author.loaders.js';
import { AuthorResolver } from './author.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    authors: AuthorLoaders;
  }
}

/** Authors. */
export const module = {
  loaders: {
    authors: ({ readClient, pathPrefix }) => new AuthorLoaders(readClient, pathPrefix),
  },
  nodes: {
    Author: (id, { authors }) => authors.byId.load(id),
  },
  createResolvers: () => [new ArticleAuthorsResolver(), new AuthorResolver()],
  playgroundTabs: [new URL('./author-page.example.graphql', import.meta.url)],
} satisfies Module;
