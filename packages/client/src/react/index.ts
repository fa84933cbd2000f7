export {
  type Block,
  type BlockComponents,
  type BlockOf,
  type BlockProps,
  Body,
  type BodyProps,
} from './body.js';
export {
  type ImageComponent,
  type ImageProps,
  Img,
  JsonLd,
  type LinkComponent,
  type LinkProps,
} from './elements.js';
export { Embed, type EmbedProps } from './embed.js';
export {
  type ArticleEvents,
  type ArticleEventsFilter,
  Beacon,
  type BeaconProps,
  type LiveQueryState,
  NewStories,
  type NewStoriesProps,
  NewsletterBox,
  type NewsletterBoxProps,
  PreviewBar,
  type PreviewBarProps,
  SignUpForm,
  type SignUpFormProps,
  useArticleEvents,
  useLiveQuery,
} from './interactive.js';
export {
  Breadcrumbs,
  type BreadcrumbsProps,
  Byline,
  type BylineProps,
  Corrections,
  type CorrectionsProps,
  MostPopular,
  Picture,
  type PictureProps,
  RelatedPosts,
  SponsorLabel,
} from './lists.js';
export { type LiveBlogUpdates, useLiveBlog } from './live-blog.js';
export { getPreferredSourceUrl, PreferredSource } from './preferred-source.js';
export { SearchBox, type SearchBoxProps, type Suggestion } from './search-box.js';
export { SeriesBox, type SeriesBoxProps } from './series-box.js';
