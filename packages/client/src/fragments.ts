export {
  articleEventFragment,
  articleEventsDocument,
  bodyFragment,
  breadcrumbsFragment,
  bylineFragment,
  correctionsFragment,
  mostPopularFragment,
  pictureFragment,
  relatedPostsFragment,
  seoFragment,
  signUpDocument,
  sitemapDocument,
  suggestDocument,
} from './generated/documents.js';
export type * from './generated/types.js';
