import { Fragment, type ReactElement, type ReactNode } from 'react';
import type {
  DatelineBylineFragment,
  DatelineCorrectionsFragment,
  DatelineMostPopularFragment,
  DatelinePictureFragment,
  DatelineRelatedPostsFragment,
  DatelineTeaserFragment,
} from '../generated/types.js';
import { type ImageComponent, Img, type LinkComponent } from './elements.js';
import { type Formats, Time } from './time.js';

/** The properties of `Picture`. */
export interface PictureProps {
  /** The data of the fragment DatelinePicture. */
  image: Omit<DatelinePictureFragment, 'id'>;
  /** The component for images. */
  component?: ImageComponent;
  /** The width at which it is shown, as in the attribute of `<img>`. */
  sizes?: string | undefined;
  /** Loads it at once, as the largest picture of the page, and not when it comes near. */
  priority?: boolean | undefined;
}

/** Renders a picture with its caption and credit. */
export function Picture({ image, component: Image = Img, sizes, priority }: PictureProps): ReactElement {
  const { caption, credit } = image;
  return (
    <figure>
      <Image {...image} id={undefined} sizes={sizes} priority={priority} />
      {(caption || credit) && (
        <figcaption>
          {caption}
          {caption && credit && ' '}
          {credit && <small>{credit}</small>}
        </figcaption>
      )}
    </figure>
  );
}

/** Renders a picture that repeats what the title beside it says, so that it needs no text. */
export function CardPicture({ image, ...options }: PictureProps): ReactElement {
  return <Picture image={{ ...image, alt: '', caption: null, credit: null }} {...options} />;
}

/** Renders who paid for an article, with its label. Renders nothing for an article of the newsroom. */
export function SponsorLabel({
  sponsorship,
}: {
  sponsorship: DatelineTeaserFragment['sponsorship'];
}): ReactNode {
  if (!sponsorship) return null;
  const { label, name, url } = sponsorship;
  return (
    <p data-sponsored="">
      {label} ·{' '}
      {url ? (
        <a href={url} rel="sponsored">
          {name}
        </a>
      ) : (
        name
      )}
    </p>
  );
}

/** The properties of lists of links. */
interface LinkListProps {
  /** The heading of the list, such as the title of its box; null for none. */
  heading?: ReactNode;
  /** The component for links. */
  link?: LinkComponent | undefined;
}

/** Renders the most popular articles from the fragment DatelineMostPopular. Renders nothing if there are none. */
export function MostPopular({
  articles,
  heading = 'Most popular',
  link: Link = 'a',
}: LinkListProps & { articles: DatelineMostPopularFragment[] }): ReactNode {
  if (articles.length === 0) return null;
  return (
    <section>
      {heading && <h2>{heading}</h2>}
      <ol>
        {articles.map(({ article: { id, path, title } }) => (
          <li key={id}>
            <Link href={path}>{title}</Link>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Renders related articles from the fragment DatelineRelatedPosts. Renders nothing if there are none. */
export function RelatedPosts({
  articles,
  heading = 'Related',
  link: Link = 'a',
}: LinkListProps & { articles: DatelineRelatedPostsFragment[] }): ReactNode {
  if (articles.length === 0) return null;
  return (
    <section>
      {heading && <h2>{heading}</h2>}
      <ul>
        {articles.map(({ article: { id, path, title, sponsorship } }) => (
          <li key={id}>
            <SponsorLabel sponsorship={sponsorship} />
            <Link href={path}>{title}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The properties of `Corrections`. */
export interface CorrectionsProps extends Formats {
  /** The data of the fragment DatelineCorrections. */
  corrections: DatelineCorrectionsFragment[];
  heading?: ReactNode;
}

/** Renders the corrections of an article with their dates. Renders nothing if there are none. */
export function Corrections({
  corrections,
  heading = 'Corrections',
  ...formats
}: CorrectionsProps): ReactNode {
  if (corrections.length === 0) return null;
  return (
    <section>
      <h2>{heading}</h2>
      <ul>
        {corrections.map(({ id, at, text }) => (
          <li key={id}>
            <Time at={at} {...formats} /> {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The properties of `Byline`. */
export interface BylineProps {
  /** The data of the fragment DatelineByline. */
  authors: DatelineBylineFragment[];
  link?: LinkComponent;
  /** The BCP 47 tag of the language whose comma and conjunction join the names. Defaults to en. */
  language?: string;
}

/** Renders the names of authors as links, joined as the language does. Renders nothing if there are none. */
export function Byline({ authors, link: Link = 'a', language = 'en' }: BylineProps): ReactNode {
  if (authors.length === 0) return null;
  const parts = new Intl.ListFormat(language).formatToParts(authors.map((_, index) => `${index}`));
  return (
    <address>
      {parts.map(({ type, value }, index) => {
        const author = type === 'element' ? authors[Number(value)] : undefined;
        return (
          <Fragment key={author?.id ?? `separator-${index}`}>
            {author ? (
              <Link href={author.path} rel="author">
                {author.name}
              </Link>
            ) : (
              value
            )}
          </Fragment>
        );
      })}
    </address>
  );
}

/** The properties of `Breadcrumbs`. */
export interface BreadcrumbsProps {
  /** The data of the fragment DatelineBreadcrumbs: the section of the page, or its parent. */
  section: Crumb;
  link?: LinkComponent;
  /** The name of the navigation, for assistive technology. */
  label?: string;
}

/** A section with those above it. */
interface Crumb {
  id: string;
  name: string;
  path: string;
  parent?: Crumb | null;
}

/** Renders the sections above a page, the top one first. */
export function Breadcrumbs({
  section,
  link: Link = 'a',
  label = 'Breadcrumbs',
}: BreadcrumbsProps): ReactElement {
  const crumbs: Crumb[] = [];
  for (let crumb: Crumb | null | undefined = section; crumb; crumb = crumb.parent) crumbs.unshift(crumb);
  return (
    <nav aria-label={label}>
      <ol>
        {crumbs.map(({ id, name, path }) => (
          <li key={id}>
            <Link href={path}>{name}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The properties of lists of names. */
interface NameListProps {
  /** Tags, sections or others with a path. The current one is marked as such. */
  items: { id: string; name: ReactNode; path: string; isCurrent?: boolean }[];
  /** The name of the list, for assistive technology. */
  label: string;
  link?: LinkComponent;
}

/** Renders tags or sections as a list of links. Renders nothing if there are none. */
export function NameList({ items, label, link: Link = 'a' }: NameListProps): ReactNode {
  if (items.length === 0) return null;
  return (
    <nav aria-label={label}>
      <ul data-names="">
        {items.map(({ id, name, path, isCurrent }) => (
          <li key={id}>
            <Link href={path} aria-current={isCurrent ? 'true' : undefined}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
