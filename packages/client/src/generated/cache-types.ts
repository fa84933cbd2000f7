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

/** The connections of each type, with the arguments that tell lists apart. */
export const connections: Record<string, Record<string, string[]>> = {
  "Query": {
    "apiKeys": [],
    "articles": [
      "exclude",
      "filter",
      "orderBy",
      "page"
    ],
    "audit": [
      "filter"
    ],
    "authors": [],
    "expiringMedia": [
      "from",
      "until"
    ],
    "mediaFiles": [],
    "redirects": [
      "filter"
    ],
    "search": [
      "exclude",
      "filter",
      "mode",
      "orderBy",
      "query"
    ],
    "tags": [
      "orderBy"
    ]
  },
  "Article": {
    "revisions": []
  },
  "Author": {
    "articles": [
      "exclude",
      "filter",
      "orderBy",
      "page"
    ]
  },
  "Image": {
    "usages": []
  },
  "MediaFile": {
    "articles": []
  },
  "Newsletter": {
    "issues": [],
    "subscriptions": [
      "status"
    ]
  },
  "Section": {
    "articles": [
      "exclude",
      "filter",
      "orderBy",
      "page"
    ]
  },
  "Tag": {
    "articles": [
      "exclude",
      "filter",
      "orderBy",
      "page"
    ]
  },
  "Webhook": {
    "deliveries": [
      "status"
    ]
  }
};
