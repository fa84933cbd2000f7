import { SearchResults } from '@dateline/client/pages';
import { load } from '../../dateline';
import { SearchDocument } from '../../generated';
import { Frame, formats } from '../../parts';

export const instant = false;
export const metadata = { title: 'Search', robots: 'noindex' };

export default async function Search({ searchParams }: PageProps<'/search'>) {
  const { q, after } = await searchParams;
  const query = String(q ?? '').slice(0, 200);
  const data = await load(SearchDocument, { query, after: after ? String(after) : null });
  return (
    <Frame data={data} heading={query ? `“${query}”` : 'Search'}>
      <SearchResults results={data.search} query={query} path="/search" {...formats(data)} />
    </Frame>
  );
}
