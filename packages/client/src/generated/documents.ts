// Generated from schema.graphql and fragments.graphql: npm run generate

import type { Document } from '../document.js';
import type * as types from './types.js';

/** The fragment DatelineBody with all fragments that it needs. */
export const bodyFragment = "fragment DatelineBody on RichText{blocks{...DatelineBlock ...on CalloutBlock{blocks{...DatelineInnerBlock}}...on DetailsBlock{blocks{...DatelineInnerBlock}}}}fragment DatelineBlock on Block{__typename id ...on ParagraphBlock{inlines{...DatelineInline}}...on HeadingBlock{level anchor inlines{...DatelineInline}}...on ListBlock{ordered items{depth ordered number isChecked isContinuation inlines{...DatelineInline}}}...on QuoteBlock{isPullQuote paragraphs{...DatelineInline}citation{...DatelineInline}}...on ImageBlock{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}...on CodeBlock{language inlines{...DatelineInline}}...on EmbedBlock{url provider title aspectRatio thumbnail{...DatelineImage}caption{...DatelineInline}}...on TableBlock{caption{...DatelineInline}rows{isHeader cells{isHeader align colSpan rowSpan inlines{...DatelineInline}}}}...on GalleryBlock{caption{...DatelineInline}items{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}}...on MediaBlock{caption{...DatelineInline}media{kind width height sources{url mimeType}poster{...DatelineImage}tracks{url kind language label}}}...on CalloutBlock{heading{...DatelineInline}tone}...on DetailsBlock{summary{...DatelineInline}isOpen}...on RelatedLinkBlock{text url path description publisher thumbnail{...DatelineImage}}...on FileBlock{text url caption{...DatelineInline}}...on SocialPostBlock{url provider paragraphs{...DatelineInline}}...on FootnotesBlock{heading{...DatelineInline}footnotes{number anchor paragraphs{...DatelineInline}}}...on HtmlBlock{html}}fragment DatelineInline on Inline{text marks isBreak footnote link{...DatelineLink}image{...DatelineImage}mathml}fragment DatelineLink on Link{url path rel title}fragment DatelineImage on Image{id url alt width height srcSet dataUrl}fragment DatelineInnerBlock on Block{__typename id ...on ParagraphBlock{inlines{...DatelineInline}}...on HeadingBlock{level anchor inlines{...DatelineInline}}...on ImageBlock{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}...on CalloutBlock{html}...on CodeBlock{html}...on DetailsBlock{html}...on EmbedBlock{html}...on FileBlock{html}...on FootnotesBlock{html}...on GalleryBlock{html}...on HtmlBlock{html}...on ListBlock{html}...on MediaBlock{html}...on QuoteBlock{html}...on RelatedLinkBlock{html}...on SocialPostBlock{html}...on TableBlock{html}}";

/** The fragment DatelineInnerBlock with all fragments that it needs. */
export const innerBlockFragment = "fragment DatelineInnerBlock on Block{__typename id ...on ParagraphBlock{inlines{...DatelineInline}}...on HeadingBlock{level anchor inlines{...DatelineInline}}...on ImageBlock{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}...on CalloutBlock{html}...on CodeBlock{html}...on DetailsBlock{html}...on EmbedBlock{html}...on FileBlock{html}...on FootnotesBlock{html}...on GalleryBlock{html}...on HtmlBlock{html}...on ListBlock{html}...on MediaBlock{html}...on QuoteBlock{html}...on RelatedLinkBlock{html}...on SocialPostBlock{html}...on TableBlock{html}}fragment DatelineInline on Inline{text marks isBreak footnote link{...DatelineLink}image{...DatelineImage}mathml}fragment DatelineLink on Link{url path rel title}fragment DatelineImage on Image{id url alt width height srcSet dataUrl}";

