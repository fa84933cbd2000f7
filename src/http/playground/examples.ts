/** Slug of a published article of `seeds/`. */
const EXAMPLE_ARTICLE_SLUG = 'ferry-strike-enters-second-week';
/** Slug of the article that has most types of blocks. */
const BLOCKS_ARTICLE_SLUG = 'first-caisson-is-sunk';
const SECTION_SLUG = 'science';
const TAG_SLUG = 'ferry-strike';
const REDIRECTED_PATH = '/bridge';
/** Path that does not exist, but is similar to one that does. */
const MISSING_PATH = '/news/ferry-strike-second-week';

const FRONT_PAGE = `# The front page: the newest articles
# with the fields of their teasers.
query FrontPage {
  site {
    title
    description
  }
  articles(first: 10) {
    nodes {
      title
      standfirst
      path
      publishedAt
      readingTime
      section {
        name
      }
      authors {
        name
      }
      image {
        url
        alt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

const SITE = `# The frame of every page: the site, its navigation
# with what each item leads to, and its standing pages.
query Site {
  site {
    title
    language
    timeZone
    logo {
      url
    }
    menu(location: "primary") {
      items {
        depth
        text
        url
        route {
          status
          redirectTo
        }
      }
    }
  }
  pages: articles(filter: { kinds: [PAGE] }) {
    nodes {
      title
      path
    }
  }
}
`;

const ARTICLE_PAGE = `# An article page in one request: body, byline,
# previous and next article, and SEO metadata.
query ArticlePage {
  article(by: { slug: "${EXAMPLE_ARTICLE_SLUG}" }) {
    title
    standfirst
    publishedAt
    updatedAt
    readingTime
    section {
      name
      path
    }
    sections {
      name
    }
    authors {
      name
      path
    }
    tags {
      name
      path
    }
    image {
      url
      alt
      caption
      credit
    }
    body {
      outline {
        level
        text
        anchor
      }
      html
    }
    corrections {
      text
      at
    }
    previous {
      title
      path
    }
    next {
      title
      path
    }
    seo {
      title
      description
      canonicalUrl
      jsonLd
    }
  }
}
`;

const TYPED_BODY = `# The body as typed blocks and runs of text, for components
# of your own. Links within the site say what they lead to.
query TypedBody {
  article(by: { slug: "${BLOCKS_ARTICLE_SLUG}" }) {
    body {
      blocks {
        __typename
        id
        ... on ParagraphBlock {
          inlines {
            text
            marks
            footnote
            link {
              url
              route {
                status
                node {
                  __typename
                }
              }
            }
          }
        }
        ... on ListBlock {
          items {
            depth
            number
            text
          }
        }
        ... on TableBlock {
          rows {
            isHeader
            cells {
              text
              align
            }
          }
        }
        ... on GalleryBlock {
          images {
            url
            alt
          }
        }
      }
      footnotes {
        number
        text
      }
    }
  }
}
`;

const SECTION_PAGE = `# A section page: its parent and subsections, and its
# newest articles, including those of subsections.
query SectionPage {
  section(by: { slug: "${SECTION_SLUG}" }) {
    name
    description
    path
    parent {
      name
      path
    }
    children {
      name
      path
    }
    articles(first: 10) {
      totalCount
      nodes {
        title
        path
        publishedAt
      }
    }
  }
}
`;

const ARCHIVE_AND_TAGS = `# The archive by month, the most used tags,
# and the articles of one tag, oldest first, by page number.
query ArchiveAndTags {
  archive {
    year
    month
    articleCount
  }
  tags(first: 20, orderBy: MOST_USED) {
    totalCount
    nodes {
      name
      path
      articleCount
    }
  }
  tag(by: { slug: "${TAG_SLUG}" }) {
    name
    articles(first: 5, page: 1, orderBy: OLDEST) {
      nodes {
        title
        publishedAt
      }
      pageInfo {
        page
        pageCount
      }
    }
  }
}
`;

const FILTERED_LISTS = `# One filter for every list: long articles of three sections,
# without a tag, newest first; the same by views, and by month.
query FilteredLists($filter: ArticleFilter = {
  or: [
    { sections: { any: ["${SECTION_SLUG}"] } }
    { sections: { any: ["business", "world"], exact: true } }
  ]
  tags: { none: ["${TAG_SLUG}"] }
  wordCount: { min: 200 }
}) {
  articles(filter: $filter, first: 5) {
    totalCount
    nodes {
      title
      wordCount
      section {
        name
      }
    }
  }
  popular(filter: $filter, window: WEEK) {
    rank
    article {
      title
    }
  }
  archive(filter: $filter) {
    year
    month
    articleCount
  }
}
`;

const RELATED = `# Related articles with the reasons: pinned ones first,
# then by text, tags, series, authors and time.
query Related {
  article(by: { slug: "${EXAMPLE_ARTICLE_SLUG}" }) {
    title
    related(first: 4) {
      score
      article {
        title
        path
        publishedAt
      }
      reasons {
        kind
        evidence
      }
    }
  }
}
`;

const ROUTE = `# Resolves paths of the site: to content, to a redirect
# from a former path, or to suggestions of similar paths.
query Route {
  section: route(path: "/${SECTION_SLUG}") {
    ...Answer
  }
  moved: route(path: "${REDIRECTED_PATH}") {
    ...Answer
  }
  missing: route(path: "${MISSING_PATH}") {
    ...Answer
  }
}

