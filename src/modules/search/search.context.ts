import type { Facets } from './facets.js';
import type { Highlights } from './highlights.js';
import type { Search } from './search.service.js';
import type { Suggestions } from './suggestions.js';

export interface SearchContext {
  search: Search;
  facets: Facets;
  highlights: Highlights;
  suggestions: Suggestions;
}
