/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentString, TrustedDocument } from '@dateline/client';
/** The readers who may read the whole of an article. */
export type AccessLevel =
  /** Members of the site. */
  | 'MEMBERS'
  /** Members of the site who pay. */
  | 'PAID'
  /** Everybody. */
  | 'PUBLIC';

/** The alignment of the text in a cell. */
export type Alignment =
  /** In the middle. */
  | 'CENTER'
  /** Along both edges. */
  | 'JUSTIFY'
  /** Along the left edge. */
  | 'LEFT'
  /** Along the right edge, as numbers are. */
  | 'RIGHT';

/** The kind of change of an article. */
export type ArticleEventKind =
  /** A correction was added or changed. */
  | 'CORRECTED'
  /** The URL path of the article changed, and possibly its content. The former path redirects. */
  | 'MOVED'
  /** The article became public. */
  | 'PUBLISHED'
  /** The article is no longer public. */
  | 'UNPUBLISHED'
  /** The content of the article changed. */
  | 'UPDATED';

/** A filter for articles. Fields are combined (and), values in a list are alternatives (or). At most 30 conditions in all, nested at most 5 levels deep. */
export type ArticleFilter = {
  /** The readers who may read the whole of an article. */
  access?: Array<AccessLevel> | null | undefined;
  /** The article matches all of these filters. */
  and?: Array<ArticleFilter> | null | undefined;
  /** The authors in the byline. */
  authors?: ReferenceFilter | null | undefined;
  /** The time at which the article was created in Dateline. */
  createdAt?: DateTimeRange | null | undefined;
  /** The API keys that created articles, by ID or `keyPrefix`. At most 100. Requires an API key with the `preview` or `write` scope. */
  createdBy?: Array<string | number> | null | undefined;
  /** True for articles with an image. */
  hasImage?: boolean | null | undefined;
  /** True for articles whose lead picture, or a picture in the published body or the draft, has no text alternative. Requires an API key with the `preview` or `write` scope. */
  hasPictureWithoutAlt?: boolean | null | undefined;
  /** True for published articles with a later revision that is not published. Requires an API key with the `preview` or `write` scope. */
  hasUnpublishedChanges?: boolean | null | undefined;
  /** The IDs of articles. At most 100. */
  ids?: Array<string | number> | null | undefined;
  /** True for translations of articles that were published again, while the translation was not since. Requires an API key with the `preview` or `write` scope. */
  isOutdated?: boolean | null | undefined;
  /** True for articles that a sponsor paid for, false for those of the newsroom. */
  isSponsored?: boolean | null | undefined;
  /** The kinds of articles. */
  kinds?: Array<ArticleKind> | null | undefined;
  /** The BCP 47 tags of languages, e.g. pt-BR. An article without a language of its own has the site's. */
  languages?: Array<string> | null | undefined;
  /** The API keys that saved the latest revisions of articles, by ID or `keyPrefix`. At most 100. Requires an API key with the `preview` or `write` scope. */
  lastEditedBy?: Array<string | number> | null | undefined;
  /** Articles that have no version in a language of the site, published or not, given by its BCP 47 tag. Requires an API key with the `preview` or `write` scope. */
  missingTranslation?: string | null | undefined;
  /** The article does not match this filter. */
  not?: ArticleFilter | null | undefined;
  /** The article matches at least one of these filters. An empty list matches nothing. */
  or?: Array<ArticleFilter> | null | undefined;
  /** The site-relative paths of articles. Former paths match nothing. At most 100. */
  paths?: Array<string> | null | undefined;
  /** The publication date shown to readers. Drafts without one match no range. */
  publishedAt?: DateTimeRange | null | undefined;
  /** What search engines may do with articles. */
  robots?: RobotsFilter | null | undefined;
  /** The time at which the latest revision will be published. Requires an API key with the `preview` or `write` scope. */
  scheduledFor?: DateTimeRange | null | undefined;
  /** The sections of articles. */
  sections?: SectionsFilter | null | undefined;
  /** The series of articles, by slug, ID or title. */
  series?: ReferenceFilter | null | undefined;
  /** The slugs of articles. Former slugs match nothing. At most 100. */
  slugs?: Array<string> | null | undefined;
  /** The publication statuses of articles. Drafts are in the preview perspective only. Requires an API key with the `preview` or `write` scope. */
  status?: Array<ArticleStatus> | null | undefined;
  /** The tags of articles. */
  tags?: ReferenceFilter | null | undefined;
  /** The time of the last change visible to readers. */
  updatedAt?: DateTimeRange | null | undefined;
  /** The number of words in the body. */
  wordCount?: IntRange | null | undefined;
};

/** The kinds of articles. A site adds its own in its configuration file. */
export type ArticleKind =
  /** An article of no special kind. */
  | 'ARTICLE'
  /** A recording with a text, such as a podcast episode. */
  | 'AUDIO'
  /** A series of pictures. */
  | 'GALLERY'
  /** Running coverage of an event. */
  | 'LIVE_BLOG'
  /** An opinion piece: a column, a comment or a letter. */
  | 'OPINION'
  /** A standing page such as About or Contact. Lists, feeds, the news sitemap and newsletters leave it out, unless `filter.kinds` names the kind. */
  | 'PAGE'
  /** A video with a text. */
  | 'VIDEO';

/** The publication status of an article. */
export type ArticleStatus =
  /** The article was never published. */
  | 'DRAFT'
  /** The article is public, though not necessarily in its latest revision. */
  | 'PUBLISHED'
  /** The article will be published at a set time. A revision that is already public stays until then. */
  | 'SCHEDULED'
  /** The article was published and is no longer public. */
  | 'UNPUBLISHED';

/** The size in which a front end shows a card, beside the other cards of its container. */
export type CardSize =
  /** Larger than the others, e.g. across the whole width. */
  | 'LARGE'
  /** The usual size. */
  | 'MEDIUM'
  /** Smaller than the others, e.g. a headline alone. */
  | 'SMALL';

/** A range of times. */
export type DateTimeRange = {
  /** At this time or later, e.g. 2026-01-31T08:00:00Z. A date alone is refused. */
  after?: string | null | undefined;
  /** Before this time, e.g. 2026-01-31T08:00:00Z. A date alone is refused. */
  before?: string | null | undefined;
};

/** A range of numbers. */
export type IntRange = {
  /** At most this. */
  max?: number | null | undefined;
  /** At least this. */
  min?: number | null | undefined;
};

/** The kind of change of a live blog. */
export type LiveBlogEventKind =
  /** An entry was published. */
  | 'ADDED'
  /** An entry was changed. */
  | 'EDITED'
  /** The coverage ended. The subscription completes. */
  | 'ENDED'
  /** An entry was pinned, in place of any other. */
  | 'PINNED'
  /** An entry is no longer public. If it was pinned, no entry is. */
  | 'RETRACTED'
  /** The coverage began, or goes on after it had ended. */
  | 'STARTED'
  /** No entry is pinned any more. */
  | 'UNPINNED'
  /** The live blog is no longer public. The subscription completes. */
  | 'UNPUBLISHED'
  /** The summary or the times of the live blog changed. */
  | 'UPDATED';

/** A format of a run of text. */
export type Mark =
  /** Code: `code`, `samp` and `pre`. */
  | 'CODE'
  /** Stressed: `em`, `i`, `cite`, `dfn` and `var`. */
  | 'EMPHASIS'
  /** Input from a keyboard: `kbd`. */
  | 'KEYBOARD'
  /** Highlighted. */
  | 'MARK'
  /** A quotation within the text, around which browsers show quotation marks: `q`. */
  | 'QUOTE'
  /** A side comment. */
  | 'SMALL'
  /** No longer valid: `del` and `s`. */
  | 'STRIKE'
  /** Important: `strong` and `b` in the HTML. */
  | 'STRONG'
  /** Subscript. */
  | 'SUB'
  /** Superscript. References to footnotes have it too. */
  | 'SUP'
  /** Underlined or inserted: `u` and `ins`. */
  | 'UNDERLINE';