fragment Answer on Route {
  status
  path
  redirectTo
  isPermanent
  node {
    __typename
    id
    ... on Article {
      title
    }
    ... on Section {
      name
    }
  }
  suggestions {
    title
    path
  }
}
`;

const MOST_POPULAR = `# The most read articles: of the last day, with their rank of
# the day before; trending ones; and those of each section.
query MostPopular {
  popular(window: DAY, first: 5) {
    rank
    previousRank
    views
    article {
      title
      path
    }
  }
  trending: popular(window: TRENDING, first: 5) {
    rank
    score
    article {
      title
      path
    }
  }
  sections {
    name
    popular(window: WEEK, first: 2) {
      rank
      views
      article {
        title
        path
      }
    }
  }
}
`;

const UNIQUE_PAGE = `# A whole page on which no article is twice: each list leaves
# out what the fields above it show.
query UniquePage {
  article(by: { slug: "${EXAMPLE_ARTICLE_SLUG}" }) @unique {
    title
    related(first: 3, unique: { name: "article-related" }) {
      article {
        title
        path
      }
    }
  }
  popular(window: ALL, first: 3, unique: { name: "article-popular" }) {
    rank
    article {
      title
      path
    }
  }
  articles(first: 3, unique: { name: "article-latest" }) {
    nodes {
      title
      path
    }
  }
  sections {
    name
    articles(first: 2, unique: { name: "article-sections" }) {
      nodes {
        title
        path
      }
    }
  }
}
`;

const SEARCH = `# A search with a typing error, facets by section and year,
# and completions of the beginning of a word.
query Search {
  search(query: "fery strike", first: 5) {
    didYouMean
    totalCount
    edges {
      titleHighlight
      bodyHighlight
      node {
        path
        publishedAt
      }
    }
    facets {
      sections(first: 5) {
        count
        section {
          name
        }
      }
      years {
        year
        count
      }
    }
  }
  suggest(prefix: "harb") {
    kind
    text
    path
    node {
      ... on Article {
        publishedAt
      }
      ... on Tag {
        articleCount
      }
    }
  }
}
`;

const LIVE = `# Changes of articles in real time: run it, then publish
# or correct an article, e.g. by importing a folder.
subscription Live {
  articleEvents {
    kind
    at
    article {
      title
      path
      section {
        name
      }
    }
    cursor
  }
}
`;

const LIVE_QUERY = `# A live query: its result is sent again each time that it
# changes. Over plain HTTP it is answered once.
query NowPopular @live {
  popular(window: ALL, first: 5) {
    rank
    views
    article {
      title
      path
    }
  }
}
`;

const SHARED_DRAFT = `# The draft of a preview link: create one with
# createPreviewLink, and give its token as the key.
query SharedDraft {
  previewLink {
    name
    expiresAt
    article {
      title
      path
    }
  }
}
`;

/** Documents of the menu of examples, in order; the first four are the tabs of a first visit. GraphiQL names a tab after its operation. */
export const EXAMPLES: readonly string[] = [
  FRONT_PAGE,
  ARTICLE_PAGE,
  SEARCH,
  LIVE,
  SITE,
  TYPED_BODY,
  RELATED,
  MOST_POPULAR,
  UNIQUE_PAGE,
  SECTION_PAGE,
  ARCHIVE_AND_TAGS,
  FILTERED_LISTS,
  ROUTE,
  LIVE_QUERY,
  SHARED_DRAFT,
];
