import { ArchiveMonths, ArticleList, Pager, readArchiveQuery } from '@dateline/client/pages';
import { find } from '../../../dateline';
import { ArchiveDocument } from '../../../generated';
import { getPrefix, getRequestLanguage, getRequestTexts, getTexts, listVersions } from '../../../languages';
import { Missing } from '../../../missing';
import { Frame, formats } from '../../../parts';

export const instant = false;
export async function generateMetadata({ searchParams }: PageProps<'/archive'>) {
  // Slugs and cursors in a query are those of one language.
  const isWhole = Object.keys(await searchParams).length === 0;
  return { title: (await getRequestTexts()).archive, ...(isWhole && listVersions('/archive')) };
}

/** All articles, or those of a month (2026-01), section, tag, author or series. */
export default async function Archive({ searchParams }: PageProps<'/archive'>) {
  const query = await searchParams;
  const language = await getRequestLanguage();
  const texts = await getTexts(language);
  const variables = readArchiveQuery(query);
  const data = await find(ArchiveDocument, variables, language);
  if (!data) return <Missing />;
  const { nodes, pageInfo } = data.articles;
  const path = `${getPrefix(language)}/archive`;
  return (
    <Frame data={data} language={language} heading={texts.archive}>
      <ArchiveMonths months={data.archive} path={path} label={texts.months} {...formats(data, language)} />
      <ArticleList articles={nodes} {...formats(data, language)} />
      <Pager
        path={path}
        query={query}
        page={variables.page}
        hasNextPage={pageInfo.hasNextPage}
        newer={texts.newer}
        older={texts.older}
      />
    </Frame>
  );
}
