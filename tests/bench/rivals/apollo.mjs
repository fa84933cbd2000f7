// Measures Apollo Server over the same hand-written SQL: one statement per query produces the JSON, which graphql-js
// completes by its default resolvers. Serves the plain pages.
import { once } from 'node:events';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createPageLoader } from './pages.mjs';

const [{ connection }] = await once(process, 'message');
const loadPage = await createPageLoader(connection);

const typeDefs = `
  input ArticleBy { slug: String }
  type Named { name: String! path: String! }
  type Body { html: String! }
  type Article {
    title: String! path: String! standfirst: String body: Body! authors: [Named!]! tags: [Named!]!
    related(first: Int): [Related!]!
  }
  type Related { article: Article! }
  type Popular { rank: Int! article: Article! }
  type PageInfo { hasNextPage: Boolean! }
  type Articles { nodes: [Article!]! pageInfo: PageInfo! }
  type Query {
    article(by: ArticleBy!): Article
    popular(first: Int): [Popular!]!
    articles(first: Int, after: String): Articles!
    search(query: String!, first: Int): Articles!
  }`;
const resolveFromPage = async (_root, _args, { load }, { fieldName, operation, variableValues }) =>
  (await load(operation.name.value, variableValues))[fieldName];

const server = new ApolloServer({
  typeDefs,
  resolvers: {
    Query: {
      article: resolveFromPage,
      popular: resolveFromPage,
      articles: resolveFromPage,
      search: resolveFromPage,
    },
  },
});
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => {
    let loading;
    return {
      /** Loads the page once for all fields of the query. */
      load(name, variables) {
        loading ??= loadPage(name, variables).then((text) => JSON.parse(text).data);
        return loading;
      },
    };
  },
});
process.send({ port: Number(new URL(url).port) });
process.on('disconnect', () => process.exit());
