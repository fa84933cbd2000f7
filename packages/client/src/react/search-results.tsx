import type { ReactElement, ReactNode } from 'react';
import type { DatelineSearchFacetsFragment, DatelineSearchResultsFragment } from '../generated/types.js';
import { getFirst, type SearchQuery, toSearchAddress } from '../search-query.js';
import { type ImageComponent, Img, type LinkComponent } from './elements.js';
import { CardPicture, NameList, SponsorLabel } from './lists.js';
import { type Formats, Time } from './time.js';

/** The properties of `SearchResults`. */
export interface SearchResultsProps extends Formats {
  /** The data of the fragment DatelineSearchResults. */
  results: DatelineSearchResultsFragment;
  /** The words, or the whole query of the address, which links to more results keep. */
  query: string | SearchQuery;
  /** The path of the page, which gets the words as `q` and the cursor of the next results as `after`. */
  path: string;
  /** The component for images. */
  image?: ImageComponent;
  formatCount?: (count: number) => ReactNode;
  /** The text above articles with some of the words; the count is null on later pages. */
  formatPartial?: (count: number | null) => ReactNode;
  didYouMean?: ReactNode;
  more?: ReactNode;
  first?: ReactNode;
}

/**
 * Renders the results of a search with the words that were found, another spelling, and links to more; articles with some
 * of the words come apart.
 */
export function SearchResults({
  results: { totalCount, relaxed, edges, pageInfo, didYouMean: spelling },
  query,
  path,
  image = Img,
  formatCount = (count) => (count === 1 ? '1 result' : `${count} results`),
  formatPartial = (count) => `With some of your words${count === null ? '' : `: ${formatCount(count)}`}`,
  didYouMean = 'Did you mean:',
  more = 'More results',
  first = 'First results',
  ...formats
}: SearchResultsProps): ReactElement {
  const { link: Link = 'a' } = formats;
  const { after, ...search } = typeof query === 'string' ? { q: query } : query;
  // Of three words and more, articles with all and with some are ranked together.
  const end = edges.map(({ hasAllWords }) => hasAllWords).lastIndexOf(true) + 1;
  const [complete, partial] = [edges.slice(0, end), edges.slice(end)];
  // The total counts articles with some of the words if none has all.
  const isPartial = !after && complete.length === 0 && partial.length > 0;
  return (
    <>
      {search.q && <p role="status">{formatCount(isPartial ? 0 : totalCount)}</p>}
      {spelling && (
        <p>
          {didYouMean} <Link href={toSearchAddress(path, { q: spelling })}>{spelling}</Link>
        </p>
      )}
      <ResultList edges={complete} image={image} {...formats} />
      {partial.length > 0 && <p data-partial="">{formatPartial(relaxed?.totalCount ?? null)}</p>}
      {partial.length > 0 && <ResultList edges={partial} image={image} {...formats} />}
      {(after || pageInfo.hasNextPage) && (
        <p data-more="">
          {after && <Link href={toSearchAddress(path, search)}>{first}</Link>}{' '}
          {pageInfo.hasNextPage && (
            <Link href={toSearchAddress(path, { ...search, after: pageInfo.endCursor ?? undefined })}>
              {more}
            </Link>
          )}
        </p>
      )}
    </>
  );
}

interface ResultListProps extends Formats {
  edges: DatelineSearchResultsFragment['edges'];
  image: ImageComponent;
}

function ResultList({ edges, image, ...formats }: ResultListProps): ReactElement {
  const { link: Link = 'a' } = formats;
  return (
    <ol data-results="">
      {edges.map(({ node, titleHighlight, bodyHighlight }) => (
        <li key={node.id}>
          {node.image && <CardPicture image={node.image} component={image} />}
          {node.section && (
            <p data-kicker="">
              <Link href={node.section.path}>{node.section.name}</Link>
            </p>
          )}
          <SponsorLabel sponsorship={node.sponsorship} />
          <h2>
            <Link href={node.path}>{renderHighlight(titleHighlight)}</Link>
          </h2>
          {bodyHighlight && <p>{renderHighlight(bodyHighlight)}</p>}
          <Time at={node.publishedAt} {...formats} />
        </li>
      ))}
    </ol>
  );
}

/** Inserts a text with `mark` elements, which the gateway has escaped. */
function renderHighlight(html: string): ReactNode {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the gateway has escaped all but its own marks
  return <span dangerouslySetInnerHTML={{ __html: html }} />;
}

/** The properties of `SearchFacets`. */
export interface SearchFacetsProps {
  /** The data of the fragment DatelineSearchFacets. */
  facets: DatelineSearchFacetsFragment;
  /** The query of the address. */
  query: SearchQuery;
  /** The path of the page, which gets the slugs as `section` and `tag`. */
  path: string;
  /** The names of the lists, for assistive technology. */
  labels?: { sections: string; tags: string };
  /** The text of the link that is shown when a section or tag was chosen. */
  all?: ReactNode;
  link?: LinkComponent;
}

/** Renders the sections and tags of what was found, with their numbers, as links that narrow the search. */
export function SearchFacets({
  facets: { sections, tags },
  query,
  path,
  labels = { sections: 'Sections of the results', tags: 'Tags of the results' },
  all = 'All results',
  link: Link = 'a',
}: SearchFacetsProps): ReactElement {
  const { q, section, tag } = query;
  const toItem =
    (name: 'section' | 'tag') =>
    ({ count, node }: { count: number; node: { id: string; slug: string; name: string } }) => {
      const isCurrent = getFirst(query[name]) === node.slug;
      const target = isCurrent ? undefined : node.slug;
      const address = toSearchAddress(path, { q, section, tag, [name]: target });
      return { id: node.id, name: `${node.name} (${count})`, path: address, isCurrent };
    };
  return (
    <>
      <NameList
        items={sections.map(({ count, section: node }) => ({ count, node })).map(toItem('section'))}
        label={labels.sections}
        link={Link}
      />
      <NameList
        items={tags.map(({ count, tag: node }) => ({ count, node })).map(toItem('tag'))}
        label={labels.tags}
        link={Link}
      />
      {(section || tag) && (
        <p>
          <Link href={toSearchAddress(path, { q })}>{all}</Link>
        </p>
      )}
    </>
  );
}
