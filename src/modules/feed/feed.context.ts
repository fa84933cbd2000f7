import type { MediaChanges } from '../../content/media-changes.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import type { Article, ArticleOrder } from '../article/article.type.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import type { Author } from '../author/author.type.js';
import type { Image, MediaRow } from '../image/image.type.js';
import type { Route } from '../route/route.type.js';
import type { Section } from '../section/section.type.js';
import type { Tag } from '../tag/tag.type.js';

/** Loaders of other modules for the contents of feeds. */
export interface FeedLoaders {
  articles: {
    list(
      list: { scope: FeedScope; filter: ArticleFilter | null; orderBy: ArticleOrder },
      page: { first: number },
    ): Promise<{ nodes: Article[] }>;
    loadBody(id: number, form: 'html'): MaybePromise<string>;
    loadSummary(article: Article): MaybePromise<string>;
  };
  authors: { ofArticle: Loader<Author[]> };
  tags: { ofArticle: Loader<Tag[]> };
  images: {
    byId: Loader<Image | null>;
    /** The library's data about a file. */
    media: { load(file: { url: string }): MaybePromise<MediaRow | null> };
    /** Finds changes since to the library's files in a body. */
    findChanges(html: string): MaybePromise<MediaChanges | null>;
  };
  /** Resolves a site path. */
  route(path: string): Promise<Route>;
  sections: { ofArticle: Loader<Section[]> };
}

export type FeedScope = { of: 'site' } | { of: 'section' | 'tag' | 'author'; id: number };

interface Loader<Row> {
  load(id: number): MaybePromise<Row>;
}
