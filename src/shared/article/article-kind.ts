/** Built-in kinds of articles. A site adds its own in its configuration file. */
export enum ArticleKind {
  ARTICLE = 'ARTICLE',
  PAGE = 'PAGE',
  OPINION = 'OPINION',
  GALLERY = 'GALLERY',
  VIDEO = 'VIDEO',
  AUDIO = 'AUDIO',
  LIVE_BLOG = 'LIVE_BLOG',
}
