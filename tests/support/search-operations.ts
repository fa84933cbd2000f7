/** Searches with highlights, scores and what was relaxed. */
export const SEARCH = `query ($query: String!, $first: Int, $after: String, $filter: ArticleFilter, $orderBy: SearchOrder! = RELEVANCE, $mode: SearchMode! = ALL_WORDS, $halfLifeDays: Int) {
  search(query: $query, first: $first, after: $after, filter: $filter, orderBy: $orderBy, mode: $mode, halfLifeDays: $halfLifeDays) {
    didYouMean
    relaxed { matched dropped minimumMatched totalCount }
    totalCount
    edges { cursor score hasAllWords titleHighlight bodyHighlight node { slug title } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Counts the hits of a search by section, tag and year. */
export const FACETS = `query ($query: String!, $filter: ArticleFilter, $mode: SearchMode! = ALL_WORDS) {
  search(query: $query, filter: $filter, mode: $mode, first: 0) {
    totalCount
    facets { sections(first: 100) { section { slug } count } tags(first: 100) { tag { slug } count } years(first: 100) { year count } }
  }
}`;
