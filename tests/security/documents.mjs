const repeat = (count, text) => Array.from({ length: count }, (_, i) => text(i)).join(' ');
const nest = (depth, open, inner) => open.repeat(depth) + inner + '}'.repeat(depth);
const toRequest = (selection) => ({ query: `{ ${selection} }` });
const createItems = (count, item) => Array.from({ length: count }, (_, i) => item(i));
const BY_FILTER = 'query ($filter: ArticleFilter) { archive(filter: $filter) { year } }';
const BY_NUMBER = 'query ($first: Int) { articles(first: $first) { totalCount } }';

/** Documents of a front end, which attacks reach by their variables. */
export const FRONT_END = [BY_FILTER, BY_NUMBER];

/**
 * Expensive requests of at most 100 KB, each with the error code that refuses it. As GET requests, those with
 * a too long URL are refused for that.
 */
export const ATTACKS = {
  'a field flood': [toRequest(`site { ${'title '.repeat(16_000)} }`), 'PAYLOAD_TOO_LARGE'],
  'an alias flood': [toRequest(repeat(5_000, (i) => `a${i}: site { title }`)), 'PAYLOAD_TOO_LARGE'],
  'a small alias flood': [toRequest(repeat(60, (i) => `a${i}: site { title }`)), 'GRAPHQL_VALIDATION_FAILED'],
  'an alias flood in a fragment': [
    { query: `{ ...F } fragment F on Query { ${repeat(60, (i) => `a${i}: site { title }`)} }` },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'a directive flood': [
    toRequest(`site { title ${'@include(if: true) '.repeat(5_000)} }`),
    'PAYLOAD_TOO_LARGE',
  ],
  'directives on many fields': [
    toRequest(`site { ${'title @include(if: true) '.repeat(100)} }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'unknown directives': [toRequest(`site { title ${'@no '.repeat(400)} }`), 'GRAPHQL_VALIDATION_FAILED'],
  'a fragment flood': [
    { query: `{ ...F0 } ${repeat(2_000, (i) => `fragment F${i} on Query { ...F${i + 1} }`)}` },
    'PAYLOAD_TOO_LARGE',
  ],
  'a name of 14 KB': [toRequest('a'.repeat(14_000)), 'GRAPHQL_VALIDATION_FAILED'],
  '40 doubling fragments': [
    {
      query: `{ ...F0 } ${repeat(40, (i) => `fragment F${i} on Query { ...F${i + 1} ... on Query { ...F${i + 1} } }`)} fragment F40 on Query { articles(first: 100) { nodes { title } } }`,
    },
    'BAD_USER_INPUT',
  ],
  'a circular fragment': [
    { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'a deep query': [
    toRequest(`articles { nodes { ${nest(100, 'previous { ', 'title')} } }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'circular types': [
    toRequest(nest(40, 'articles { nodes { section { ', 'name').replace(/}+$/, '}'.repeat(120))),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  introspection: [
    toRequest('__schema { types { name fields { name type { name ofType { name } } } } }'),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'a deep introspection': [
    toRequest(
      `__schema { types { ${nest(20, 'fields { type { fields { type { ', 'name').replace(/}+$/, '}'.repeat(80))} } }`,
    ),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'a batch': [Array.from({ length: 1_000 }, () => toRequest('site { title }')), 'BAD_REQUEST'],
  'a huge first in nested lists': [
    toRequest(
      'articles(first: 2147483647) { nodes { tags { articles(first: 2147483647) { nodes { authors { articles(first: 2147483647) { nodes { title } } } } } } } }',
    ),
    'BAD_USER_INPUT',
  ],
  'a negative first in nested lists': [
    toRequest(
      'articles(first: -1) { nodes { tags { articles(first: -100) { nodes { authors { articles { nodes { related(first: 20) { article { title } } } } } } } } } }',
    ),
    'BAD_USER_INPUT',
  ],
  '100 mutations': [
    {
      query: `mutation { ${repeat(15, (i) => `a${i}: recordView(article: "a") { __typename }`)} ${'recordView(article: "a") { __typename } '.repeat(85)} }`,
    },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'variables 4,000 deep': [
    {
      query: BY_FILTER,
      variables: { filter: JSON.parse(`${'{"a":'.repeat(4_000)}1${'}'.repeat(4_000)}`) },
    },
    'BAD_USER_INPUT',
  ],
  'a filter with 4,000 negations': [
    {
      query: BY_FILTER,
      variables: { filter: JSON.parse(`${'{"not":'.repeat(4_000)}{}${'}'.repeat(4_000)}`) },
    },
    'BAD_USER_INPUT',
  ],
  'a filter with 20,000 alternatives': [
    {
      query: BY_FILTER,
      variables: { filter: { or: Array.from({ length: 20_000 }, () => ({ hasImage: true })) } },
    },
    'BAD_USER_INPUT',
  ],
  'a variable full of "Did you mean"': [
    { query: BY_NUMBER, variables: { first: 'Did you mean '.repeat(7_500) } },
    'BAD_USER_INPUT',
  ],
  '7,000 unknown input fields': [
    { query: BY_FILTER, variables: { filter: Object.fromEntries(createItems(7_000, (i) => [`k${i}`, i])) } },
    'BAD_USER_INPUT',
  ],
};