/** The kind of a media file. */
export type MediaKind =
  /** Sound. */
  | 'AUDIO'
  /** Moving pictures, with or without sound. */
  | 'VIDEO';

/** A filter for tags, authors, series or references, each given by slug or ID, series also by title. Fields are combined (and). Unknown and former slugs match nothing. */
export type ReferenceFilter = {
  /** The article has all of these. At most 10. */
  all?: Array<string> | null | undefined;
  /** The article has at least one of these. An empty list matches nothing. At most 100. */
  any?: Array<string> | null | undefined;
  /** The article has none of these. At most 100. */
  none?: Array<string> | null | undefined;
};

/** A filter for what search engines may do with pages. Fields are combined (and). */
export type RobotsFilter = {
  /** True for pages of which search engines may follow the links. */
  isFollowed?: boolean | null | undefined;
  /** True for pages that search engines may show. */
  isIndexed?: boolean | null | undefined;
};

/** The kinds of response to a request for a path. */
export type RouteStatus =
  /** `node`, or the front page, is at this path: respond with 200. */
  | 'FOUND'
  /** The content was published here and no longer is: respond with 410. */
  | 'GONE'
  /** The path leads to `redirectTo`: respond with 301, or with 302 if `isPermanent` is false. */
  | 'MOVED'
  /** Nothing was ever published here: respond with 404. */
  | 'NOT_FOUND';

/** A filter for sections, given by slug or ID. Fields are combined (and). Unknown and former slugs match nothing. */
export type SectionsFilter = {
  /** The article is in one of these sections. An empty list matches nothing. At most 100. */
  any?: Array<string> | null | undefined;
  /**
   * The former name of `isExact`.
   * @deprecated Use `isExact`. Removed after 2027-06-01.
   */
  exact?: boolean;
  /** If true, a section does not include its descendants. */
  isExact?: boolean | null | undefined;
  /** The article is in none of these sections. At most 100. */
  none?: Array<string> | null | undefined;
};

/** The kinds of content that a suggestion leads to. */
export type SuggestionKind =
  /** An article, by its title. */
  | 'ARTICLE'
  /** An author, by their name. */
  | 'AUTHOR'
  /** A name that at least three articles have in their text, such as that of a person. */
  | 'NAME'
  /** Another phrase that at least three articles repeat. */
  | 'PHRASE'
  /** A section, by its name. */
  | 'SECTION'
  /** A series, by its title. */
  | 'SERIES'
  /** A tag, by its name. */
  | 'TAG';

/** The reason why a write was refused. */
export type UserErrorCode =
  /** Another write was saved first. Load the current state and try again. */
  | 'CONFLICT'
  /** The token has expired or the time has passed. */
  | 'EXPIRED'
  /** The site's own check of the content failed or took too long. */
  | 'HOOK_FAILED'
  /** The value is invalid. The message says what is accepted. */
  | 'INVALID'
  /** The current state does not allow the operation. */
  | 'NOT_ALLOWED'
  /** The value refers to something that does not exist. */
  | 'NOT_FOUND'
  /** The slug or path is already in use. */
  | 'TAKEN'
  /** The value exceeds the maximum length. */
  | 'TOO_LONG';

export type PageQueryVariables = Exact<{
  path: string;
}>;


export type PageQuery = (
  { route: { status: RouteStatus, front: { id: string, updatedAt: string } | null, node:
      | { __typename: 'ApiKey' }
      | (
        { __typename: 'Article' }
        & StoryFragment
      )
      | { __typename: 'ArticleRevision' }
      | { __typename: 'AuditEntry' }
      | (
        { __typename: 'Author', id: string, slug: string, articles: TeaserPageFragment }
        & Listing_Author_Fragment
      )
      | { __typename: 'Correction' }
      | { __typename: 'Front' }
      | { __typename: 'Job' }
      | { __typename: 'LiveBlog' }
      | { __typename: 'LiveBlogEntry' }
      | { __typename: 'MediaFile' }
      | { __typename: 'Menu' }
      | { __typename: 'Newsletter' }
      | { __typename: 'NewsletterIssue' }
      | { __typename: 'NewsletterSubscription' }
      | { __typename: 'PreviewLink' }
      | { __typename: 'Redirect' }
      | (
        { __typename: 'Section', id: string, slug: string, boxes: Array<DatelineSiteBoxFragment>, articles: TeaserPageFragment }
        & Listing_Section_Fragment
      )
      | (
        { __typename: 'Series', id: string, slug: string, articles: TeaserPageFragment }
        & Listing_Series_Fragment
      )
      | { __typename: 'Site' }
      | (
        { __typename: 'Tag', id: string, slug: string, articles: TeaserPageFragment }
        & Listing_Tag_Fragment
      )
      | { __typename: 'Webhook' }
      | { __typename: 'WebhookDelivery' }
     | null } }
  & FrameFragment
);

export type FrontQueryVariables = Exact<{
  path: string;
}>;


export type FrontQuery = (
  { front: { title: string | null, seo: DatelineSeoFragment, containers: Array<DatelineContainerFragment> } | null }
  & FrameFragment
);

export type ProblemsQueryVariables = Exact<{
  path: string;
}>;


export type ProblemsQuery = { front: { containers: Array<{ id: string, problems: Array<{ message: string, article: { id: string, title: string } | null }> | null }> } | null };

export type HomeQueryVariables = Exact<{ [key: string]: never; }>;


export type HomeQuery = (
  { site: { seo: DatelineSeoFragment }, latest: { nodes: Array<DatelineTeaserFragment> } }
  & FrameFragment
);

export type FrameFragment = { site: { title: string, url: string, description: string | null, timeZone: string, primary: DatelineMenuFragment | null, footer: DatelineMenuFragment | null, boxes: Array<DatelineSiteBoxFragment>, feeds: Array<{ mimeType: string, url: string }> }, popular: Array<DatelineMostPopularFragment> };

type Listing_Author_Fragment = (
  { seo: DatelineSeoFragment, feeds: Array<{ mimeType: string, url: string }> }
  & DatelineListHeader_Author_Fragment
);

type Listing_Section_Fragment = (
  { seo: DatelineSeoFragment, feeds: Array<{ mimeType: string, url: string }> }
  & DatelineListHeader_Section_Fragment
);

type Listing_Series_Fragment = (
  { seo: DatelineSeoFragment, feeds: Array<{ mimeType: string, url: string }> }
  & DatelineListHeader_Series_Fragment
);

type Listing_Tag_Fragment = (
  { seo: DatelineSeoFragment, feeds: Array<{ mimeType: string, url: string }> }
  & DatelineListHeader_Tag_Fragment
);

export type ListingFragment =
  | Listing_Author_Fragment
  | Listing_Section_Fragment
  | Listing_Series_Fragment
  | Listing_Tag_Fragment
;

export type TeaserPageFragment = { nodes: Array<DatelineTeaserFragment>, pageInfo: { hasNextPage: boolean } };

export type StoryFragment = (
  { slug: string, kind: ArticleKind, language: string, section: { boxes: Array<DatelineSiteBoxFragment> } | null, translations: Array<{ language: string, path: string, url: string }>, seriesPart: DatelineSeriesBoxFragment | null, image: DatelinePictureFragment | null, tags: Array<{ id: string, name: string, path: string }>, body: DatelineBodyFragment, corrections: Array<DatelineCorrectionsFragment>, related: Array<{ article: DatelineTeaserFragment }>, seo: DatelineSeoFragment }
  & DatelineArticleHeaderFragment
);