/** The fragment DatelineBlock with all fragments that it needs. */
export const blockFragment = "fragment DatelineBlock on Block{__typename id ...on ParagraphBlock{inlines{...DatelineInline}}...on HeadingBlock{level anchor inlines{...DatelineInline}}...on ListBlock{ordered items{depth ordered number isChecked isContinuation inlines{...DatelineInline}}}...on QuoteBlock{isPullQuote paragraphs{...DatelineInline}citation{...DatelineInline}}...on ImageBlock{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}...on CodeBlock{language inlines{...DatelineInline}}...on EmbedBlock{url provider title aspectRatio thumbnail{...DatelineImage}caption{...DatelineInline}}...on TableBlock{caption{...DatelineInline}rows{isHeader cells{isHeader align colSpan rowSpan inlines{...DatelineInline}}}}...on GalleryBlock{caption{...DatelineInline}items{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}}...on MediaBlock{caption{...DatelineInline}media{kind width height sources{url mimeType}poster{...DatelineImage}tracks{url kind language label}}}...on CalloutBlock{heading{...DatelineInline}tone}...on DetailsBlock{summary{...DatelineInline}isOpen}...on RelatedLinkBlock{text url path description publisher thumbnail{...DatelineImage}}...on FileBlock{text url caption{...DatelineInline}}...on SocialPostBlock{url provider paragraphs{...DatelineInline}}...on FootnotesBlock{heading{...DatelineInline}footnotes{number anchor paragraphs{...DatelineInline}}}...on HtmlBlock{html}}fragment DatelineInline on Inline{text marks isBreak footnote link{...DatelineLink}image{...DatelineImage}mathml}fragment DatelineLink on Link{url path rel title}fragment DatelineImage on Image{id url alt width height srcSet dataUrl}";

/** The fragment DatelineEditableBody with all fragments that it needs. */
export const editableBodyFragment = "fragment DatelineEditableBody on RichText{blocks{...DatelineEditableBlock ...on CalloutBlock{blocks{...DatelineEditableBlock}}...on DetailsBlock{blocks{...DatelineEditableBlock}}}}fragment DatelineEditableBlock on Block{...DatelineBlock html ...on CodeBlock{code}...on MediaBlock{media{url}}...on RelatedLinkBlock{caption{...DatelineInline}}}fragment DatelineBlock on Block{__typename id ...on ParagraphBlock{inlines{...DatelineInline}}...on HeadingBlock{level anchor inlines{...DatelineInline}}...on ListBlock{ordered items{depth ordered number isChecked isContinuation inlines{...DatelineInline}}}...on QuoteBlock{isPullQuote paragraphs{...DatelineInline}citation{...DatelineInline}}...on ImageBlock{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}...on CodeBlock{language inlines{...DatelineInline}}...on EmbedBlock{url provider title aspectRatio thumbnail{...DatelineImage}caption{...DatelineInline}}...on TableBlock{caption{...DatelineInline}rows{isHeader cells{isHeader align colSpan rowSpan inlines{...DatelineInline}}}}...on GalleryBlock{caption{...DatelineInline}items{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}}...on MediaBlock{caption{...DatelineInline}media{kind width height sources{url mimeType}poster{...DatelineImage}tracks{url kind language label}}}...on CalloutBlock{heading{...DatelineInline}tone}...on DetailsBlock{summary{...DatelineInline}isOpen}...on RelatedLinkBlock{text url path description publisher thumbnail{...DatelineImage}}...on FileBlock{text url caption{...DatelineInline}}...on SocialPostBlock{url provider paragraphs{...DatelineInline}}...on FootnotesBlock{heading{...DatelineInline}footnotes{number anchor paragraphs{...DatelineInline}}}...on HtmlBlock{html}}fragment DatelineInline on Inline{text marks isBreak footnote link{...DatelineLink}image{...DatelineImage}mathml}fragment DatelineLink on Link{url path rel title}fragment DatelineImage on Image{id url alt width height srcSet dataUrl}";

/** The fragment DatelineEditableBlock with all fragments that it needs. */
export const editableBlockFragment = "fragment DatelineEditableBlock on Block{...DatelineBlock html ...on CodeBlock{code}...on MediaBlock{media{url}}...on RelatedLinkBlock{caption{...DatelineInline}}}fragment DatelineBlock on Block{__typename id ...on ParagraphBlock{inlines{...DatelineInline}}...on HeadingBlock{level anchor inlines{...DatelineInline}}...on ListBlock{ordered items{depth ordered number isChecked isContinuation inlines{...DatelineInline}}}...on QuoteBlock{isPullQuote paragraphs{...DatelineInline}citation{...DatelineInline}}...on ImageBlock{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}...on CodeBlock{language inlines{...DatelineInline}}...on EmbedBlock{url provider title aspectRatio thumbnail{...DatelineImage}caption{...DatelineInline}}...on TableBlock{caption{...DatelineInline}rows{isHeader cells{isHeader align colSpan rowSpan inlines{...DatelineInline}}}}...on GalleryBlock{caption{...DatelineInline}items{image{...DatelineImage}caption{...DatelineInline}credit{...DatelineInline}link{...DatelineLink}}}...on MediaBlock{caption{...DatelineInline}media{kind width height sources{url mimeType}poster{...DatelineImage}tracks{url kind language label}}}...on CalloutBlock{heading{...DatelineInline}tone}...on DetailsBlock{summary{...DatelineInline}isOpen}...on RelatedLinkBlock{text url path description publisher thumbnail{...DatelineImage}}...on FileBlock{text url caption{...DatelineInline}}...on SocialPostBlock{url provider paragraphs{...DatelineInline}}...on FootnotesBlock{heading{...DatelineInline}footnotes{number anchor paragraphs{...DatelineInline}}}...on HtmlBlock{html}}fragment DatelineInline on Inline{text marks isBreak footnote link{...DatelineLink}image{...DatelineImage}mathml}fragment DatelineLink on Link{url path rel title}fragment DatelineImage on Image{id url alt width height srcSet dataUrl}";

