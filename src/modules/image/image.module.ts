import type { Module } from '../module.js';
import { ArticleImageResolver } from './article-image.resolver.js';
import { ImageLoaders } from './image.loaders.js';
import { ImageResolver } from './image.resolver.js';
import { ImageVariantsResolver } from './image-variants.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    images: ImageLoaders;
  }
}

/** Pictures that content shows, and their variants. */
export const module = {
  loaders: {
    images: ({ readClient }) => new ImageLoaders(readClient),
  },
  createResolvers: ({ site, mediaUrls }) => [
    new ArticleImageResolver(),
    new ImageResolver(site, mediaUrls),
    new ImageVariantsResolver(site, mediaUrls),
  ],
} satisfies Module;
