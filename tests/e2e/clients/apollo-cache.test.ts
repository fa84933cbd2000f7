import { gql, InMemoryCache } from '@apollo/client';
import { expect, test } from '@jest/globals';
import { possibleTypes, typePolicies } from '../../../packages/client/src/apollo.js';

test('A cache of Apollo Client joins the pages of a list, and not those of lists with other arguments', () => {
  const cache = new InMemoryCache({ possibleTypes, typePolicies });
  const query = gql`query ($after: String, $orderBy: ArticleOrder) {
    articles(first: 1, after: $after, orderBy: $orderBy) {
      nodes { __typename id }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  const write = (id: string, variables: object) =>
    cache.writeQuery({
      ...{ query, variables },
      data: {
        articles: {
          __typename: 'ArticleConnection',
          nodes: [{ __typename: 'Article', id }],
          pageInfo: { __typename: 'PageInfo', hasNextPage: true, endCursor: id },
        },
      },
    });
  const read = (variables: object) =>
    cache.readQuery<any>({ query, variables }).articles.nodes.map(({ id }: { id: string }) => id);
  write('1', { orderBy: 'NEWEST' });
  write('2', { orderBy: 'NEWEST', after: '1' });
  write('3', { orderBy: 'OLDEST' });
  expect(read({ orderBy: 'NEWEST' })).toEqual(['1', '2']);
  expect(read({ orderBy: 'OLDEST' })).toEqual(['3']);
});
