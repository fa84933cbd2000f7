// Generated from schema.graphql and fragments.graphql: npm run generate

/** The types of each interface. */
export const possibleTypes = readWords({
  "Block": "CalloutBlock CodeBlock DetailsBlock DividerBlock EmbedBlock FileBlock FootnotesBlock GalleryBlock HeadingBlock HtmlBlock ImageBlock ListBlock MediaBlock ParagraphBlock QuoteBlock RelatedLinkBlock SocialPostBlock TableBlock",
  "Listed": "Author Section Series Tag",
  "Node": "ApiKey Article ArticleRevision AuditEntry Author Correction Front Job LiveBlog LiveBlogEntry MediaFile Menu Newsletter NewsletterIssue NewsletterSubscription PreviewLink Redirect Section Series Site Tag Webhook WebhookDelivery",
  "Provenance": "ApiKey Article Author Correction Front Job LiveBlogEntry MediaFile Menu Newsletter PreviewLink Redirect Section Series Tag Webhook"
});

/** The types whose objects may have no ID; caches store those inside of their parent. */
export const keyless: string[] = [
  ...'ApiKey Article ArticleRevision Audit Author Front FrontRevision LiveBlogEntry MediaFile NewsletterIssue NewsletterSubscription Redirect Search Series Tag WebhookDelivery'.split(' ').flatMap((name) => [`${name}Connection`, `${name}Edge`]),
  ...'Actor AlternateUrl ApiKeyLimits ArchiveMonth ArticleAccess ArticleEvent ArticleReads ArticleRevisionContent AuthorLink ContainerProblem ContainerRule ContentEvent CrawlerReads Feed FocalPoint Footnote FrontRevision GalleryItem Heading HttpHeader ImageVariant Inline Link ListItem LiveBlogEntryCorrection LiveBlogEntryHit LiveBlogEntryRevision LiveBlogEvent MachinePrice MachineReads MachineRight MachineRights MachineRightsStatement Media MediaSource MediaTrack MenuItem MetaTag NamedMeta NewsletterEntry NewsletterPreview NewsletterProgress Origin PageInfo PictureWithoutAlt PopularArticle RelatedArticle RelatedReason Relaxation RevisionChange RevisionCorrection RevisionSeries RichText RichTextSource Robots Route SearchFacets SectionFacet Seo SeriesPart SimilarArticles SiteBox Sponsorship Suggestion TableCell TableRow TagFacet Translation UserError Viewer WebhookAttempt YearFacet Image'.split(' '),
];

/** The fields of each type that are connections. */
export const connections = readWords({
  "Query": "apiKeys articles audit authors expiringMedia fronts mediaFiles redirects search seriesList tags",
  "Article": "revisions",
  "Author": "articles",
  "Front": "revisions",
  "Image": "usages",
  "LiveBlog": "entries",
  "MediaFile": "articles",
  "Newsletter": "issues subscriptions",
  "Section": "articles",
  "Series": "articles",
  "Tag": "articles",
  "Webhook": "deliveries"
});

/** Splits lists that are written as words, which take fewer bytes than arrays of strings. */
function readWords(lists: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, words]) => [name, words.split(' ')]));
}
