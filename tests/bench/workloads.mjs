/** What the servers are told of the site, so that their answers are the same. */
export const SITE = { url: 'https://courier.example/', title: 'The Harbour Courier', language: 'en' };

const TEASER = `title path publishedAt standfirst
  authors { name path } section { name path } tags { name path } image { url alt caption credit width height }`;

const HEADLINE = 'article { title path }';
const LIST = `nodes { ${TEASER} related(first: 3) { ${HEADLINE} } } pageInfo { hasNextPage }`;

/**
 * Pages that a site's front end asks for. `variables` makes the requests of the workload out of the articles of
 * the archive, newest first; `rivals/<sql>` makes the same answer of the values that `sqlValues` makes of the variables.
 */
export const WORKLOADS = [
  {
    name: 'article page',
    operation: 'ArticlePage',
    document: `query ArticlePage($slug: String!) {
      article(slug: $slug) {
        ${TEASER}
        body { html }
        previous { title path } next { title path }
        related(first: 6) { ${HEADLINE} }
        seo { title description canonicalUrl jsonLd openGraph { property content } }
      }
      popular(first: 5) { rank ${HEADLINE} }
    }`,
    variables: (articles) => articles.map(({ slug }) => ({ slug })),
    sql: 'article-page.sql',
    sqlValues: ({ slug }) => [slug, SITE.url, SITE.title, SITE.language],
  },
  {
    name: 'list page',
    operation: 'ListPage',
    document: `query ListPage($first: Int!) {
      articles(first: $first) { ${LIST} }
    }`,
    variables: () => [{ first: 20 }],
    sql: 'list-page.sql',
    sqlValues: ({ first }) => [first, SITE.url, null, null],
  },
  {
    name: 'deep page',
    operation: 'DeepPage',
    document: `query DeepPage($first: Int!, $after: String!) {
      articles(first: $first, after: $after) { ${LIST} }
    }`,
    variables: (articles) => [
      { first: 20, after: encodeCursor(articles[Math.floor(articles.length * 0.9)]) },
    ],
    sql: 'list-page.sql',
    sqlValues: ({ first, after }) => [first, SITE.url, ...decodeCursor(after)],
  },
  {
    name: 'front page',
    operation: 'FrontPage',
    document: `query FrontPage($first: Int!) {
      articles(first: $first) { ${LIST} }
      popular(first: 5) { rank ${HEADLINE} }
      sections { name path children { name path } }
    }`,
    variables: () => [{ first: 20 }],
    sql: 'front-page.sql',
    sqlValues: ({ first }) => [first, SITE.url],
  },
  {
    name: 'search page',
    operation: 'SearchPage',
    document: `query SearchPage($query: String!) {
      search(query: $query, first: 10) { nodes { title path } }
    }`,
    // Words of the headlines, which are common in an archive that is made up.
    variables: (articles) => articles.map(({ title }) => ({ query: title.split(' ').slice(0, 2).join(' ') })),
    sql: 'search-page.sql',
    sqlValues: ({ query }) => [query],
    /** Which articles are the best is not the same: the rival ranks otherwise. */
    differs: true,
  },
];

/** As the gateway writes it after an article in the list of all, newest first. */
function encodeCursor({ id, listedAt }) {
  return Buffer.from(JSON.stringify(['articles by NEWEST', listedAt.toISOString(), id])).toString(
    'base64url',
  );
}

function decodeCursor(cursor) {
  const [, listedAt, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  return [listedAt, id];
}

/** The body of a request, as front ends send it. */
export function buildRequestBody({ document }, variables) {
  return JSON.stringify({ query: document, variables });
}
