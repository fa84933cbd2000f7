import type { Loaders } from '../../graphql/loaders.js';
import type { Byline } from '../author/author.type.js';
import type { SiteMetadata } from './site-metadata.js';

/** Author of an article, with the links as they are stored. */
export type Person = Byline & { links?: unknown };

/** Describes authors as persons, with their profiles elsewhere if these were loaded. */
export function describeAuthors(
  persons: readonly Person[],
  common: SiteMetadata,
  { authors }: Pick<Loaders, 'authors'>,
): object[] {
  return persons.map(({ name, slug, role, links }) => ({
    '@type': 'Person',
    name,
    jobTitle: role ?? undefined,
    url: common.toAbsoluteUrl(authors.getPath({ slug })),
    sameAs: listUrls(links),
  }));
}

/** Returns the URLs of the links of an author as they are stored; undefined for none. */
export function listUrls(links: unknown): string[] | undefined {
  const urls = ((links ?? []) as { url: string }[]).map(({ url }) => url);
  return urls.length > 0 ? urls : undefined;
}
