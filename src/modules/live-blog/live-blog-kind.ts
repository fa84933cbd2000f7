import { ArticleKind } from '../../shared/article/article-kind.js';

/** Kind of the articles that have a live blog. */
export const LIVE_BLOG_KIND: string = ArticleKind.LIVE_BLOG;
