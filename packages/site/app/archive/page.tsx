import { readArchiveQuery } from '@dateline/client/next';
import { ArchiveMonths } from '@dateline/client/pages';
import { load } from '../../dateline';
import { archiveDocument } from '../../generated';
import { ListPage } from '../../parts';

export const instant = false;
export const metadata = { title: 'Archive' };

/** All articles, or those of a month (2026-01), section, tag or author. */
export default async function Archive({ searchParams }: PageProps<'/archive'>) {
  const query = await searchParams;
  const variables = readArchiveQuery(query);
  const data = await load(archiveDocument, variables);
  const { page } = variables;
  const { nodes, pageInfo } = data.articles;
  const toAddress = (page: number) =>
    `/archive?${new URLSearchParams({ ...(query as object), page: `${page}` })}`;
  return (
    <ListPage
      data={data}
      heading="Archive"
      articles={nodes}
      newer={page > 1 && toAddress(page - 1)}
      older={pageInfo.hasNextPage && toAddress(page + 1)}
    >
      <ArchiveMonths months={data.archive} path="/archive" />
    </ListPage>
  );
}
