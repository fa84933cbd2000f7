import type { Module } from '../module.js';
import { ArticleImageResolver } from './article-image.resolver.js';
import { ImageResolver } from './image.resolver.js';
import { ImageVariantsResolver } from './image-variants.resolver.js';

/** Pictures that content shows, and their variants. */
export const module: Module = {
  createResolvers: ({ site, mediaUrls }) => [
    new ArticleImageResolver(),
    new ImageResolver(site, mediaUrls),
    new ImageVariantsResolver(site, mediaUrls),
  ],
};
