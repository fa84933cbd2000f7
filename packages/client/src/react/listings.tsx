import type { ReactElement, ReactNode } from 'react';
import type { DatelineIssuesFragment, DatelineListHeaderFragment } from '../generated/types.js';
import type { ImageComponent, LinkComponent } from './elements.js';
import { Breadcrumbs, NameList, Picture } from './lists.js';
import { type Formats, Time } from './time.js';

/** The properties of `ListHeader`. */
export interface ListHeaderProps {
  /** The data of the fragment DatelineListHeader: a section, tag, author or series. */
  node: DatelineListHeaderFragment;
  link?: LinkComponent;
  image?: ImageComponent;
  /** The name of the list of sections below the section. */
  label?: string;
  /** The name of the list of the author's pages elsewhere. */
  linksLabel?: string;
  className?: string;
}

/**
 * Renders the head of the page of a section, tag, author or series: name, text, picture, the sections around it, and the role,
 * links and address of an author.
 */
export function ListHeader({
  node,
  link = 'a',
  image,
  label = 'Sections below',
  linksLabel = 'Elsewhere',
  className,
}: ListHeaderProps): ReactElement {
  const isSection = node.__typename === 'Section';
  const isAuthor = node.__typename === 'Author';
  const picture = !isSection && node.image;
  const text = isAuthor ? node.bio : node.description;
  return (
    <header className={className} data-page={node.__typename.toLowerCase()}>
      {isSection && node.parent && <Breadcrumbs section={node.parent} link={link} />}
      <h1>{node.name}</h1>
      {isAuthor && node.role && <p data-role="">{node.role}</p>}
      {picture && <Picture image={picture} {...(image && { component: image })} />}
      {text && <p>{text}</p>}
      {isSection && <NameList items={node.children} label={label} link={link} />}
      {isAuthor && <NameList items={listContacts(node)} label={linksLabel} link={link} />}
    </header>
  );
}

/** Lists the pages of an author elsewhere, and the address. */
function listContacts({ links, email }: Extract<DatelineListHeaderFragment, { __typename: 'Author' }>) {
  const pages = links.map(({ url, label }) => ({ id: url, name: label, path: url }));
  return email ? [...pages, { id: email, name: email, path: `mailto:${email}` }] : pages;
}

/** The properties of `Pager`. */
export interface PagerProps {
  /** The path of the list, which gets `query` and the number of the page as `page`. */
  path: string;
  query?: Record<string, string | string[] | undefined>;
  /** The number of the page that is shown. Defaults to 1. */
  page?: number;
  hasNextPage: boolean;
  newer?: ReactNode;
  older?: ReactNode;
  link?: LinkComponent;
}

/** Renders links to the newer and older articles of a list. */
export function Pager({
  path,
  query,
  page = 1,
  hasNextPage,
  newer = 'Newer articles',
  older = 'Older articles',
  link: Link = 'a',
}: PagerProps): ReactElement {
  const renderLink = (target: number, text: ReactNode) => {
    const entries = Object.entries({ ...query, page: `${target}` }).flatMap(([name, value = []]) =>
      [value].flat().map((each) => [name, each]),
    );
    return <Link href={`${path}?${new URLSearchParams(entries)}`}>{text}</Link>;
  };
  return (
    <p data-more="">
      {page > 1 && renderLink(page - 1, newer)} {hasNextPage && renderLink(page + 1, older)}
    </p>
  );
}

/** Renders links to the issues of a newsletter, which are pages of the gateway, from the fragment DatelineIssues. */
export function IssueList({
  newsletter: { slug, issues },
  link: Link = 'a',
  ...formats
}: Formats & { newsletter: DatelineIssuesFragment }): ReactNode {
  if (issues.nodes.length === 0) return null;
  return (
    <ol data-results="">
      {issues.nodes.map(({ number, subject, sentAt }) => (
        <li key={number}>
          <Link href={`/newsletter/${slug}/${number}`}>{subject}</Link> <Time at={sentAt} {...formats} />
        </li>
      ))}
    </ol>
  );
}
