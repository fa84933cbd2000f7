/** Texts that, repeated, may cost a regular expression, a splitter or a parser more than letters do. */
export const UNITS = [
  'Did you mean ',
  'Did you mean "a"? ',
  ' Did you mean "',
  '?',
  '"',
  '\\"',
  "'",
  '[',
  '[{"a":',
  '{',
  '(',
  ')=(',
  '<',
  '<!--',
  '<a href="',
  '\\',
  '/',
  '//',
  '.',
  ' ',
  '\t',
  '\n',
  ' \n',
  '-',
  '#',
  '%',
  '%25',
  '%00',
  '&',
  '&#',
  ',',
  ', ',
  ':',
  '::',
  ';q=0,',
  '@',
  'a@',
  'a.',
  'a-',
  '0',
  '1e',
  '=',
  'a=b&',
  '\u0301',
  'e\u0301',
  '\u200b',
  '🦑',
];

/** Harmless unit, which sets the CPU time to compare with. */
export const LETTERS = 'x';

/** Repeats a unit to a length, which `measure` returns in the encoding of the text's place. */
export function repeatToLength(unit, length, measure) {
  return unit.repeat(Math.max(1, Math.floor(length / measure(unit))));
}

const withVariable = (type, use) => (value) => ({
  query: `query ($value: ${type}) { ${use} }`,
  variables: { value },
});

const withMutationVariable = (use) => (value) => ({
  query: `mutation ($value: String!) { ${use} }`,
  variables: { value },
});

/** Places of an operation that take a client's text, each with a function that puts a text there. */
export const PLACES = {
  'a variable of type Int': withVariable('Int', 'articles(first: $value) { totalCount }'),
  'a slug': withVariable('String!', 'article(by: { slug: $value }) { title }'),
  'an ID': withVariable('ID!', 'node(id: $value) { id }'),
  'a path': withVariable('String!', 'route(path: $value) { __typename }'),
  'a cursor': withVariable('String', 'articles(after: $value) { totalCount }'),
  'a search': withVariable('String!', 'search(query: $value) { totalCount didYouMean }'),
  'a search prefix': withVariable('String!', 'suggest(prefix: $value) { __typename }'),
  'a tag to filter by': withVariable(
    'String!',
    'articles(filter: { tags: { any: [$value] } }) { totalCount }',
  ),
  'a token': withVariable('String!', 'newsletterSubscription(token: $value) { __typename }'),
  'an email address': withMutationVariable(
    'subscribeToNewsletter(input: { newsletter: "harbour-weekly", email: $value }) { userErrors { code } }',
  ),
  'a viewed article': withMutationVariable('recordView(input: { article: $value }) { __typename }'),
  'an enum': withVariable('ArticleOrder', 'articles(orderBy: $value) { totalCount }'),
  'a date': (value) => ({
    query: 'query ($filter: ArticleFilter) { articles(filter: $filter) { totalCount } }',
    variables: { filter: { publishedAt: { after: value } } },
  }),
  'an input field name': (value) => ({
    query: 'query ($filter: ArticleFilter) { articles(filter: $filter) { totalCount } }',
    variables: { filter: { [value]: 1 } },
  }),
  'a string in the document': (value) => ({
    query: `{ article(by: { slug: ${JSON.stringify(value)} }) { title } }`,
  }),
  'a string in place of a number': (value) => ({
    query: `{ articles(first: ${JSON.stringify(value)}) { totalCount } }`,
  }),
  'the document': (query) => ({ query }),
  'an operation name': (operationName) => ({ query: '{ site { title } }', operationName }),
  'a document hash': (sha256Hash) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } }),
};

const createItems = (bytes, item) => Array.from({ length: Math.floor(bytes / 12) }, (_, i) => item(i));

/** Operations with many small mistakes in one value, each by its size in bytes. */
export const CROWDS = {
  'unknown input fields': (bytes) => ({
    query: 'query ($filter: ArticleFilter) { articles(filter: $filter) { totalCount } }',
    variables: { filter: Object.fromEntries(createItems(bytes, (i) => [`k${i}`, i])) },
  }),
  'invalid list items': (bytes) => ({
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: createItems(bytes, (i) => ({ a: i })) },
  }),
  'undeclared variables': (bytes) => ({
    query: '{ site { title } }',
    variables: Object.fromEntries(createItems(bytes, (i) => [`k${i}`, i])),
  }),
};

/** Requests outside the GraphQL API that take a text, each with its maximum length in characters. */
export const OTHER_REQUESTS = {
  'a path below /newsletter/': {
    maxLength: 8_000,
    toRequest: (text) => [`/newsletter/${encodeURIComponent(text)}`],
  },
  'a path below /feeds/': { maxLength: 8_000, toRequest: (text) => [`/feeds/${encodeURIComponent(text)}`] },
  'a path below /media/': { maxLength: 8_000, toRequest: (text) => [`/media/${encodeURIComponent(text)}`] },
  'a token': {
    maxLength: 8_000,
    toRequest: (text) => [`/newsletter/confirm?token=${encodeURIComponent(text)}`],
  },
  'a form': {
    maxLength: 8_000,
    toRequest: (text) => [
      '/newsletter/harbour-weekly',
      { method: 'POST', body: `email=${encodeURIComponent(text)}` },
    ],
  },
  'a beacon': { maxLength: 4_000, toRequest: (text) => ['/beacon', { method: 'POST', body: text }] },
  ...Object.fromEntries(
    [
      'accept',
      'accept-encoding',
      'authorization',
      'cookie',
      'if-none-match',
      'last-event-id',
      'origin',
      'range',
      'traceparent',
      'x-forwarded-for',
      'x-perspective',
    ].map((name) => [
      `the header ${name}`,
      {
        maxLength: 12_000,
        toRequest: (text) => ['/graphql?query={site{title}}', { headers: { [name]: text } }],
      },
    ]),
  ),
};
