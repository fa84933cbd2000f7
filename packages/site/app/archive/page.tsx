import { ArchiveMonths, ArticleList, Pager, readArchiveQuery } from '@dateline/client/pages';
import { find } from '../../dateline';
import { ArchiveDocument } from '../../generated';
import { Missing } from '../../missing';
import { Frame, formats } from '../../parts';

export const instant = false;
export const metadata = { title: 'Archive' };

/** All articles, or those of a month (2026-01), section, tag, author or series. */
export default async function Archive({ searchParams }: PageProps<'/archive'>) {
  const query = await searchParams;
  const variables = readArchiveQuery(query);
  const data = await find(ArchiveDocument, variables);
  if (!data) return <Missing />;
  const { nodes, pageInfo } = data.articles;
  return (
    <Frame data={data} heading="Archive">
      <ArchiveMonths months={data.archive} path="/archive" {...formats(data)} />
      <ArticleList articles={nodes} {...formats(data)} />
      <Pager path="/archive" query={query} page={variables.page} hasNextPage={pageInfo.hasNextPage} />
    </Frame>
  );
}
