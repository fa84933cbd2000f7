import { decodeCursor, encodeCursor } from './cursors.mjs';

/** The related articles of PostGraphile, which names the order in each request. */
const relatedList = (first) =>
  `related: relatedList(first: ${first}, orderBy: [SCORE_DESC, RELATED_ID_DESC])`;

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
  rivals: ['apollo', 'tutorial', 'postgraphile'],
  postgraphile: {
    document: `query PlainList($first: Int!, $date: Datetime!, $id: Int!) {
      articles: articlesBefore(first: $first, date: $date, id: $id) {
        nodes { title path standfirst tags: tagsList { name path } ${relatedList(3)} { article { title path } } }
        pageInfo { hasNextPage }
      }
    }`,
    toVariables({ first, after }) {
      const [date, id] = decodeCursor(after);
      return { first, date, id };
    },
  },
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
    rivals: ['apollo', 'postgraphile'],
    postgraphile: {
      document: `query PlainArticle($slug: String!) {
        article: articleBySlug(slug: $slug) {
          title standfirst body { html } authors: authorsList { name path } tags: tagsList { name path }
          ${relatedList(6)} { article { title path authors: authorsList { name path } } }
        }
        popular: popularList(count: 5) { rank article { title path } }
      }`,
    },
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
    rivals: ['apollo', 'postgraphile'],
    postgraphile: {
      document: `query PlainSearch($query: String!) {
        search(query: $query) { nodes { title path } }
      }`,
    },
    /** The rivals rank by words alone, so their results are not compared. */
    differs: true,
  },
];
