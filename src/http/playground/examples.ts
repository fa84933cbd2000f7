/** Published content of `seeds/`. */
export const EXAMPLE_ARTICLE_SLUG = 'ferry-strike-enters-second-week';
const SECTION_SLUG = 'science';
const TAG_SLUG = 'ferry-strike';
const REDIRECTED_PATH = '/bridge';
/** Not there, but much like an address that is. */
const MISSING_PATH = '/news/ferry-strike-second-week';

const FRONT_PAGE = `# The front page: the newest articles,
# each with what its teaser shows.
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

const ARTICLE_PAGE = `# An article page in one request: body, byline,
# neighbours, and what search engines read.
query ArticlePage {
  article(slug: "${EXAMPLE_ARTICLE_SLUG}") {
    title
    standfirst
    publishedAt
    updatedAt
    readingTime
    section {
      name
      path
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

const SECTION_PAGE = `# A section page: its place in the tree and its
# newest articles, those of subsections included.
query SectionPage {
  section(slug: "${SECTION_SLUG}") {
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
# and one tag's articles, oldest first.
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
  tag(slug: "${TAG_SLUG}") {
    name
    articles(first: 5, orderBy: OLDEST) {
      nodes {
        title
        publishedAt
      }
    }
  }
}
`;

const RELATED = `# What to read next: editor's pins first, then by
# text, tags, series, authors and time, and why.
query Related {
  article(slug: "${EXAMPLE_ARTICLE_SLUG}") {
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

const ROUTE = `# What lives at a site address: content, a redirect
# from an old address, or nothing but look-alikes.
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

const MOST_POPULAR = `# What is read most: in the last day, with where each stood
# the day before; what is on the rise; and in each section.
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

const SEARCH = `# Search with a slip of the finger, counts by section,
# and what completes the beginning of a word.
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
      sections {
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
  }
}
`;

const NEWSLETTERS = `# What readers can have by mail, and the last issue of each.
# To sign up: mutation { subscribeToNewsletter(input: {...}) { accepted } }
query Newsletters {
  newsletters {
    slug
    name
    description
    schedule
    issues(first: 1) {
      totalCount
      nodes {
        number
        subject
        sentAt
        articles {
          title
          path
        }
      }
    }
  }
}
`;

const LIVE = `# What happens to articles, as it happens: run it, then
# publish or correct one, e.g. by importing a folder.
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

/** The playground's first tabs, in order. GraphiQL names a tab after its operation. */
export const EXAMPLES: readonly string[] = [
  FRONT_PAGE,
  ARTICLE_PAGE,
  RELATED,
  MOST_POPULAR,
  SEARCH,
  SECTION_PAGE,
  ARCHIVE_AND_TAGS,
  ROUTE,
  NEWSLETTERS,
  LIVE,
];