export type LiveQueryVariables = Exact<{ [key: string]: never; }>;


export type LiveQuery = (
  { latest: { nodes: Array<DatelineTeaserFragment> } }
  & FrameFragment
);

export type MissingQueryVariables = Exact<{
  path: string;
}>;


export type MissingQuery = (
  { route: { suggestions: Array<DatelineTeaserFragment> } }
  & FrameFragment
);

export type SearchQueryVariables = Exact<{
  query: string;
  after?: string | null | undefined;
  sections?: SectionsFilter | null | undefined;
  tags?: ReferenceFilter | null | undefined;
}>;


export type SearchQuery = (
  { search: (
    { facets: DatelineSearchFacetsFragment }
    & DatelineSearchResultsFragment
  ) }
  & FrameFragment
);

export type ArchiveQueryVariables = Exact<{
  publishedAt?: DateTimeRange | null | undefined;
  sections?: SectionsFilter | null | undefined;
  tags?: ReferenceFilter | null | undefined;
  authors?: ReferenceFilter | null | undefined;
  series?: ReferenceFilter | null | undefined;
  page: number;
}>;


export type ArchiveQuery = (
  { archive: Array<DatelineArchiveFragment>, articles: TeaserPageFragment }
  & FrameFragment
);

export type NewslettersQueryVariables = Exact<{ [key: string]: never; }>;


export type NewslettersQuery = (
  { archives: Array<(
    { id: string }
    & DatelineNewsletterFragment
    & DatelineIssuesFragment
  )> }
  & FrameFragment
);

export type SectionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SectionsQuery = { sections: Array<{ name: string, path: string, articleCount: number }> };

export type LiveBlogQueryVariables = Exact<{
  slug: string;
}>;


export type LiveBlogQuery = { article: { id: string, path: string, liveBlog: (
      { startedAt: string | null, endedAt: string | null, summary: { html: string } | null, pinned: { id: string, anchor: string, title: string | null } | null, keyEvents: Array<{ id: string, title: string | null, publishedAt: string }>, entries: EntriesFragment }
      & DatelineLiveBlogFragment
    ) | null } | null };

export type UpdatesQueryVariables = Exact<{
  slug: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  around?: string | number | null | undefined;
}>;


export type UpdatesQuery = (
  { article: { title: string, path: string, slug: string, liveBlog: { entries: EntriesFragment } | null } | null }
  & FrameFragment
);

export type EntriesFragment = { nodes: Array<DatelineLiveBlogEntryFragment>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } };

export type DatelineBodyFragment = { blocks: Array<
    | (
      { blocks: Array<
        | DatelineInnerBlock_CalloutBlock_Fragment
        | DatelineInnerBlock_CodeBlock_Fragment
        | DatelineInnerBlock_DetailsBlock_Fragment
        | DatelineInnerBlock_DividerBlock_Fragment
        | DatelineInnerBlock_EmbedBlock_Fragment
        | DatelineInnerBlock_FileBlock_Fragment
        | DatelineInnerBlock_FootnotesBlock_Fragment
        | DatelineInnerBlock_GalleryBlock_Fragment
        | DatelineInnerBlock_HeadingBlock_Fragment
        | DatelineInnerBlock_HtmlBlock_Fragment
        | DatelineInnerBlock_ImageBlock_Fragment
        | DatelineInnerBlock_ListBlock_Fragment
        | DatelineInnerBlock_MediaBlock_Fragment
        | DatelineInnerBlock_ParagraphBlock_Fragment
        | DatelineInnerBlock_QuoteBlock_Fragment
        | DatelineInnerBlock_RelatedLinkBlock_Fragment
        | DatelineInnerBlock_SocialPostBlock_Fragment
        | DatelineInnerBlock_TableBlock_Fragment
      > }
      & DatelineBlock_CalloutBlock_Fragment
    )
    | DatelineBlock_CodeBlock_Fragment
    | (
      { blocks: Array<
        | DatelineInnerBlock_CalloutBlock_Fragment
        | DatelineInnerBlock_CodeBlock_Fragment
        | DatelineInnerBlock_DetailsBlock_Fragment
        | DatelineInnerBlock_DividerBlock_Fragment
        | DatelineInnerBlock_EmbedBlock_Fragment
        | DatelineInnerBlock_FileBlock_Fragment
        | DatelineInnerBlock_FootnotesBlock_Fragment
        | DatelineInnerBlock_GalleryBlock_Fragment
        | DatelineInnerBlock_HeadingBlock_Fragment
        | DatelineInnerBlock_HtmlBlock_Fragment
        | DatelineInnerBlock_ImageBlock_Fragment
        | DatelineInnerBlock_ListBlock_Fragment
        | DatelineInnerBlock_MediaBlock_Fragment
        | DatelineInnerBlock_ParagraphBlock_Fragment
        | DatelineInnerBlock_QuoteBlock_Fragment
        | DatelineInnerBlock_RelatedLinkBlock_Fragment
        | DatelineInnerBlock_SocialPostBlock_Fragment
        | DatelineInnerBlock_TableBlock_Fragment
      > }
      & DatelineBlock_DetailsBlock_Fragment
    )
    | DatelineBlock_DividerBlock_Fragment
    | DatelineBlock_EmbedBlock_Fragment
    | DatelineBlock_FileBlock_Fragment
    | DatelineBlock_FootnotesBlock_Fragment
    | DatelineBlock_GalleryBlock_Fragment
    | DatelineBlock_HeadingBlock_Fragment
    | DatelineBlock_HtmlBlock_Fragment
    | DatelineBlock_ImageBlock_Fragment
    | DatelineBlock_ListBlock_Fragment
    | DatelineBlock_MediaBlock_Fragment
    | DatelineBlock_ParagraphBlock_Fragment
    | DatelineBlock_QuoteBlock_Fragment
    | DatelineBlock_RelatedLinkBlock_Fragment
    | DatelineBlock_SocialPostBlock_Fragment
    | DatelineBlock_TableBlock_Fragment
  > };

type DatelineInnerBlock_CalloutBlock_Fragment = { __typename: 'CalloutBlock', html: string, id: string };

type DatelineInnerBlock_CodeBlock_Fragment = { __typename: 'CodeBlock', html: string, id: string };

type DatelineInnerBlock_DetailsBlock_Fragment = { __typename: 'DetailsBlock', html: string, id: string };

type DatelineInnerBlock_DividerBlock_Fragment = { __typename: 'DividerBlock', id: string };

type DatelineInnerBlock_EmbedBlock_Fragment = { __typename: 'EmbedBlock', html: string, id: string };

type DatelineInnerBlock_FileBlock_Fragment = { __typename: 'FileBlock', html: string, id: string };

type DatelineInnerBlock_FootnotesBlock_Fragment = { __typename: 'FootnotesBlock', html: string, id: string };

type DatelineInnerBlock_GalleryBlock_Fragment = { __typename: 'GalleryBlock', html: string, id: string };

type DatelineInnerBlock_HeadingBlock_Fragment = { __typename: 'HeadingBlock', level: number, anchor: string, id: string, inlines: Array<DatelineInlineFragment> };

type DatelineInnerBlock_HtmlBlock_Fragment = { __typename: 'HtmlBlock', html: string, id: string };

type DatelineInnerBlock_ImageBlock_Fragment = { __typename: 'ImageBlock', id: string, image: DatelineImageFragment, caption: Array<DatelineInlineFragment> | null, credit: Array<DatelineInlineFragment> | null, link: DatelineLinkFragment | null };

type DatelineInnerBlock_ListBlock_Fragment = { __typename: 'ListBlock', html: string, id: string };

type DatelineInnerBlock_MediaBlock_Fragment = { __typename: 'MediaBlock', html: string, id: string };

