import type { FacetCounter } from './facets.js';
import type { Highlighter } from './highlights.js';
import type { SearchService } from './search.service.js';
import type { SuggestionService } from './suggest/suggestions.js';

export interface SearchContext {
  search: SearchService;
  facets: FacetCounter;
  highlights: Highlighter;
  suggestions: SuggestionService;
}
