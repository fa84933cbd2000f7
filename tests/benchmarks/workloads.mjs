/** What the servers are told of the site, so that their answers are the same. */
export const SITE = { url: 'https://courier.example/', title: 'The Harbour Courier', language: 'en' };

const TEASER = `title path publishedAt standfirst
  authors { name path } section { name path } tags { name path } image { url alt caption credit width height }`;

/**
 * Pages that a site's front end asks for. `variables` makes the requests of the workload out of the slugs of
 * the archive; `rivals/<sql>` makes the same answer of the values that `sqlValues` makes of the variables.
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
        seo { title description canonicalUrl jsonLd openGraph { property content } }
      }
    }`,
    variables: (slugs) => slugs.map((slug) => ({ slug })),
    sql: 'article-page.sql',
    sqlValues: ({ slug }) => [slug, SITE.url, SITE.title, SITE.language],
  },
  {
    name: 'list page',
    operation: 'ListPage',
    document: `query ListPage($first: Int!) {
      articles(first: $first) { nodes { ${TEASER} } pageInfo { hasNextPage } }
    }`,
    variables: () => [{ first: 20 }],
    sql: 'list-page.sql',
    sqlValues: ({ first }) => [first, SITE.url],
  },
];

/** The body of a request, as front ends send it. */
export function requestBody({ document }, variables) {
  return JSON.stringify({ query: document, variables });
}
