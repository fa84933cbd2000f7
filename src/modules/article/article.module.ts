import { hasPermission } from '../../auth/scope.js';
import type { Module } from '../module.js';
import { ArticleModel } from '../own-fields/own-fields.service.js';
import { ArticleLoaders } from './article.loaders.js';
import { ArticleResolver } from './article.resolver.js';
import { AuthorArticlesResolver } from './author-articles.resolver.js';
import { ArticleConditionBuilder } from './filter/article-filter.sql.js';
import { RichTextResolver } from './rich-text.resolver.js';
import { SectionArticlesResolver } from './section-articles.resolver.js';
import { seedArticles } from './seed-articles.js';
import { SeriesArticlesResolver } from './series-articles.resolver.js';
import { TagArticlesResolver } from './tag-articles.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    articles: ArticleLoaders;
    conditions: ArticleConditionBuilder;
  }
}

/** Articles, their lists and bodies. */
export const module = {
  loaders: {
    articles: ({ readClient, languages, loaders }) =>
      new ArticleLoaders(
        readClient,
        () => loaders.conditions,
        languages.areMany ? loaders.translations : null,
      ),
    conditions: ({ readClient, viewer, siteLanguage, languages, loaders, findService }) =>
      new ArticleConditionBuilder({
        reader: readClient,
        // Few conditions name sections.
        sections: { find: (sections, isExact) => loaders.sections.ids.find(sections, isExact) },
        canReadStates: hasPermission(viewer, 'preview') || hasPermission(viewer, 'write'),
        siteLanguage,
        languages,
        model: findService(ArticleModel) ?? new ArticleModel(),
      }),
  },
  nodes: {
    Article: (id, { articles }) => articles.byId.load(id),
    Correction: (id, { articles }) => articles.loadCorrection(id),
  },
  createResolvers: ({ site, mediaUrls }) => [
    new ArticleResolver(site),
    new RichTextResolver(site, mediaUrls),
    new SectionArticlesResolver(),
    new TagArticlesResolver(),
    new AuthorArticlesResolver(),
    new SeriesArticlesResolver(),
  ],
  seed: seedArticles,
  playgroundTabs: [new URL('./typed-body.example.graphql', import.meta.url)],
} satisfies Module;