type DatelineInnerBlock_ParagraphBlock_Fragment = { __typename: 'ParagraphBlock', id: string, inlines: Array<DatelineInlineFragment> };

type DatelineInnerBlock_QuoteBlock_Fragment = { __typename: 'QuoteBlock', html: string, id: string };

type DatelineInnerBlock_RelatedLinkBlock_Fragment = { __typename: 'RelatedLinkBlock', html: string, id: string };

type DatelineInnerBlock_SocialPostBlock_Fragment = { __typename: 'SocialPostBlock', html: string, id: string };

type DatelineInnerBlock_TableBlock_Fragment = { __typename: 'TableBlock', html: string, id: string };

export type DatelineInnerBlockFragment =
  | DatelineInnerBlock_CalloutBlock_Fragment
  | DatelineInnerBlock_CodeBlock_Fragment
  | DatelineInnerBlock_DetailsBlock_Fragment
  | DatelineInnerBlock_DividerBlock_Fragment
  | DatelineInnerBlock_EmbedBlock_Fragment
  | DatelineInnerBlock_FileBlock_Fragment
  | DatelineInnerBlock_FootnotesBlock_Fragment
  | DatelineInnerBlock_GalleryBlock_Fragment
  | DatelineInnerBlock_HeadingBlock_Fragment
  | DatelineInnerBlock_HtmlBlock_Fragment
  | DatelineInnerBlock_ImageBlock_Fragment
  | DatelineInnerBlock_ListBlock_Fragment
  | DatelineInnerBlock_MediaBlock_Fragment
  | DatelineInnerBlock_ParagraphBlock_Fragment
  | DatelineInnerBlock_QuoteBlock_Fragment
  | DatelineInnerBlock_RelatedLinkBlock_Fragment
  | DatelineInnerBlock_SocialPostBlock_Fragment
  | DatelineInnerBlock_TableBlock_Fragment
;

type DatelineBlock_CalloutBlock_Fragment = { __typename: 'CalloutBlock', tone: string | null, id: string, heading: Array<DatelineInlineFragment> | null };

type DatelineBlock_CodeBlock_Fragment = { __typename: 'CodeBlock', language: string | null, id: string, inlines: Array<DatelineInlineFragment> };

type DatelineBlock_DetailsBlock_Fragment = { __typename: 'DetailsBlock', isOpen: boolean, id: string, summary: Array<DatelineInlineFragment> };

type DatelineBlock_DividerBlock_Fragment = { __typename: 'DividerBlock', id: string };

type DatelineBlock_EmbedBlock_Fragment = { __typename: 'EmbedBlock', url: string, provider: string | null, title: string | null, aspectRatio: number | null, id: string, thumbnail: DatelineImageFragment | null, caption: Array<DatelineInlineFragment> | null };

type DatelineBlock_FileBlock_Fragment = { __typename: 'FileBlock', text: string, url: string, id: string, caption: Array<DatelineInlineFragment> | null };

type DatelineBlock_FootnotesBlock_Fragment = { __typename: 'FootnotesBlock', id: string, heading: Array<DatelineInlineFragment> | null, footnotes: Array<{ number: number, anchor: string | null, paragraphs: Array<Array<DatelineInlineFragment>> }> };

type DatelineBlock_GalleryBlock_Fragment = { __typename: 'GalleryBlock', id: string, caption: Array<DatelineInlineFragment> | null, items: Array<{ image: DatelineImageFragment, caption: Array<DatelineInlineFragment> | null, credit: Array<DatelineInlineFragment> | null, link: DatelineLinkFragment | null }> };

type DatelineBlock_HeadingBlock_Fragment = { __typename: 'HeadingBlock', level: number, anchor: string, id: string, inlines: Array<DatelineInlineFragment> };

type DatelineBlock_HtmlBlock_Fragment = { __typename: 'HtmlBlock', html: string, id: string };

type DatelineBlock_ImageBlock_Fragment = { __typename: 'ImageBlock', id: string, image: DatelineImageFragment, caption: Array<DatelineInlineFragment> | null, credit: Array<DatelineInlineFragment> | null, link: DatelineLinkFragment | null };

type DatelineBlock_ListBlock_Fragment = { __typename: 'ListBlock', ordered: boolean, id: string, items: Array<{ depth: number, ordered: boolean, number: number | null, isChecked: boolean | null, isContinuation: boolean, inlines: Array<DatelineInlineFragment> }> };

type DatelineBlock_MediaBlock_Fragment = { __typename: 'MediaBlock', id: string, caption: Array<DatelineInlineFragment> | null, media: { kind: MediaKind, width: number | null, height: number | null, sources: Array<{ url: string, mimeType: string | null }>, poster: DatelineImageFragment | null, tracks: Array<{ url: string, kind: string, language: string | null, label: string | null }> } };

type DatelineBlock_ParagraphBlock_Fragment = { __typename: 'ParagraphBlock', id: string, inlines: Array<DatelineInlineFragment> };

type DatelineBlock_QuoteBlock_Fragment = { __typename: 'QuoteBlock', isPullQuote: boolean, id: string, paragraphs: Array<Array<DatelineInlineFragment>>, citation: Array<DatelineInlineFragment> | null };

type DatelineBlock_RelatedLinkBlock_Fragment = { __typename: 'RelatedLinkBlock', text: string, url: string, path: string | null, description: string | null, publisher: string | null, id: string, thumbnail: DatelineImageFragment | null };

type DatelineBlock_SocialPostBlock_Fragment = { __typename: 'SocialPostBlock', url: string, provider: string | null, id: string, paragraphs: Array<Array<DatelineInlineFragment>> };

type DatelineBlock_TableBlock_Fragment = { __typename: 'TableBlock', id: string, caption: Array<DatelineInlineFragment> | null, rows: Array<{ isHeader: boolean, cells: Array<{ isHeader: boolean, align: Alignment | null, colSpan: number, rowSpan: number, inlines: Array<DatelineInlineFragment> }> }> };

export type DatelineBlockFragment =
  | DatelineBlock_CalloutBlock_Fragment
  | DatelineBlock_CodeBlock_Fragment
  | DatelineBlock_DetailsBlock_Fragment
  | DatelineBlock_DividerBlock_Fragment
  | DatelineBlock_EmbedBlock_Fragment
  | DatelineBlock_FileBlock_Fragment
  | DatelineBlock_FootnotesBlock_Fragment
  | DatelineBlock_GalleryBlock_Fragment
  | DatelineBlock_HeadingBlock_Fragment
  | DatelineBlock_HtmlBlock_Fragment
  | DatelineBlock_ImageBlock_Fragment
  | DatelineBlock_ListBlock_Fragment
  | DatelineBlock_MediaBlock_Fragment
  | DatelineBlock_ParagraphBlock_Fragment
  | DatelineBlock_QuoteBlock_Fragment
  | DatelineBlock_RelatedLinkBlock_Fragment
  | DatelineBlock_SocialPostBlock_Fragment
  | DatelineBlock_TableBlock_Fragment
;