/** The fragment DatelineInline with all fragments that it needs. */
export const inlineFragment = "fragment DatelineInline on Inline{text marks isBreak footnote link{...DatelineLink}image{...DatelineImage}mathml}fragment DatelineLink on Link{url path rel title}fragment DatelineImage on Image{id url alt width height srcSet dataUrl}";

/** The fragment DatelineLink with all fragments that it needs. */
export const linkFragment = "fragment DatelineLink on Link{url path rel title}";

/** The fragment DatelineImage with all fragments that it needs. */
export const imageFragment = "fragment DatelineImage on Image{id url alt width height srcSet dataUrl}";

/** The fragment DatelinePicture with all fragments that it needs. */
export const pictureFragment = "fragment DatelinePicture on Image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}";

/** The fragment DatelineByline with all fragments that it needs. */
export const bylineFragment = "fragment DatelineByline on Author{id name path}";

/** The fragment DatelineBreadcrumbs with all fragments that it needs. */
export const breadcrumbsFragment = "fragment DatelineBreadcrumbs on Section{id name path parent{id name path parent{id name path parent{id name path}}}}";

/** The fragment DatelineCorrections with all fragments that it needs. */
export const correctionsFragment = "fragment DatelineCorrections on Correction{id at:correctedAt text}";

/** The fragment DatelineMostPopular with all fragments that it needs. */
export const mostPopularFragment = "fragment DatelineMostPopular on PopularArticle{rank article{id title path}}";

/** The fragment DatelineRelatedPosts with all fragments that it needs. */
export const relatedPostsFragment = "fragment DatelineRelatedPosts on RelatedArticle{article{id title path sponsorship{name url label}}}";

/** The fragment DatelineSeo with all fragments that it needs. */
export const seoFragment = "fragment DatelineSeo on Seo{title description canonicalUrl robots alternates{language url}openGraph{property content}machineRights{licenseDocument meta{name content}}jsonLd}";

/** The fragment DatelineTeaser with all fragments that it needs. */
export const teaserFragment = "fragment DatelineTeaser on Article{id path title standfirst kind publishedAt sponsorship{name url label}section{id name path}authors{id name path}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}";

/** The fragment DatelineContainer with all fragments that it needs. */
export const containerFragment = "fragment DatelineContainer on Container{id title href layout items{id headline kicker standfirst size image{id url alt width height srcSet dataUrl focalPoint{x y}}article{id path kind sponsorship{name url label}section{id name path}}sublinks{id path title sponsorship{name url label}}}}";

/** The fragment DatelineArticleHeader with all fragments that it needs. */
export const articleHeaderFragment = "fragment DatelineArticleHeader on Article{kind title standfirst publishedAt updatedAt readingTime sponsorship{name url label}section{id name path parent{id name path parent{id name path}}}seriesPart{part series{id title path}}authors{id name path}}";

/** The fragment DatelineSeriesBox with all fragments that it needs. */
export const seriesBoxFragment = "fragment DatelineSeriesBox on SeriesPart{part series{id title path parts articleCount}previous{id title path sponsorship{name url label}}next{id title path sponsorship{name url label}}}";

/** The fragment DatelineSearchResults with all fragments that it needs. */
export const searchResultsFragment = "fragment DatelineSearchResults on SearchConnection{totalCount didYouMean relaxed{totalCount}pageInfo{hasNextPage endCursor}edges{hasAllWords titleHighlight bodyHighlight node{id path publishedAt sponsorship{name url label}section{id name path}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}}}";

