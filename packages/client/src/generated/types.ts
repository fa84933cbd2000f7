// Generated from schema.graphql and fragments.graphql: npm run generate
/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** The readers who may read the whole of an article. */
export type AccessLevel =
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
  /** Members of the site. */
  | 'MEMBERS'
  /** Members of the site who pay. */
  | 'PAID'
  /** Everybody. */
  | 'PUBLIC';

/** The alignment of the text in a cell. */
export type Alignment =
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
  /** A value of the site's own, or of a newer gateway. */
  | (string & {})
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
