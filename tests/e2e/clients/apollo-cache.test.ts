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

test('A cache of Apollo Client does not mix the pictures that an article had one after the other', () => {
  const cache = new InMemoryCache({ possibleTypes, typePolicies });
  const teaser = gql`{ article { __typename id image { __typename id url } } }`;
  const page = gql`{ article { __typename id image { __typename id url srcSet } } }`;
  const write = (query: typeof page, image: object) =>
    cache.writeQuery({
      query,
      data: { article: { __typename: 'Article', id: '1', image: { __typename: 'Image', ...image } } },
    });
  write(page, { id: 'a', url: '/quay.jpg', srcSet: '/quay-320.jpg 320w' });
  write(teaser, { id: 'b', url: '/pier.jpg' });
  expect(cache.readQuery<any>({ query: teaser }).article.image.url).toBe('/pier.jpg');
  expect(cache.readQuery({ query: page })).toBeNull();
});