/** The fragment DatelineSearchFacets with all fragments that it needs. */
export const searchFacetsFragment = "fragment DatelineSearchFacets on SearchFacets{sections(first:8){count section{id name slug}}tags(first:8){count tag{id name slug}}}";

/** The fragment DatelineListHeader with all fragments that it needs. */
export const listHeaderFragment = "fragment DatelineListHeader on Listed{__typename ...on Section{name description parent{id name path parent{id name path}}children{id name path}}...on Tag{name description image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}...on Author{name role bio email links{url label}image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}...on Series{name:title description image{id url alt width height srcSet dataUrl caption credit focalPoint{x y}}}}";

/** The fragment DatelineArchive with all fragments that it needs. */
export const archiveFragment = "fragment DatelineArchive on ArchiveMonth{year month articleCount}";

/** The fragment DatelineMenu with all fragments that it needs. */
export const menuFragment = "fragment DatelineMenu on Menu{items{depth text url}}";

/** The fragment DatelineNewsletter with all fragments that it needs. */
export const newsletterFragment = "fragment DatelineNewsletter on Newsletter{slug name description}";

/** The fragment DatelineSiteBox with all fragments that it needs. */
export const siteBoxFragment = "fragment DatelineSiteBox on SiteBox{key title text newsletter{slug name description}}";

/** The fragment DatelineIssues with all fragments that it needs. */
export const issuesFragment = "fragment DatelineIssues on Newsletter{slug issues(first:20){nodes{number subject sentAt}}}";

/** The fragment DatelineArticleEvent with all fragments that it needs. */
export const articleEventFragment = "fragment DatelineArticleEvent on ArticleEvent{cursor kind at:occurredAt articleId isMatch article{id slug title path}}";

/** The query DatelineSuggest. */
export const suggestDocument: Document<types.DatelineSuggestQuery, types.DatelineSuggestQueryVariables> = "query DatelineSuggest($prefix:String!$first:Int$section:String){suggest(prefix:$prefix first:$first section:$section){kind text query articleCount path node{id ...on Article{sponsorship{name url label}}}}}";

/** The mutation DatelineSignUp. */
export const signUpDocument: Document<types.DatelineSignUpMutation, types.DatelineSignUpMutationVariables> = "mutation DatelineSignUp($newsletter:String!$email:String!){subscribeToNewsletter(input:{newsletter:$newsletter email:$email}){accepted:isAccepted userErrors{code message}}}";

/** The subscription DatelineArticleEvents. */
export const articleEventsDocument: Document<types.DatelineArticleEventsSubscription, types.DatelineArticleEventsSubscriptionVariables> = "subscription DatelineArticleEvents($filter:ArticleFilter){articleEvents(filter:$filter){...DatelineArticleEvent}}fragment DatelineArticleEvent on ArticleEvent{cursor kind at:occurredAt articleId isMatch article{id slug title path}}";

/** The fragment DatelineLiveBlogEntry with all fragments that it needs. */
export const liveBlogEntryFragment = "fragment DatelineLiveBlogEntry on LiveBlogEntry{id anchor title publishedAt isKeyEvent authors{id name path}body{html}corrections{text correctedAt}}";

/** The fragment DatelineLiveBlog with all fragments that it needs. */
export const liveBlogFragment = "fragment DatelineLiveBlog on LiveBlog{isLive cursor}";

/** The subscription DatelineLiveBlogEvents. */
export const liveBlogEventsDocument: Document<types.DatelineLiveBlogEventsSubscription, types.DatelineLiveBlogEventsSubscriptionVariables> = "subscription DatelineLiveBlogEvents($id:ID!$after:String){liveBlogEvents(id:$id after:$after){kind entryId cursor}}";

/** The query DatelineSitemap. */
export const sitemapDocument: Document<types.DatelineSitemapQuery, types.DatelineSitemapQueryVariables> = "query DatelineSitemap($after:String$first:Int!){articles(first:$first after:$after orderBy:UPDATED filter:{robots:{isIndexed:true}}){nodes{id url updatedAt}pageInfo{hasNextPage endCursor}}}";

/** The query DatelineRoute. */
export const routeDocument: Document<types.DatelineRouteQuery, types.DatelineRouteQueryVariables> = "query DatelineRoute($path:String!){route(path:$path){status redirectTo isPermanent node{...on Article{id}}}}";
