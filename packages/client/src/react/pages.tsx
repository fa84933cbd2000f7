import type { ReactElement, ReactNode } from 'react';
import type {
  DatelineArchiveFragment,
  DatelineArticleHeaderFragment,
  DatelineMenuFragment,
  DatelineSearchResultsFragment,
  DatelineTeaserFragment,
} from '../generated/types.js';
import { type ImageComponent, Img, type LinkComponent } from './elements.js';
import { Breadcrumbs, Byline, NameList, Picture } from './lists.js';
import { type Formats, Time } from './time.js';

export { type ArchiveQuery, readArchiveQuery } from '../archive-query.js';
export { IssueList, ListHeader, type ListHeaderProps, Pager, type PagerProps } from './listings.js';
export { NameList, Time };

/** The properties of `ArticleList`. */
export interface ArticleListProps extends Formats {
  /** The data of the fragment DatelineTeaser. */
  articles: DatelineTeaserFragment[];
  /** The level of the titles. Defaults to 2. */
  level?: 2 | 3;
  className?: string;
  /** The component for images. */
  image?: ImageComponent;
  /** Loads the first picture at once, as the largest one of the page. */
  priority?: boolean;
  /** The width at which the first picture is shown, as in the attribute of `<img>`. */
  sizes?: string;
}

/** Renders a list of articles: picture, section, title, standfirst, authors and date of each. */
export function ArticleList({
  articles,
  level = 2,
  className,
  image: Image = Img,
  priority,
  sizes,
  ...formats
}: ArticleListProps): ReactElement {
  const { link: Link = 'a' } = formats;
  const Heading = `h${level}` as const;
  return (
    <ul className={className} data-articles="">
      {articles.map(({ id, path, title, standfirst, section, authors, image, publishedAt, kind }, index) => (
        <li key={id}>
          <article data-kind={kind.toLowerCase()}>
            {/* The picture repeats what the title says, so it needs no text. */}
            {image && (
              <Picture
                image={{ ...image, alt: '', caption: null, credit: null }}
                component={Image}
                {...(index === 0 && { priority, sizes })}
              />
            )}
            {section && (
              <p data-kicker="">
                <Link href={section.path}>{section.name}</Link>
              </p>
            )}
            <Heading>
              <Link href={path}>{title}</Link>
            </Heading>
            {standfirst && <p data-standfirst="">{standfirst}</p>}
            <div data-meta="">
              <Byline authors={authors} {...formats} /> <Time at={publishedAt} {...formats} />
            </div>
          </article>
        </li>
      ))}
    </ul>
  );
}

/** The properties of `ArticleHeader`. */
export interface ArticleHeaderProps extends Formats {
  /** The data of the fragment DatelineArticleHeader. */
  article: DatelineArticleHeaderFragment;
  formatMinutes?: (minutes: number) => ReactNode;
  /** The word before the date of an update. */
  updated?: ReactNode;
}

/** Renders the head of an article: sections, series, title, standfirst, and for all but pages authors and dates. */
export function ArticleHeader({
  article,
  formatMinutes = (minutes) => `${minutes} min read`,
  updated = 'Updated',
  ...formats
}: ArticleHeaderProps): ReactElement {
  const { kind, section, series, title, standfirst, authors, publishedAt, updatedAt, readingTime } = article;
  const isUpdated = publishedAt && updatedAt.slice(0, 10) > publishedAt.slice(0, 10);
  return (
    <header>
      {section && <Breadcrumbs section={section} {...formats} />}
      {series && (
        <p data-kicker="">
          {series.name}
          {series.part && ` (${series.part})`}
        </p>
      )}
      <h1>{title}</h1>
      {standfirst && <p data-standfirst="">{standfirst}</p>}
      {kind !== 'PAGE' && (
        <div data-meta="">
          <Byline authors={authors} {...formats} /> <Time at={publishedAt} {...formats} />{' '}
          <span>{formatMinutes(readingTime)}</span>{' '}
          {isUpdated && (
            <span>
              {updated} <Time at={updatedAt} {...formats} />
            </span>
          )}
        </div>
      )}
    </header>
  );
}

