import { readSearchQuery, SearchFacets, SearchResults } from '@dateline/client/pages';
import { find } from '../../dateline';
import { SearchDocument } from '../../generated';
import { Missing } from '../../missing';
import { Frame, formats } from '../../parts';

export const instant = false;
export const metadata = { title: 'Search', robots: 'noindex' };

export default async function Search({ searchParams }: PageProps<'/search'>) {
  const query = await searchParams;
  const variables = readSearchQuery(query);
  const data = await find(SearchDocument, variables);
  if (!data) return <Missing />;
  const words = variables.query;
  return (
    <Frame data={data} heading={words ? `“${words}”` : 'Search'} search={words}>
      <SearchFacets facets={data.search.facets} query={query} path="/search" />
      <SearchResults results={data.search} query={query} path="/search" {...formats(data)} />
    </Frame>
  );
}
