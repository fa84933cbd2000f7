// Generated from schema.graphql and fragments.graphql: npm run generate

/** The types of each interface. */
export const possibleTypes: Record<string, string[]> = {
  "Block": [
    "CalloutBlock",
    "CodeBlock",
    "DetailsBlock",
    "DividerBlock",
    "EmbedBlock",
    "FileBlock",
    "FootnotesBlock",
    "GalleryBlock",
    "HeadingBlock",
    "HtmlBlock",
    "ImageBlock",
    "ListBlock",
    "MediaBlock",
    "ParagraphBlock",
    "QuoteBlock",
    "RelatedLinkBlock",
    "SocialPostBlock",
    "TableBlock"
  ],
  "Listed": [
    "Author",
    "Section",
    "Tag"
  ],
  "Node": [
    "Article",
    "Author",
    "Newsletter",
    "NewsletterIssue",
    "NewsletterSubscription",
    "Section",
    "Tag"
  ]
};

/** The types without an ID, which caches store inside of their parent. */
export const keyless: string[] = [
  "ApiKeyConnection",
  "ApiKeyEdge",
  "ArchiveMonth",
  "ArticleAccess",
  "ArticleConnection",
  "ArticleEdge",
  "ArticleEvent",
  "ArticlePayload",
  "ArticleRevision",
  "ArticleRevisionConnection",
  "ArticleRevisionEdge",
  "AuditConnection",
  "AuditEdge",
  "AuditEntry",
  "AuthorConnection",
  "AuthorEdge",
  "AuthorPayload",
  "CreateApiKeyPayload",
  "CreateUploadPayload",
  "DeleteArticlePayload",
  "DeleteAuthorPayload",
  "DeleteMediaPayload",
  "DeleteRedirectPayload",
  "DeleteSectionPayload",
  "DeleteTagPayload",
  "DeleteWebhookPayload",
  "Feed",
  "FocalPoint",
  "Footnote",
  "GalleryItem",
  "Heading",
  "Image",
  "ImageVariant",
  "Inline",
  "Link",
  "ListItem",
  "Media",
  "MediaFileConnection",
  "MediaFileEdge",
  "MediaPayload",
  "MediaSource",
  "MediaTrack",
  "Menu",
  "MenuItem",
  "MetaTag",
  "NewsletterEntry",
  "NewsletterIssueConnection",
  "NewsletterIssueEdge",
  "NewsletterIssuePayload",
  "NewsletterPayload",
  "NewsletterPreview",
  "NewsletterProgress",
  "NewsletterSubscriptionConnection",
  "NewsletterSubscriptionEdge",
  "NewsletterSubscriptionPayload",
  "PageInfo",
  "PopularArticle",
  "RecordViewPayload",
  "RedeliverWebhookPayload",
  "RedirectConnection",
  "RedirectEdge",
  "RedirectPayload",
  "RelatedArticle",
  "RelatedReason",
  "Relaxation",
  "RevisionChange",
  "RevokeApiKeyPayload",
  "RichText",
  "Route",
  "SearchConnection",
  "SearchEdge",
  "SearchFacets",
  "SectionFacet",
  "SectionPayload",
  "Seo",
  "Series",
  "SetMenuPayload",
  "Site",
  "SubscribeToNewsletterPayload",
  "Suggestion",
  "TableCell",
  "TableRow",
  "TagConnection",
  "TagEdge",
  "TagFacet",
  "TagPayload",
  "UserError",
  "Viewer",
  "WebhookAttempt",
  "WebhookDeliveryConnection",
  "WebhookDeliveryEdge",
  "WebhookPayload",
  "YearFacet"
];

/** The fields of each type that are connections. */
export const connections: Record<string, string[]> = {
  "Query": [
    "apiKeys",
    "articles",
    "audit",
    "authors",
    "expiringMedia",
    "mediaFiles",
    "redirects",
    "search",
    "tags"
  ],
  "Article": [
    "revisions"
  ],
  "Author": [
    "articles"
  ],
  "Image": [
    "usages"
  ],
  "MediaFile": [
    "articles"
  ],
  "Newsletter": [
    "issues",
    "subscriptions"
  ],
  "Section": [
    "articles"
  ],
  "Tag": [
    "articles"
  ],
  "Webhook": [
    "deliveries"
  ]
};