export type DatelineEditableBodyFragment = { blocks: Array<
    | (
      { blocks: Array<
        | DatelineEditableBlock_CalloutBlock_Fragment
        | DatelineEditableBlock_CodeBlock_Fragment
        | DatelineEditableBlock_DetailsBlock_Fragment
        | DatelineEditableBlock_DividerBlock_Fragment
        | DatelineEditableBlock_EmbedBlock_Fragment
        | DatelineEditableBlock_FileBlock_Fragment
        | DatelineEditableBlock_FootnotesBlock_Fragment
        | DatelineEditableBlock_GalleryBlock_Fragment
        | DatelineEditableBlock_HeadingBlock_Fragment
        | DatelineEditableBlock_HtmlBlock_Fragment
        | DatelineEditableBlock_ImageBlock_Fragment
        | DatelineEditableBlock_ListBlock_Fragment
        | DatelineEditableBlock_MediaBlock_Fragment
        | DatelineEditableBlock_ParagraphBlock_Fragment
        | DatelineEditableBlock_QuoteBlock_Fragment
        | DatelineEditableBlock_RelatedLinkBlock_Fragment
        | DatelineEditableBlock_SocialPostBlock_Fragment
        | DatelineEditableBlock_TableBlock_Fragment
      > }
      & DatelineEditableBlock_CalloutBlock_Fragment
    )
    | DatelineEditableBlock_CodeBlock_Fragment
    | (
      { blocks: Array<
        | DatelineEditableBlock_CalloutBlock_Fragment
        | DatelineEditableBlock_CodeBlock_Fragment
        | DatelineEditableBlock_DetailsBlock_Fragment
        | DatelineEditableBlock_DividerBlock_Fragment
        | DatelineEditableBlock_EmbedBlock_Fragment
        | DatelineEditableBlock_FileBlock_Fragment
        | DatelineEditableBlock_FootnotesBlock_Fragment
        | DatelineEditableBlock_GalleryBlock_Fragment
        | DatelineEditableBlock_HeadingBlock_Fragment
        | DatelineEditableBlock_HtmlBlock_Fragment
        | DatelineEditableBlock_ImageBlock_Fragment
        | DatelineEditableBlock_ListBlock_Fragment
        | DatelineEditableBlock_MediaBlock_Fragment
        | DatelineEditableBlock_ParagraphBlock_Fragment
        | DatelineEditableBlock_QuoteBlock_Fragment
        | DatelineEditableBlock_RelatedLinkBlock_Fragment
        | DatelineEditableBlock_SocialPostBlock_Fragment
        | DatelineEditableBlock_TableBlock_Fragment
      > }
      & DatelineEditableBlock_DetailsBlock_Fragment
    )
    | DatelineEditableBlock_DividerBlock_Fragment
    | DatelineEditableBlock_EmbedBlock_Fragment
    | DatelineEditableBlock_FileBlock_Fragment
    | DatelineEditableBlock_FootnotesBlock_Fragment
    | DatelineEditableBlock_GalleryBlock_Fragment
    | DatelineEditableBlock_HeadingBlock_Fragment
    | DatelineEditableBlock_HtmlBlock_Fragment
    | DatelineEditableBlock_ImageBlock_Fragment
    | DatelineEditableBlock_ListBlock_Fragment
    | DatelineEditableBlock_MediaBlock_Fragment
    | DatelineEditableBlock_ParagraphBlock_Fragment
    | DatelineEditableBlock_QuoteBlock_Fragment
    | DatelineEditableBlock_RelatedLinkBlock_Fragment
    | DatelineEditableBlock_SocialPostBlock_Fragment
    | DatelineEditableBlock_TableBlock_Fragment
  > };

type DatelineEditableBlock_CalloutBlock_Fragment = (
  { html: string }
  & DatelineBlock_CalloutBlock_Fragment
);

type DatelineEditableBlock_CodeBlock_Fragment = (
  { code: string, html: string }
  & DatelineBlock_CodeBlock_Fragment
);

type DatelineEditableBlock_DetailsBlock_Fragment = (
  { html: string }
  & DatelineBlock_DetailsBlock_Fragment
);

type DatelineEditableBlock_DividerBlock_Fragment = (
  { html: string }
  & DatelineBlock_DividerBlock_Fragment
);

type DatelineEditableBlock_EmbedBlock_Fragment = (
  { html: string }
  & DatelineBlock_EmbedBlock_Fragment
);

type DatelineEditableBlock_FileBlock_Fragment = (
  { html: string }
  & DatelineBlock_FileBlock_Fragment
);

type DatelineEditableBlock_FootnotesBlock_Fragment = (
  { html: string }
  & DatelineBlock_FootnotesBlock_Fragment
);

type DatelineEditableBlock_GalleryBlock_Fragment = (
  { html: string }
  & DatelineBlock_GalleryBlock_Fragment
);

type DatelineEditableBlock_HeadingBlock_Fragment = (
  { html: string }
  & DatelineBlock_HeadingBlock_Fragment
);

type DatelineEditableBlock_HtmlBlock_Fragment = (
  { html: string }
  & DatelineBlock_HtmlBlock_Fragment
);

type DatelineEditableBlock_ImageBlock_Fragment = (
  { html: string }
  & DatelineBlock_ImageBlock_Fragment
);

type DatelineEditableBlock_ListBlock_Fragment = (
  { html: string }
  & DatelineBlock_ListBlock_Fragment
);

type DatelineEditableBlock_MediaBlock_Fragment = (
  { html: string, media: { url: string } }
  & DatelineBlock_MediaBlock_Fragment
);

type DatelineEditableBlock_ParagraphBlock_Fragment = (
  { html: string }
  & DatelineBlock_ParagraphBlock_Fragment
);

type DatelineEditableBlock_QuoteBlock_Fragment = (
  { html: string }
  & DatelineBlock_QuoteBlock_Fragment
);

type DatelineEditableBlock_RelatedLinkBlock_Fragment = (
  { html: string, caption: Array<DatelineInlineFragment> | null }
  & DatelineBlock_RelatedLinkBlock_Fragment
);

type DatelineEditableBlock_SocialPostBlock_Fragment = (
  { html: string }
  & DatelineBlock_SocialPostBlock_Fragment
);

type DatelineEditableBlock_TableBlock_Fragment = (
  { html: string }
  & DatelineBlock_TableBlock_Fragment
);

export type DatelineEditableBlockFragment =
  | DatelineEditableBlock_CalloutBlock_Fragment
  | DatelineEditableBlock_CodeBlock_Fragment
  | DatelineEditableBlock_DetailsBlock_Fragment
  | DatelineEditableBlock_DividerBlock_Fragment
  | DatelineEditableBlock_EmbedBlock_Fragment
  | DatelineEditableBlock_FileBlock_Fragment
  | DatelineEditableBlock_FootnotesBlock_Fragment
  | DatelineEditableBlock_GalleryBlock_Fragment
  | DatelineEditableBlock_HeadingBlock_Fragment
  | DatelineEditableBlock_HtmlBlock_Fragment
  | DatelineEditableBlock_ImageBlock_Fragment
  | DatelineEditableBlock_ListBlock_Fragment
  | DatelineEditableBlock_MediaBlock_Fragment
  | DatelineEditableBlock_ParagraphBlock_Fragment
  | DatelineEditableBlock_QuoteBlock_Fragment
  | DatelineEditableBlock_RelatedLinkBlock_Fragment
  | DatelineEditableBlock_SocialPostBlock_Fragment
  | DatelineEditableBlock_TableBlock_Fragment
;

export type DatelineInlineFragment = { text: string, marks: Array<Mark>, isBreak: boolean, footnote: number | null, mathml: string | null, link: DatelineLinkFragment | null, image: DatelineImageFragment | null };

export type DatelineLinkFragment = { url: string, path: string | null, rel: Array<string>, title: string | null };

export type DatelineImageFragment = { id: string, url: string, alt: string, width: number | null, height: number | null, srcSet: string | null, dataUrl: string | null };

export type DatelinePictureFragment = { id: string, url: string, alt: string, width: number | null, height: number | null, srcSet: string | null, dataUrl: string | null, caption: string | null, credit: string | null, focalPoint: { x: number, y: number } | null };

export type DatelineBylineFragment = { id: string, name: string, path: string };

export type DatelineBreadcrumbsFragment = { id: string, name: string, path: string, parent: { id: string, name: string, path: string, parent: { id: string, name: string, path: string, parent: { id: string, name: string, path: string } | null } | null } | null };

export type DatelineCorrectionsFragment = { id: string, text: string, at: string };

