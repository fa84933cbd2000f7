import type { ComponentType, ReactElement, ReactNode } from 'react';
import type {
  DatelineArchiveFragment,
  DatelineArticleHeaderFragment,
  DatelineMenuFragment,
  DatelineTeaserFragment,
} from '../generated/types.js';
import { editable } from '../sources.js';
import { type ImageComponent, Img, type LinkComponent } from './elements.js';
import { Breadcrumbs, Byline, CardPicture, NameList, SponsorLabel } from './lists.js';
import { type Formats, Time } from './time.js';

export { type ArchiveQuery, readArchiveQuery } from '../archive-query.js';
export { readSearchQuery, type SearchQuery } from '../search-query.js';
export { IssueList, ListHeader, type ListHeaderProps, Pager, type PagerProps } from './listings.js';
export {
  SearchFacets,
  type SearchFacetsProps,
  SearchResults,
  type SearchResultsProps,
} from './search-results.js';
export { NameList, Time };

/** Returns the box of a page with the key, such as MOST_POPULAR, from the fragment DatelineSiteBox. */
export function findBox<Box extends { key: string }>(boxes: readonly Box[], key: string): Box | undefined {
  return boxes.find((box) => box.key === key);
}

/** The properties of a card, which shows an article in a list. */
export interface ArticleCardProps<Article extends DatelineTeaserFragment = DatelineTeaserFragment>
  extends Formats {
  /** The data of the fragment DatelineTeaser, with whatever else the site selects. */
  article: Article;
  /** The level of the title. Defaults to 2. */
  level?: 2 | 3;
  /** The component for images. */
  image?: ImageComponent;
  /** Loads the picture at once, as the largest one of the page. */
  priority?: boolean | undefined;
  /** The width at which the picture is shown, as in the attribute of `<img>`. */
  sizes?: string | undefined;
}

/** Renders an article of a list: picture, section, title, standfirst, authors and date. */
export function ArticleCard({
  article,
  level = 2,
  image: component = Img,
  priority,
  sizes,
  ...formats
}: ArticleCardProps): ReactElement {
  const { path, title, standfirst, section, authors, image, publishedAt, kind } = article;
  const { link: Link = 'a' } = formats;
  const Heading = `h${level}` as const;
  return (
    <article data-kind={kind.toLowerCase()}>
      {image && <CardPicture image={image} {...{ component, priority, sizes }} />}
      {section && (
        <p data-kicker="">
          <Link href={section.path}>{section.name}</Link>
        </p>
      )}
      <SponsorLabel sponsorship={article.sponsorship} />
      <Heading {...editable(article, 'title')}>
        <Link href={path}>{title}</Link>
      </Heading>
      {standfirst && (
        <p data-standfirst="" {...editable(article, 'standfirst')}>
          {standfirst}
        </p>
      )}
      <div data-meta="">
        <Byline authors={authors} {...formats} /> <Time at={publishedAt} {...formats} />
      </div>
    </article>
  );
}

/** The properties of `ArticleList`. */
export interface ArticleListProps<Article extends DatelineTeaserFragment = DatelineTeaserFragment>
  extends Omit<ArticleCardProps, 'article'> {
  /** The data of the fragment DatelineTeaser, with whatever else `card` shows. */
  articles: Article[];
  /** The component for each article. Defaults to `ArticleCard`. */
  card?: ComponentType<ArticleCardProps<Article>>;
  /** A heading above the list. An empty list is then not rendered. */
  heading?: ReactNode;
  className?: string;
}

/** Renders a list of articles. `priority` and `sizes` are those of the first picture. */
export function ArticleList<Article extends DatelineTeaserFragment>({
  articles,
  card: Card = ArticleCard,
  heading,
  className,
  priority,
  sizes,
  ...options
}: ArticleListProps<Article>): ReactNode {
  const list = (
    <ul className={className} data-articles="">
      {articles.map((article, index) => (
        <li key={article.id}>
          <Card article={article} {...options} {...(index === 0 && { priority, sizes })} />
        </li>
      ))}
    </ul>
  );
  if (!heading) return list;
  return articles.length === 0 ? null : (
    <section data-list="">
      <h2>{heading}</h2>
      {list}
    </section>
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
  const { kind, section, seriesPart, title, standfirst, authors, publishedAt, updatedAt, readingTime } =
    article;
  const { link: Link = 'a' } = formats;
  const isUpdated = publishedAt && updatedAt.slice(0, 10) > publishedAt.slice(0, 10);
  return (
    <header>
      {section && <Breadcrumbs section={section} {...formats} />}
      {seriesPart && (
        <p data-kicker="">
          <Link href={seriesPart.series.path}>{seriesPart.series.title}</Link>
          {seriesPart.part && ` (${seriesPart.part})`}
        </p>
      )}
      <SponsorLabel sponsorship={article.sponsorship} />
      <h1 {...editable(article, 'title')}>{title}</h1>
      {standfirst && (
        <p data-standfirst="" {...editable(article, 'standfirst')}>
          {standfirst}
        </p>
      )}
      {kind !== 'PAGE' && (
        <div data-meta="">
          <Byline authors={authors} {...formats} /> <Time at={publishedAt} {...formats} />{' '}
          <span {...editable(article, 'readingTime')}>{formatMinutes(readingTime)}</span>{' '}
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
