/** Reason why an article is in a digest. */
export enum DigestReason {
  EDITOR_PICK = 'EDITOR_PICK',
  MOST_READ = 'MOST_READ',
  SECTION = 'SECTION',
  NEW = 'NEW',
}

/** Article that may be selected for a digest. */
export interface Candidate {
  id: number;
  /** ID of the section at the top of the tree that holds the article; null for none. */
  sectionId: number | null;
  series: string | null;
  publishedAt: Date;
  /** Views since the last issue. */
  views: number;
  /** True if it was published since the last issue. */
  isNew: boolean;
}

/** Article selected for an issue; selections are in order. */
export interface SelectedArticle {
  articleId: number;
  /** True if the article was selected because it is among the most read. */
  isMostRead: boolean;
  reason: DigestReason;
  /** Views since the last issue; 0 if an editor picked the article. */
  views: number;
}