export type DatelineMostPopularFragment = { rank: number, article: { id: string, title: string, path: string } };

export type DatelineRelatedPostsFragment = { article: { id: string, title: string, path: string, sponsorship: { name: string, url: string | null, label: string } | null } };

export type DatelineSeoFragment = { title: string, description: string | null, canonicalUrl: string, robots: string, jsonLd: string, alternates: Array<{ language: string, url: string }>, openGraph: Array<{ property: string, content: string }>, machineRights: { licenseDocument: string | null, meta: Array<{ name: string, content: string }> } };

export type DatelineTeaserFragment = { id: string, path: string, title: string, standfirst: string | null, kind: ArticleKind, publishedAt: string | null, sponsorship: { name: string, url: string | null, label: string } | null, section: { id: string, name: string, path: string } | null, authors: Array<{ id: string, name: string, path: string }>, image: { id: string, url: string, alt: string, width: number | null, height: number | null, srcSet: string | null, dataUrl: string | null, caption: string | null, credit: string | null, focalPoint: { x: number, y: number } | null } | null };

export type DatelineContainerFragment = { id: string, title: string | null, href: string | null, layout: string, items: Array<{ id: string, headline: string, kicker: string | null, standfirst: string | null, size: CardSize, image: { id: string, url: string, alt: string, width: number | null, height: number | null, srcSet: string | null, dataUrl: string | null, focalPoint: { x: number, y: number } | null } | null, article: { id: string, path: string, kind: ArticleKind, sponsorship: { name: string, url: string | null, label: string } | null, section: { id: string, name: string, path: string } | null }, sublinks: Array<{ id: string, path: string, title: string, sponsorship: { name: string, url: string | null, label: string } | null }> }> };

export type DatelineArticleHeaderFragment = { kind: ArticleKind, title: string, standfirst: string | null, publishedAt: string | null, updatedAt: string, readingTime: number, sponsorship: { name: string, url: string | null, label: string } | null, section: { id: string, name: string, path: string, parent: { id: string, name: string, path: string, parent: { id: string, name: string, path: string } | null } | null } | null, seriesPart: { part: number | null, series: { id: string, title: string, path: string } } | null, authors: Array<{ id: string, name: string, path: string }> };

export type DatelineSeriesBoxFragment = { part: number | null, series: { id: string, title: string, path: string, parts: number | null, articleCount: number }, previous: { id: string, title: string, path: string, sponsorship: { name: string, url: string | null, label: string } | null } | null, next: { id: string, title: string, path: string, sponsorship: { name: string, url: string | null, label: string } | null } | null };

export type DatelineSearchResultsFragment = { totalCount: number, didYouMean: string | null, relaxed: { totalCount: number | null } | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ hasAllWords: boolean, titleHighlight: string, bodyHighlight: string | null, node: { id: string, path: string, publishedAt: string | null, sponsorship: { name: string, url: string | null, label: string } | null, section: { id: string, name: string, path: string } | null, image: { id: string, url: string, alt: string, width: number | null, height: number | null, srcSet: string | null, dataUrl: string | null, caption: string | null, credit: string | null, focalPoint: { x: number, y: number } | null } | null } }> };

export type DatelineSearchFacetsFragment = { sections: Array<{ count: number, section: { id: string, name: string, slug: string } }>, tags: Array<{ count: number, tag: { id: string, name: string, slug: string } }> };

type DatelineListHeader_Author_Fragment = { __typename: 'Author', name: string, role: string | null, bio: string | null, email: string | null, links: Array<{ url: string, label: string }>, image: { id: string, url: string, alt: string, width: number | null, height: number | null, srcSet: string | null, dataUrl: string | null, caption: string | null, credit: string | null, focalPoint: { x: number, y: number } | null } | null };

type DatelineListHeader_Section_Fragment = { __typename: 'Section', name: string, description: string | null, parent: { id: string, name: string, path: string, parent: { id: string, name: string, path: string } | null } | null, children: Array<{ id: string, name: string, path: string }> };

type DatelineListHeader_Series_Fragment = { __typename: 'Series', description: string | null, name: string, image: { id: string, url: string, alt: string, width: number | null, height: number | null, srcSet: string | null, dataUrl: string | null, caption: string | null, credit: string | null, focalPoint: { x: number, y: number } | null } | null };

type DatelineListHeader_Tag_Fragment = { __typename: 'Tag', name: string, description: string | null, image: { id: string, url: string, alt: string, width: number | null, height: number | null, srcSet: string | null, dataUrl: string | null, caption: string | null, credit: string | null, focalPoint: { x: number, y: number } | null } | null };

export type DatelineListHeaderFragment =
  | DatelineListHeader_Author_Fragment
  | DatelineListHeader_Section_Fragment
  | DatelineListHeader_Series_Fragment
  | DatelineListHeader_Tag_Fragment
;

export type DatelineArchiveFragment = { year: number, month: number, articleCount: number };

export type DatelineMenuFragment = { items: Array<{ depth: number, text: string, url: string }> };

export type DatelineNewsletterFragment = { slug: string, name: string, description: string | null };

export type DatelineSiteBoxFragment = { key: string, title: string | null, text: string | null, newsletter: { slug: string, name: string, description: string | null } | null };

export type DatelineIssuesFragment = { slug: string, issues: { nodes: Array<{ number: number, subject: string, sentAt: string }> } };

export type DatelineArticleEventFragment = { cursor: string, kind: ArticleEventKind, articleId: string, isMatch: boolean, at: string, article: { id: string, slug: string, title: string, path: string } | null };

export type DatelineSuggestQueryVariables = Exact<{
  prefix: string;
  first?: number | null | undefined;
  section?: string | null | undefined;
}>;


export type DatelineSuggestQuery = { suggest: Array<{ kind: SuggestionKind, text: string, query: string | null, articleCount: number | null, path: string, node:
      | { id: string }
      | { id: string, sponsorship: { name: string, url: string | null, label: string } | null }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
      | { id: string }
     }> };

export type DatelineSignUpMutationVariables = Exact<{
  newsletter: string;
  email: string;
}>;


export type DatelineSignUpMutation = { subscribeToNewsletter: { accepted: boolean, userErrors: Array<{ code: UserErrorCode, message: string }> } };

export type DatelineArticleEventsSubscriptionVariables = Exact<{
  filter?: ArticleFilter | null | undefined;
}>;


export type DatelineArticleEventsSubscription = { articleEvents: DatelineArticleEventFragment };

export type DatelineLiveBlogEntryFragment = { id: string, anchor: string, title: string | null, publishedAt: string, isKeyEvent: boolean, authors: Array<{ id: string, name: string, path: string }>, body: { html: string } | null, corrections: Array<{ text: string, correctedAt: string }> };

export type DatelineLiveBlogFragment = { isLive: boolean, cursor: string };

export type DatelineLiveBlogEventsSubscriptionVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type DatelineLiveBlogEventsSubscription = { liveBlogEvents: { kind: LiveBlogEventKind, entryId: string | null, cursor: string } };

export type DatelineSitemapQueryVariables = Exact<{
  after?: string | null | undefined;
  first: number;
}>;


