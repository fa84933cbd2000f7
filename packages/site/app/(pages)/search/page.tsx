import { readSearchQuery, SearchFacets, SearchResults } from '@dateline/client/pages';
import { find } from '../../../dateline';
import { SearchDocument } from '../../../generated';
import { getPrefix, getRequestLanguage, getRequestTexts, getTexts } from '../../../languages';
import { Missing } from '../../../missing';
import { Frame, formats } from '../../../parts';

export const instant = false;
export const generateMetadata = async () => ({ title: (await getRequestTexts()).search, robots: 'noindex' });

export default async function Search({ searchParams }: PageProps<'/search'>) {
  const query = await searchParams;
  const language = await getRequestLanguage();
  const texts = await getTexts(language);
  const variables = readSearchQuery(query);
  const search = (more?: object) => find(SearchDocument, { ...variables, ...more }, language);
  // A cursor of another list is refused: the results then begin with the first.
  const data = (await search()) ?? (await search({ after: undefined }));
  if (!data) return <Missing />;
  const words = variables.query;
  const heading = words ? texts.searched.replace('{words}', () => words) : texts.search;
  const path = `${getPrefix(language)}/search`;
  const labels = { sections: texts.resultSections, tags: texts.resultTags };
  return (
    <Frame data={data} language={language} heading={heading} search={words}>
      <SearchFacets
        facets={data.search.facets}
        query={query}
        path={path}
        labels={labels}
        all={texts.allResults}
      />
      <SearchResults
        results={data.search}
        query={query}
        path={path}
        formatPartial={(count) => `${texts.partialResults}${count === null ? '' : ` (${count})`}`}
        formatCount={(count) => (count === 1 ? texts.result : texts.results.replace('{count}', `${count}`))}
        didYouMean={texts.didYouMean}
        more={texts.moreResults}
        first={texts.firstResults}
        {...formats(data, language)}
      />
    </Frame>
  );
}
