import { decodeCursor, encodeCursor } from './cursors.mjs';

const LIST =
  'nodes { title path standfirst tags { name path } related(first: 3) { article { title path } } }';

/** Lists of 20 articles that begin after any of these. No two connections share their statements. */
const listAfter = (articles) =>
  articles.slice(0, -21).map((article) => ({ first: 20, after: encodeCursor(article) }));

const PLAIN_LIST = {
  document: `query PlainList($first: Int!, $after: String!) {
    articles(first: $first, after: $after) { ${LIST} pageInfo { hasNextPage } }
  }`,
  operation: 'PlainList',
  sql: 'plain-list.sql',
  sqlValues: ({ first, after }) => [first, ...decodeCursor(after)],
  rivals: ['apollo', 'tutorial'],
};

/** Pages that select little, without data that a gateway computes anyway and SQL only at a price. */
export const PLAIN_WORKLOADS = [
  {
    name: 'plain article',
    operation: 'PlainArticle',
    document: `query PlainArticle($slug: String!) {
      article(by: { slug: $slug }) {
        title standfirst body { html } authors { name path } tags { name path }
        related(first: 6) { article { title path authors { name path } } }
      }
      popular(first: 5) { rank article { title path } }
    }`,
    variables: (articles) => articles.map(({ slug }) => ({ slug })),
    sql: 'plain-article.sql',
    sqlValues: ({ slug }) => [slug],
    rivals: ['apollo'],
  },
  { ...PLAIN_LIST, name: 'plain lists', variables: listAfter },
  {
    ...PLAIN_LIST,
    name: 'plain deep pages',
    variables: (articles) => listAfter(articles.slice(Math.floor(articles.length * 0.9))),
  },
  {
    name: 'plain searches',
    operation: 'PlainSearch',
    document: `query PlainSearch($query: String!) {
      search(query: $query, first: 10) { nodes { title path } }
    }`,
    variables: (articles) => articles.map(({ title }) => ({ query: title.split(' ').slice(0, 2).join(' ') })),
    sql: 'plain-search.sql',
    sqlValues: ({ query }) => [query],
    rivals: ['apollo'],
    /** The rivals rank by words alone, so their results are not compared. */
    differs: true,
  },
];