export type DatelineSitemapQuery = { articles: { nodes: Array<{ id: string, url: string, updatedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DatelineRouteQueryVariables = Exact<{
  path: string;
}>;


export type DatelineRouteQuery = { route: { status: RouteStatus, redirectTo: string | null, isPermanent: boolean | null, node:
      | { id: string }
      | Record<PropertyKey, never>
     | null } };

export const PageDocument = "query Page($path:String!)@live{...Frame route(path:$path){status front{id updatedAt}node{__typename ...on Article{...Story}...on Section{id slug ...Listing boxes{...DatelineSiteBox}articles(first:24){...TeaserPage}}...on Tag{id slug ...Listing articles(first:24){...TeaserPage}}...on Author{id slug ...Listing articles(first:24){...TeaserPage}}...on Series{id slug ...Listing articles(first:48){...TeaserPage}}}}}fragment Frame on Query{site{title url description timeZone primary:menu(location:\"primary\"){...DatelineMenu}footer:menu(location:\"footer\"){...DatelineMenu}boxes{...DatelineSiteBox}feeds{mimeType url}}popular(window:ALL first:5){...DatelineMostPopular}}fragment DatelineMenu on Menu{items{depth text url}}fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}fragment DatelineMostPopular on PopularArticle{rank article{id title path}}fragment Story on Article{...DatelineArticleHeader section{boxes{...DatelineSiteBox}}slug kind language translations{language path url}seriesPart{...DatelineSeriesBox}image{...DatelinePicture}tags{id name path}body{...DatelineBody}corrections{...DatelineCorrections}related(first:4){article{...DatelineTeaser}}seo{...DatelineSeo}}fragment DatelineArticleHeader on Article{kind title standfirst publishedAt updatedAt readingTime sponsorship{name url label}section{id name path parent{id name path parent{id name path}}}seriesPart{part series{id title path}}authors{id name path}}fragment DatelineSeriesBox on SeriesPart{part series{id title path parts articleCount}previous{id title path sponsorship{name url label}}next{id title path sponsorship{name url label}}}fragment DatelinePicture on Image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}fragment DatelineBody on RichText{blocks{...DatelineBlock ...on CalloutBlock{blocks{...DatelineInnerBlock}}...on DetailsBlock{blocks{...DatelineInnerBlock}}}}fragment DatelineBlock on Block{__typename id ...on ParagraphBlock{inlines{...DatelineInline}}...on HeadingBlock{level anchor inlines{...DatelineInline}}...on ListBlock{ordered items{depth ordered number isChecked isContinuation inlines{...DatelineInline}}}...on QuoteBlock{isPullQuote paragraphs{...DatelineInline}citation{...DatelineInline}}...on ImageBlock{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}...on CodeBlock{language inlines{...DatelineInline}}...on EmbedBlock{url provider title aspectRatio thumbnail{...DatelineImage}caption{...DatelineInline}}...on TableBlock{caption{...DatelineInline}rows{isHeader cells{isHeader align colSpan rowSpan inlines{...DatelineInline}}}}...on GalleryBlock{caption{...DatelineInline}items{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}}...on MediaBlock{caption{...DatelineInline}media{kind width height sources{url mimeType}poster{...DatelineImage}tracks{url kind language label}}}...on CalloutBlock{heading{...DatelineInline}tone}...on DetailsBlock{summary{...DatelineInline}isOpen}...on RelatedLinkBlock{text url path description publisher thumbnail{...DatelineImage}}...on FileBlock{text url caption{...DatelineInline}}...on SocialPostBlock{url provider paragraphs{...DatelineInline}}...on FootnotesBlock{heading{...DatelineInline}footnotes{number anchor paragraphs{...DatelineInline}}}...on HtmlBlock{html}}fragment DatelineInline on Inline{text marks isBreak footnote link{...DatelineLink}image{...DatelineImage}mathml}fragment DatelineLink on Link{url path rel title}fragment DatelineImage on Image{id url alt width height srcSet dataUrl}fragment DatelineInnerBlock on Block{__typename id ...on ParagraphBlock{inlines{...DatelineInline}}...on HeadingBlock{level anchor inlines{...DatelineInline}}...on ImageBlock{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}...on CalloutBlock{html}...on CodeBlock{html}...on DetailsBlock{html}...on EmbedBlock{html}...on FileBlock{html}...on FootnotesBlock{html}...on GalleryBlock{html}...on HtmlBlock{html}...on ListBlock{html}...on MediaBlock{html}...on QuoteBlock{html}...on RelatedLinkBlock{html}...on SocialPostBlock{html}...on TableBlock{html}}fragment DatelineCorrections on Correction{id at:correctedAt text}fragment DatelineTeaser on Article{id path title standfirst kind publishedAt sponsorship{name url label}section{id name path}authors{id name path}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}fragment DatelineSeo on Seo{title description canonicalUrl robots alternates{language url}openGraph{property content}machineRights{licenseDocument meta{name content}}jsonLd}fragment Listing on Listed{...DatelineListHeader seo{...DatelineSeo}feeds{mimeType url}}fragment DatelineListHeader on Listed{__typename ...on Section{name description parent{id name path parent{id name path}}children{id name path}}...on Tag{name description image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}...on Author{name role bio email links{url label}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}...on Series{name:title description image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}}fragment TeaserPage on ArticleConnection{nodes{...DatelineTeaser}pageInfo{hasNextPage}}" as DocumentString<PageQuery, PageQueryVariables>;
export const FrontDocument = "query Front($path:String!)@live{...Frame front(path:$path){title seo{...DatelineSeo}containers{...DatelineContainer}}}fragment Frame on Query{site{title url description timeZone primary:menu(location:\"primary\"){...DatelineMenu}footer:menu(location:\"footer\"){...DatelineMenu}boxes{...DatelineSiteBox}feeds{mimeType url}}popular(window:ALL first:5){...DatelineMostPopular}}fragment DatelineMenu on Menu{items{depth text url}}fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}fragment DatelineMostPopular on PopularArticle{rank article{id title path}}fragment DatelineSeo on Seo{title description canonicalUrl robots alternates{language url}openGraph{property content}machineRights{licenseDocument meta{name content}}jsonLd}fragment DatelineContainer on Container{id title href layout items{id headline kicker standfirst size image{id url alt width height srcSet dataUrl focalPoint{x y}}article{id path kind sponsorship{name url label}section{id name path}}sublinks{id path title sponsorship{name url label}}}}" as DocumentString<FrontQuery, FrontQueryVariables>;
export const ProblemsDocument = "query Problems($path:String!){front(path:$path){containers{id problems{message article{id title}}}}}" as DocumentString<ProblemsQuery, ProblemsQueryVariables>;
export const HomeDocument = "query Home{...Frame site{seo{...DatelineSeo}}latest:articles(first:24 filter:{not:{kinds:[PAGE]}}){nodes{...DatelineTeaser}}}fragment Frame on Query{site{title url description timeZone primary:menu(location:\"primary\"){...DatelineMenu}footer:menu(location:\"footer\"){...DatelineMenu}boxes{...DatelineSiteBox}feeds{mimeType url}}popular(window:ALL first:5){...DatelineMostPopular}}fragment DatelineMenu on Menu{items{depth text url}}fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}fragment DatelineMostPopular on PopularArticle{rank article{id title path}}fragment DatelineSeo on Seo{title description canonicalUrl robots alternates{language url}openGraph{property content}machineRights{licenseDocument meta{name content}}jsonLd}fragment DatelineTeaser on Article{id path title standfirst kind publishedAt sponsorship{name url label}section{id name path}authors{id name path}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}" as DocumentString<HomeQuery, HomeQueryVariables>;
export const LiveDocument = "query Live@live{...Frame latest:articles(first:12 filter:{not:{kinds:[PAGE]}}){nodes{...DatelineTeaser}}}fragment Frame on Query{site{title url description timeZone primary:menu(location:\"primary\"){...DatelineMenu}footer:menu(location:\"footer\"){...DatelineMenu}boxes{...DatelineSiteBox}feeds{mimeType url}}popular(window:ALL first:5){...DatelineMostPopular}}fragment DatelineMenu on Menu{items{depth text url}}fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}fragment DatelineMostPopular on PopularArticle{rank article{id title path}}fragment DatelineTeaser on Article{id path title standfirst kind publishedAt sponsorship{name url label}section{id name path}authors{id name path}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}" as DocumentString<LiveQuery, LiveQueryVariables>;
export const MissingDocument = "query Missing($path:String!){...Frame route(path:$path){suggestions{...DatelineTeaser}}}fragment Frame on Query{site{title url description timeZone primary:menu(location:\"primary\"){...DatelineMenu}footer:menu(location:\"footer\"){...DatelineMenu}boxes{...DatelineSiteBox}feeds{mimeType url}}popular(window:ALL first:5){...DatelineMostPopular}}fragment DatelineMenu on Menu{items{depth text url}}fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}fragment DatelineMostPopular on PopularArticle{rank article{id title path}}fragment DatelineTeaser on Article{id path title standfirst kind publishedAt sponsorship{name url label}section{id name path}authors{id name path}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}" as DocumentString<MissingQuery, MissingQueryVariables>;
export const SearchDocument = "query Search($query:String!$after:String$sections:SectionsFilter$tags:ReferenceFilter){...Frame search(query:$query first:20 after:$after filter:{sections:$sections tags:$tags}){...DatelineSearchResults facets{...DatelineSearchFacets}}}fragment Frame on Query{site{title url description timeZone primary:menu(location:\"primary\"){...DatelineMenu}footer:menu(location:\"footer\"){...DatelineMenu}boxes{...DatelineSiteBox}feeds{mimeType url}}popular(window:ALL first:5){...DatelineMostPopular}}fragment DatelineMenu on Menu{items{depth text url}}fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}fragment DatelineMostPopular on PopularArticle{rank article{id title path}}fragment DatelineSearchResults on SearchConnection{totalCount didYouMean relaxed{totalCount}pageInfo{hasNextPage endCursor}edges{hasAllWords titleHighlight bodyHighlight node{id path publishedAt sponsorship{name url label}section{id name path}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}}}fragment DatelineSearchFacets on SearchFacets{sections(first:8){count section{id name slug}}tags(first:8){count tag{id name slug}}}" as DocumentString<SearchQuery, SearchQueryVariables>;
export const ArchiveDocument = "query Archive($publishedAt:DateTimeRange$sections:SectionsFilter$tags:ReferenceFilter$authors:ReferenceFilter$series:ReferenceFilter$page:Int!){...Frame archive{...DatelineArchive}articles(first:24 page:$page filter:{publishedAt:$publishedAt sections:$sections tags:$tags authors:$authors series:$series}){...TeaserPage}}fragment Frame on Query{site{title url description timeZone primary:menu(location:\"primary\"){...DatelineMenu}footer:menu(location:\"footer\"){...DatelineMenu}boxes{...DatelineSiteBox}feeds{mimeType url}}popular(window:ALL first:5){...DatelineMostPopular}}fragment DatelineMenu on Menu{items{depth text url}}fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}fragment DatelineMostPopular on PopularArticle{rank article{id title path}}fragment DatelineArchive on ArchiveMonth{year month articleCount}fragment TeaserPage on ArticleConnection{nodes{...DatelineTeaser}pageInfo{hasNextPage}}fragment DatelineTeaser on Article{id path title standfirst kind publishedAt sponsorship{name url label}section{id name path}authors{id name path}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}" as DocumentString<ArchiveQuery, ArchiveQueryVariables>;
export const NewslettersDocument = "query Newsletters{...Frame archives:newsletters{id ...DatelineNewsletter ...DatelineIssues}}fragment Frame on Query{site{title url description timeZone primary:menu(location:\"primary\"){...DatelineMenu}footer:menu(location:\"footer\"){...DatelineMenu}boxes{...DatelineSiteBox}feeds{mimeType url}}popular(window:ALL first:5){...DatelineMostPopular}}fragment DatelineMenu on Menu{items{depth text url}}fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}fragment DatelineMostPopular on PopularArticle{rank article{id title path}}fragment DatelineNewsletter on Newsletter{slug name description}fragment DatelineIssues on Newsletter{slug issues(first:20){nodes{number subject sentAt}}}" as DocumentString<NewslettersQuery, NewslettersQueryVariables>;
export const SectionsDocument = "query Sections{sections{name path articleCount}}" as DocumentString<SectionsQuery, SectionsQueryVariables>;
export const LiveBlogDocument = "query LiveBlog($slug:String!){article(by:{slug:$slug}){id path liveBlog{...DatelineLiveBlog startedAt endedAt summary{html}pinned{id anchor title}keyEvents{id title publishedAt}entries(first:20){...Entries}}}}fragment DatelineLiveBlog on LiveBlog{isLive cursor}fragment Entries on LiveBlogEntryConnection{nodes{...DatelineLiveBlogEntry}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}fragment DatelineLiveBlogEntry on LiveBlogEntry{id anchor title publishedAt isKeyEvent authors{id name path}body{html}corrections{text correctedAt}}" as DocumentString<LiveBlogQuery, LiveBlogQueryVariables>;
export const UpdatesDocument = "query Updates($slug:String!$first:Int$after:String$last:Int$before:String$around:ID){...Frame article(by:{slug:$slug}){title path slug liveBlog{entries(first:$first after:$after last:$last before:$before around:$around){...Entries}}}}fragment Frame on Query{site{title url description timeZone primary:menu(location:\"primary\"){...DatelineMenu}footer:menu(location:\"footer\"){...DatelineMenu}boxes{...DatelineSiteBox}feeds{mimeType url}}popular(window:ALL first:5){...DatelineMostPopular}}fragment DatelineMenu on Menu{items{depth text url}}fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}fragment DatelineMostPopular on PopularArticle{rank article{id title path}}fragment Entries on LiveBlogEntryConnection{nodes{...DatelineLiveBlogEntry}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}fragment DatelineLiveBlogEntry on LiveBlogEntry{id anchor title publishedAt isKeyEvent authors{id name path}body{html}corrections{text correctedAt}}" as DocumentString<UpdatesQuery, UpdatesQueryVariables>;
export const DatelineSuggestDocument = "query DatelineSuggest($prefix:String!$first:Int$section:String){suggest(prefix:$prefix first:$first section:$section){kind text query articleCount path node{id ...on Article{sponsorship{name url label}}}}}" as DocumentString<DatelineSuggestQuery, DatelineSuggestQueryVariables>;
export const DatelineSignUpDocument = "mutation DatelineSignUp($newsletter:String!$email:String!){subscribeToNewsletter(input:{newsletter:$newsletter email:$email}){accepted:isAccepted userErrors{code message}}}" as DocumentString<DatelineSignUpMutation, DatelineSignUpMutationVariables>;
export const DatelineArticleEventsDocument = "subscription DatelineArticleEvents($filter:ArticleFilter){articleEvents(filter:$filter){...DatelineArticleEvent}}fragment DatelineArticleEvent on ArticleEvent{cursor kind at:occurredAt articleId isMatch article{id slug title path}}" as DocumentString<DatelineArticleEventsSubscription, DatelineArticleEventsSubscriptionVariables>;
export const DatelineLiveBlogEventsDocument = "subscription DatelineLiveBlogEvents($id:ID!$after:String){liveBlogEvents(id:$id after:$after){kind entryId cursor}}" as DocumentString<DatelineLiveBlogEventsSubscription, DatelineLiveBlogEventsSubscriptionVariables>;
export const DatelineSitemapDocument = "query DatelineSitemap($after:String$first:Int!){articles(first:$first after:$after orderBy:UPDATED filter:{robots:{isIndexed:true}}){nodes{id url updatedAt}pageInfo{hasNextPage endCursor}}}" as DocumentString<DatelineSitemapQuery, DatelineSitemapQueryVariables>;
export const DatelineRouteDocument = "query DatelineRoute($path:String!){route(path:$path){status redirectTo isPermanent node{...on Article{id}}}}" as DocumentString<DatelineRouteQuery, DatelineRouteQueryVariables>;