import { ArticleStatus } from '../../shared/article/article-status.js';

/** Data that determines the publication status of an article. */
export interface ArticleState {
  scheduledFor: Date | null;
  unpublishedAt: Date | null;
  isPublished: boolean;
}

export function getArticleStatus({ scheduledFor, unpublishedAt, isPublished }: ArticleState): ArticleStatus {
  if (scheduledFor) return ArticleStatus.SCHEDULED;
  if (isPublished) return ArticleStatus.PUBLISHED;
  return unpublishedAt ? ArticleStatus.UNPUBLISHED : ArticleStatus.DRAFT;
}
