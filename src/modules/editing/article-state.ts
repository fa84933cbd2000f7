import { ArticleStatus } from '../../mutations/mutation.type.js';

/** What decides where an article is on its way to readers. */
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
