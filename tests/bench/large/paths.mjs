import { encodeCursor } from '../cursors.mjs';

const TEASER = `title path publishedAt standfirst
  authors { name path } section { name path } tags { name path } image { url alt caption credit width height }`;
const LIST = `nodes { ${TEASER} } pageInfo { hasNextPage endCursor }`;

/**
 * What readers request, by name: a query with variables, or a path. `archive` has samples of the archive: articles, and the
 * slugs of terms. `i` is the number of the request, so that no two are alike where there are enough.
 */
export const READ_PATHS = {
  'article page': ({ articles }, i) => [
    `query ($slug: String!) { article(by: { slug: $slug }) { ${TEASER} body { html } previous { title path } next { title path }
      related(first: 6) { article { title path } } seo { title description canonicalUrl jsonLd openGraph { property content } } } }`,
    { slug: pick(articles, i).slug },
  ],
  list: () => [`{ articles(first: 20) { ${LIST} } }`, {}],
  'deep page': ({ articles }, i) => [
    `query ($after: String!) { articles(first: 20, after: $after) { ${LIST} } }`,
    { after: encodeCursor(pick(articles, i)) },
  ],
  'page 5,000 by number': () => [`{ articles(first: 2, page: 5000) { nodes { title } } }`, {}],
  'count of articles': () => ['{ articles(first: 0) { totalCount } }', {}],
  'section page': ({ sections }, i) => [
    `query ($slug: String!) { section(by: { slug: $slug }) { name path articles(first: 20) { ${LIST} } } }`,
    { slug: pick(sections, i) },
  ],
  'section page with a count': ({ sections }, i) => [
    'query ($slug: String!) { section(by: { slug: $slug }) { articles(first: 20) { totalCount nodes { title } } } }',
    { slug: pick(sections, i) },
  ],
  'tag page, frequent': ({ tags }, i) => [listOf('tag'), { slug: pick(tags.slice(0, 5), i) }],
  'tag page, rare': ({ tags }, i) => [listOf('tag'), { slug: pick(tags.slice(-100), i) }],
  'author page, frequent': ({ authors }, i) => [listOf('author'), { slug: pick(authors.slice(0, 5), i) }],
  'author page, rare': ({ authors }, i) => [listOf('author'), { slug: pick(authors.slice(-100), i) }],
  'tags, first page': () => ['{ tags(first: 20) { nodes { name path } } }', {}],
  'search, rare word': ({ rareWords }, i) => [SEARCH, { query: pick(rareWords, i) }],
  'search, frequent word': ({ frequentWords }, i) => [SEARCH, { query: pick(frequentWords, i) }],
  'search, two words of a title': ({ articles }, i) => [
    SEARCH,
    { query: pick(articles, i).title.split(' ').slice(1, 3).join(' ') },
  ],
  suggestion: ({ articles }, i) => [
    'query ($prefix: String!) { suggest(prefix: $prefix) { text } }',
    { prefix: pick(articles, i).title.slice(0, 3 + (i % 4)) },
  ],
  related: ({ articles }, i) => [
    'query ($slug: String!) { article(by: { slug: $slug }) { related(first: 6) { score article { title path } } } }',
    { slug: pick(articles, i).slug },
  ],
  popular: () => ['{ popular(first: 20) { rank article { title path } } }', {}],
  'popular of a section': ({ sections }, i) => [
    'query ($section: String!) { popular(first: 5, section: $section) { rank article { title path } } }',
    { section: pick(sections, i) },
  ],
  'archive by month': () => ['{ archive { year month articleCount } }', {}],
  'archive of a day': ({ articles }, i) => {
    const day = Math.floor(pick(articles, i).listedAt.getTime() / DAY_MS) * DAY_MS;
    const [after, before] = [day, day + DAY_MS].map((time) => new Date(time).toISOString());
    return [
      `query ($filter: ArticleFilter!) { articles(first: 20, filter: $filter) { ${LIST} } }`,
      { filter: { publishedAt: { after, before } } },
    ];
  },
  'filter: tag and section': ({ tags, sections }, i) =>
    filtered({ tags: { any: [pick(tags.slice(0, 20), i)] }, sections: { any: [pick(sections, i)] } }),
  'filter: rare tag or author': ({ tags, authors }, i) =>
    filtered({
      or: [
        { tags: { any: [pick(tags.slice(-100), i)] } },
        { authors: { any: [pick(authors.slice(-100), i)] } },
      ],
    }),
  'filter: two rare tags': ({ tags }, i) =>
    filtered({ tags: { all: [pick(tags.slice(-100), i), pick(tags.slice(-100), i + 1)] } }),
  'filter: not the frequent tags': ({ tags }) =>
    filtered({ tags: { none: tags.slice(0, 3) }, hasImage: true }),
  'path that is none': (_, i) => [
    `query ($path: String!) { route(path: $path) { __typename } }`,
    { path: `/none-${i}` },
  ],
  feed: () => '/feeds/rss.xml',
  'feed of a section': ({ sectionPaths }, i) => `/feeds${pick(sectionPaths, i)}/rss.xml`,
  'sitemap index': () => '/sitemap.xml',
  'sitemap part': ({ parts }, i) => `/sitemaps/articles-${1 + ((i * 7) % parts)}.xml`,
  'news sitemap': () => '/sitemaps/news.xml',
};

