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
  const heading = variables.query ? texts.searched.replace('{words}', () => variables.query) : texts.search;
  const place = { query, path: `${getPrefix(language)}/search` };
  const labels = { sections: texts.resultSections, tags: texts.resultTags };
  const { didYouMean, moreResults: more, firstResults: first } = texts;
  const shown = { ...place, didYouMean, more, first, ...formats(data, language) };
  return (
    <Frame data={data} language={language} heading={heading} search={variables.query}>
      <SearchFacets facets={data.search.facets} {...place} labels={labels} all={texts.allResults} />
      <SearchResults
        results={data.search}
        formatCount={(count) => (count === 1 ? texts.result : texts.results.replace('{count}', `${count}`))}
        formatPartial={(count) => `${texts.partialResults}${count === null ? '' : ` (${count})`}`}
        {...shown}
      />
    </Frame>
  );
}
