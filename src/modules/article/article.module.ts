import type { Module } from '../module.js';
import { ArticleResolver, CorrectionResolver } from './article.resolver.js';
import { AuthorArticlesResolver } from './author-articles.resolver.js';
import { RichTextResolver } from './rich-text.resolver.js';
import { SectionArticlesResolver } from './section-articles.resolver.js';
import { TagArticlesResolver } from './tag-articles.resolver.js';

/** Articles, their lists and bodies. */
export const module: Module = {
  createResolvers: ({ site, mediaUrls }) => [
    new ArticleResolver(site),
    new CorrectionResolver(),
    new RichTextResolver(site, mediaUrls),
    new SectionArticlesResolver(),
    new TagArticlesResolver(),
    new AuthorArticlesResolver(),
  ],
};
