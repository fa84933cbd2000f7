import { load } from '../../dateline';
import { missingDocument } from '../../generated';
import { ListPage } from '../../parts';

export const instant = false;
export const metadata = { title: 'Page not found', robots: 'noindex' };

export default async function Missing({ searchParams }: PageProps<'/missing'>) {
  const { path, status } = await searchParams;
  const data = await load(missingDocument, { path: String(path ?? '/') });
  const { suggestions } = data.route;
  return (
    <ListPage
      data={data}
      heading={status === '410' ? 'This page was taken down' : 'There is no such page'}
      articles={suggestions}
    >
      <p>{suggestions.length > 0 ? 'Perhaps you are looking for one of these:' : 'Try the search above.'}</p>
    </ListPage>
  );
}