/** The properties of `SearchResults`. */
export interface SearchResultsProps extends Formats {
  /** The data of the fragment DatelineSearchResults. */
  results: DatelineSearchResultsFragment;
  query: string;
  /** The path of the page, which gets the words as `q` and the cursor of the next results as `after`. */
  path: string;
  formatCount?: (count: number) => ReactNode;
  didYouMean?: ReactNode;
  more?: ReactNode;
}

/** Renders the results of a search with the words that were found, another spelling, and a link to more. */
export function SearchResults({
  results: { totalCount, edges, pageInfo, didYouMean: spelling },
  query,
  path,
  formatCount = (count) => (count === 1 ? '1 result' : `${count} results`),
  didYouMean = 'Did you mean',
  more = 'More results',
  ...formats
}: SearchResultsProps): ReactElement {
  const { link: Link = 'a' } = formats;
  const toAddress = (values: Record<string, string>) => `${path}?${new URLSearchParams(values)}`;
  return (
    <>
      {query && <p role="status">{formatCount(totalCount)}</p>}
      {spelling && (
        <p>
          {didYouMean} <Link href={toAddress({ q: spelling })}>{spelling}</Link>?
        </p>
      )}
      <ol data-results="">
        {edges.map(({ node, titleHighlight, bodyHighlight }) => (
          <li key={node.id}>
            <h2>
              <Link href={node.path}>{renderHighlight(titleHighlight)}</Link>
            </h2>
            {bodyHighlight && <p>{renderHighlight(bodyHighlight)}</p>}
            <Time at={node.publishedAt} {...formats} />
          </li>
        ))}
      </ol>
      {pageInfo.hasNextPage && (
        <p data-more="">
          <Link href={toAddress({ q: query, after: pageInfo.endCursor ?? '' })}>{more}</Link>
        </p>
      )}
    </>
  );
}

/** Inserts a text with `mark` elements, which the gateway has escaped. */
function renderHighlight(html: string): ReactNode {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the gateway has escaped all but its own marks
  return <span dangerouslySetInnerHTML={{ __html: html }} />;
}

/** The properties of `ArchiveMonths`. */
export interface ArchiveMonthsProps extends Pick<Formats, 'language'> {
  months: DatelineArchiveFragment[];
  path: string;
  label?: string;
}

/** Renders the months of an archive from the fragment DatelineArchive, with links such as /archive?month=2026-01. */
export function ArchiveMonths({
  months,
  path,
  label = 'Months',
  language = 'en',
}: ArchiveMonthsProps): ReactNode {
  const format = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', timeZone: 'UTC' });
  const items = months.map(({ year, month, articleCount }) => {
    const id = `${year}-${`${month}`.padStart(2, '0')}`;
    return { id, name: `${format.format(new Date(id))} (${articleCount})`, path: `${path}?month=${id}` };
  });
  return <NameList items={items} label={label} />;
}

/** The properties of `Menu`. */
export interface MenuProps {
  /** The data of the fragment DatelineMenu. */
  menu: DatelineMenuFragment | null;
  /** Sections to show in place of a menu that the site does not have. Those without articles are left out. */
  sections?: { name: string; path: string; articleCount: number }[];
  /** The name of the navigation, for assistive technology. */
  label: string;
  /** More items: addresses by their text. */
  links?: Record<string, string>;
  link?: LinkComponent;
}

/** Renders the items of a menu that are at the top. */
export function Menu({ menu, sections = [], label, links = {}, link: Link = 'a' }: MenuProps): ReactElement {
  const filled = sections.filter(({ articleCount }) => articleCount > 0);
  const entries = [...filled.map(({ name, path }) => [name, path] as const), ...Object.entries(links)];
  const items = [
    ...(menu?.items.filter(({ depth }) => depth === 0) ?? []),
    ...entries.map(([text, url]) => ({ text, url })),
  ];
  return (
    <nav aria-label={label}>
      <ul>
        {items.map(({ text, url }) => (
          <li key={url}>
            <Link href={url}>{text}</Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
