import type { Module } from '../module.js';
import { ArticleTagsResolver } from './article-tags.resolver.js';
import { TagLoaders } from './tag.loaders.js';
import { TagResolver } from './tag.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    tags: TagLoaders;
  }
}

/** Tags. */
export const module = {
  loaders: {
    tags: ({ readClient, pathPrefix }) => new TagLoaders(readClient, pathPrefix),
  },
  nodes: {
    Tag: (id, { tags }) => tags.byId.load(id),
  },
  createResolvers: () => [new ArticleTagsResolver(), new TagResolver()],
} satisfies Module;
