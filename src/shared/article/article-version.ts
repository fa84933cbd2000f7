/** A version of an article in another language, as the perspective has it. */
export interface ArticleVersion {
  id: number;
  language: string | null;
  title: string;
  path: string;
  isOutdated: boolean;
  /** True if search engines may show it at its path. */
  isIndexed: boolean;
}
