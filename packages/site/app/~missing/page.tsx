import { ArticleList } from '@dateline/client/pages';
import { load } from '../../dateline';
import { MissingDocument } from '../../generated';
import { Frame, formats } from '../../parts';

export const instant = false;
export const metadata = { title: 'Page not found', robots: 'noindex' };

export default async function Missing({ searchParams }: PageProps<'/missing'>) {
  const { path, status } = await searchParams;
  const data = await load(MissingDocument, { path: String(path ?? '/') });
  const { suggestions } = data.route;
  const isGone = status === '410';
  return (
    <Frame data={data} heading={isGone ? 'This page was taken down' : 'There is no such page'}>
      <p>{suggestions.length > 0 ? 'Perhaps you are looking for one of these:' : 'Try the search above.'}</p>
      <ArticleList articles={suggestions} {...formats(data)} />
    </Frame>
  );
}
