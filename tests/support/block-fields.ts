/** Selection of every field of every block, without aliases, as a front end that renders bodies sends it. */
export const BLOCK_FIELDS = `__typename id html
  ... on ParagraphBlock { text inlines { ...inline } }
  ... on HeadingBlock { level text anchor inlines { ...inline } }
  ... on ListBlock { ordered items { depth ordered number isChecked isContinuation html text inlines { ...inline } } }
  ... on QuoteBlock { text contentHtml isPullQuote paragraphs { ...inline } citation { ...inline } }
  ... on ImageBlock { image { ...blockImage } caption { ...inline } credit { ...inline } link { ...link } }
  ... on CodeBlock { code language inlines { ...inline } }
  ... on EmbedBlock { url provider title aspectRatio thumbnail { ...blockImage } caption { ...inline } }
  ... on TableBlock {
    caption { ...inline }
    rows { isHeader cells { isHeader align colSpan rowSpan text inlines { ...inline } } }
  }
  ... on GalleryBlock {
    images { ...blockImage } caption { ...inline }
    items { image { ...blockImage } caption { ...inline } credit { ...inline } link { ...link } }
  }
  ... on MediaBlock {
    caption { ...inline }
    media {
      kind url width height sources { url mimeType } poster { ...blockImage } tracks { url kind language label }
    }
  }
  ... on CalloutBlock { heading { ...inline } tone }
  ... on DetailsBlock { summary { ...inline } isOpen }
  ... on RelatedLinkBlock {
    text url path description publisher thumbnail { url alt } caption { text }
  }
  ... on FileBlock { text url caption { ...inline } }
  ... on SocialPostBlock { url provider text paragraphs { ...inline } }
  ... on FootnotesBlock { heading { ...inline } footnotes { number anchor text paragraphs { ...inline } } }
  ... on HtmlBlock { text inlines { ...inline } }`;

/** Fragments of the selection, to append to the document. */
export const BLOCK_FRAGMENTS = `
  fragment inline on Inline { text marks isBreak footnote mathml tex link { ...link } image { ...blockImage } }
  fragment link on Link { url path rel title }
  fragment blockImage on Image { url alt caption credit width height }`;
