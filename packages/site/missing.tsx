import { readMissing } from '@dateline/client/next';
import { ArticleList } from '@dateline/client/pages';
import { headers } from 'next/headers';
import { find, load } from './dateline';
import { MissingDocument } from './generated';
import { Frame, formats } from './parts';

/** The page for an address without content, with articles of similar paths. */
export async function Missing() {
  const { path, isGone } = readMissing(await headers());
  const data = (await find(MissingDocument, { path })) ?? (await load(MissingDocument, { path: '/' }));
  const { suggestions } = data.route;
  return (
    <Frame data={data} heading={isGone ? 'This page was taken down' : 'There is no such page'}>
      <meta name="robots" content="noindex" />
      <p>{suggestions.length > 0 ? 'Perhaps you are looking for one of these:' : 'Try the search above.'}</p>
      <ArticleList articles={suggestions} {...formats(data)} />
    </Frame>
  );
}