/** Editors' writes by name: mutations, whose input follows from the ID of what the one before them created. */
export const WRITE_PATHS = {
  create: {
    document:
      'mutation ($input: CreateArticleInput!) { result: createArticle(input: $input) { article { id } userErrors { message } } }',
    input: ({ terms, sections }, i) => ({
      title: `Ferry ${i} is late`,
      bodyMarkdown: 'The ferry was late.\n\nNobody knew why.',
      ...{
        tags: [terms.tags[0].name, pick(terms.tags, i).name],
        authors: [terms.authors[0].name],
        section: pick(sections, i),
      },
    }),
  },
  publication: { document: act('publishArticle', 'PublishArticleInput') },
  'update of a published article': {
    document:
      'mutation ($input: UpdateArticleInput!) { result: updateArticle(input: $input) { article { id } userErrors { message } } }',
    input: (_, i, id) => ({ id, title: `Ferry ${i} was late`, bodyMarkdown: 'The ferry was later still.' }),
  },
  'publication of the update': { document: act('publishArticle', 'PublishArticleInput') },
  unpublish: { document: act('unpublishArticle', 'ArticleActionInput') },
};

/** Renames of terms by name: kind, and which of them by the number of articles. */
export const RENAMES = {
  'rename of a rare tag': { type: 'Tag', term: ({ terms }) => terms.tags.at(-1) },
  'rename of the most frequent tag': { type: 'Tag', term: ({ terms }) => terms.tags[0] },
  'rename of a rare author': { type: 'Author', term: ({ terms }) => terms.authors.at(-1) },
  'rename of the most frequent author': { type: 'Author', term: ({ terms }) => terms.authors[0] },
  'rename of a section': { type: 'Section', term: ({ terms }) => terms.sectionTerms.at(-1) },
};

const SEARCH = 'query ($query: String!) { search(query: $query, first: 10) { nodes { title path } } }';
const DAY_MS = 86_400_000;

function act(mutation, input) {
  return `mutation ($input: ${input}!) { result: ${mutation}(input: $input) { userErrors { message } } }`;
}

function listOf(term) {
  return `query ($slug: String!) { ${term}(by: { slug: $slug }) { name path articles(first: 20) { ${LIST} } } }`;
}

function filtered(filter) {
  return [
    'query ($filter: ArticleFilter!) { articles(first: 20, filter: $filter) { nodes { title path } } }',
    { filter },
  ];
}

function pick(list, i) {
  return list[(i * 7919) % list.length];
}
