/** The operations of the front ends in the tests of clients, all of them, so that they follow a change of the graph. */

/** A page of articles by nodes, with types without an id, of which ById reads other fields. */
export const BY_NODES = `query ByNodes($first: Int!, $after: String) {
  articles(first: $first, after: $after) {
    nodes { id title publishedAt url body { html } seo { title } image { url } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const BY_EDGES = `query ByEdges($first: Int!, $after: String) {
  articles(first: $first, after: $after) {
    edges { cursor node { id title publishedAt url body { html } seo { title } image { url } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const BY_ID = `query ById($id: ID!) {
  node(id: $id) { id ... on Article { title body { text } seo { description } image { alt } } }
}`;

/** The same for Relay, which demands that names begin with that of the file and joins pages by \`@connection\`. */
export const RELAY_FILE = 'List.js';
export const RELAY_OPERATIONS = `import { graphql } from 'relay-runtime';

graphql\`query ListQuery($first: Int!) { ...List_articles @arguments(first: $first) }\`;

graphql\`
  fragment List_articles on Query
    @argumentDefinitions(first: { type: "Int!" }, after: { type: "String" })
    @refetchable(queryName: "ListPageQuery") {
    articles(first: $first, after: $after) @connection(key: "List_articles") {
      edges { node { id title body { html } seo { title } image { url } } }
    }
  }
\`;

graphql\`query ListNodesQuery($first: Int!, $after: String) {
  articles(first: $first, after: $after) { nodes { id title } pageInfo { hasNextPage endCursor } }
}\`;
`;

/** Use of the types of an operation named ByNodes, for a file in which \`Page\` is the type of its data. */
export const USE_OF_TYPES = `
export function list({ articles }: Page): { title: string; publishedAt: string | null; url: string }[] {
  // @ts-expect-error: the schema has no such field
  articles.nodes.map((article) => article.nothing);
  return articles.nodes.map(({ title, publishedAt, url }) => ({ title, publishedAt, url }));
}
`;
