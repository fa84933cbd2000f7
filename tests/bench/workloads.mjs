import { decodeCursor, encodeCursor } from './cursors.mjs';
import { PLAIN_WORKLOADS } from './plain-workloads.mjs';

/** Site settings shared by all servers, so that their responses are equal. */
export const SITE = {
  url: 'https://courier.example/',
  title: 'The Harbour Courier',
  language: 'en',
  locale: 'en_US',
};

const TEASER = `title path publishedAt standfirst
  authors { name path } section { name path } tags { name path } image { url alt caption credit width height }`;

const HEADLINE = 'article { title path }';
const LIST = `nodes { ${TEASER} related(first: 3) { ${HEADLINE} } } pageInfo { hasNextPage }`;

/**
 * Typical pages of a site's front end. `variables` derives the requests from the archive's articles, newest
 * first.
 * `rivals/<sql>` produces the same response from the values returned by `sqlValues`; `rivals` names other rivals that
 * serve it.
 */
export const WORKLOADS = [
  ...PLAIN_WORKLOADS,
  {
    name: 'article page',
    operation: 'ArticlePage',
    document: `query ArticlePage($slug: String!) {
      article(by: { slug: $slug }) {
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
    sqlValues: ({ slug }) => [slug, SITE.url, SITE.title, SITE.language, SITE.locale],
  },
  {
    name: 'list page',
    operation: 'ListPage',
    document: `query ListPage($first: Int!) {
      articles(first: $first) { ${LIST} }
    }`,
    variables: () => [{ first: 20 }],
    sql: 'list-page.sql',
    rivals: ['tutorial'],
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
    rivals: ['tutorial'],
    sqlValues: ({ first, after }) => [first, SITE.url, ...decodeCursor(after)],
  },
  {
    name: 'lists that differ',
    operation: 'Archive',
    document: `query Archive($first: Int!, $after: String!) {
      articles(first: $first, after: $after) { ${LIST} }
    }`,
    /** Lists of 20 that begin anywhere in the archive, so that no two connections share their statements. */
    variables: (articles) =>
      articles.slice(0, -20).map((article) => ({ first: 20, after: encodeCursor(article) })),
    sql: 'list-page.sql',
    rivals: ['tutorial'],
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
    // The first words of headlines, which are common in a generated archive.
    variables: (articles) => articles.map(({ title }) => ({ query: title.split(' ').slice(0, 2).join(' ') })),
    sql: 'search-page.sql',
    sqlValues: ({ query }) => [query],
    /** The rival ranks differently, so its results are not compared. */
    differs: true,
  },
];

/** Returns a request body as sent by front ends. */
export function buildRequestBody({ document }, variables) {
  return JSON.stringify({ query: document, variables });
}
